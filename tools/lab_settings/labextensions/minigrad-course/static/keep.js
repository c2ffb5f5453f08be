// Nothing is lost: the notebook is saved when a cell has run or a widget has answered, so that a page
// that is loaded again finds the widgets of the running kernel; and what was typed in a page that was
// closed comes back.
import { inBrowser, isCourse, onKernel } from "./course.js";

const QUIET = 1000; // ms without anything new, before the notebook is saved
const KEPT = "minigrad unsaved ";
const open = new Set();

export function start() {
  // Saving takes a moment that a closing page is not given. What was typed since the last save goes,
  // at once, into the one store that needs no moment, and comes back when the notebook is opened.
  addEventListener("pagehide", () => {
    for (const { context } of dirty()) {
      const cells = context.model.sharedModel.cells
        .map((cell) => [cell.getId(), cell.cell_type, cell.getSource()]);
      const kept = { at: Date.now(), hash: context.contentsModel?.hash, cells };
      try {
        localStorage.setItem(KEPT + context.path, JSON.stringify(kept));
      } catch { /* full or blocked, and that was said */ }
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const each of dirty()) void each.save();
  });
}

const dirty = () => [...open].filter((each) => each.ours() && each.context.model.dirty);

export function watch(panel, app, { tell }) {
  const { context } = panel;
  const each = new Keeper(panel, app.serviceManager.contents);
  open.add(each);
  panel.disposed.connect(() => open.delete(each));
  if (each.ours()) bringBack(context, tell);
}

class Keeper {
  constructor({ context, sessionContext }, contents) {
    this.context = context;
    this.contents = contents;
    this.timer = 0;
    this.left = false; // to JupyterLab: the file was changed by somebody else
    this.saving = false;
    this.news = false; // of a widget, since the last save began
    inTurn(context);
    onKernel(sessionContext, (kernel, message) => this.heard(kernel, message));
    context.saveState.connect((_, state) => {
      if (state === "started") this.news = false;
      if (state === "completed") {
        this.left = false;
        if (!this.news) return;
        context.model.dirty = true; // JupyterLab takes it for saved
        this.soon();
      }
    });
  }

  ours() {
    return inBrowser() || isCourse(this.context);
  }

  /** Something that this page asked for was done by the kernel; another page saves what it did. */
  heard(kernel, { header, parent_header, content }) {
    if (parent_header?.session !== kernel.clientId) return;
    const widget = header.msg_type === "comm_msg" && /update$/.test(content.data?.method ?? "");
    if (widget && isCourse(this.context)) this.context.model.dirty = this.news = true;
    if (widget || (header.msg_type === "status" && content.execution_state === "idle")) this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.quietly(), QUIET);
  }

  async quietly() {
    if (document.querySelector(".jp-Dialog")) return this.soon();
    if (isCourse(this.context)) await this.save();
  }

  /** Save, where that asks nobody anything and undoes nobody's work. */
  async save() {
    const { context } = this;
    if (this.saving || this.left || context.isDisposed || !context.model.dirty) return;
    if (context.model.readOnly || context.contentsModel?.writable === false) return;
    this.saving = true;
    try {
      this.left = await this.changedOnDisk();
      if (!this.left && !document.querySelector(".jp-Dialog")) await context.save();
    } catch {
      this.left = true; // JupyterLab has said why, and its own saving goes on
    } finally {
      this.saving = false;
    }
  }

  /** JupyterLab's own question before it saves, to which its answer is a dialog. */
  async changedOnDisk() {
    const known = this.context.contentsModel;
    const now = await this.contents.get(this.context.path, { content: false, hash: true });
    if (known?.hash && now.hash) return known.hash !== now.hash;
    return new Date(now.last_modified) - new Date(known?.last_modified ?? now.last_modified) > 500;
  }
}

/** One save after the other, JupyterLab's own included: a second one that begins while the first is
    under way finds a file that it does not know, and asks the learner which of the two to keep. */
function inTurn(context) {
  const save = context.save.bind(context);
  let last = Promise.resolve();
  context.save = () => {
    const mine = last.then(save);
    last = mine.catch(() => {});
    return mine;
  };
}

function bringBack({ path, model, contentsModel }, tell) {
  const stored = localStorage.getItem(KEPT + path);
  if (!stored) return;
  localStorage.removeItem(KEPT + path);
  const { at, hash, cells } = JSON.parse(stored);
  const same = hash && contentsModel?.hash
    ? hash === contentsModel.hash
    : Date.parse(contentsModel?.last_modified ?? 0) < at;
  let changed = false;
  for (const [index, [id, cell_type, source]] of same ? cells.entries() : []) {
    const cell = model.sharedModel.cells.find((each) => each.getId() === id);
    if (cell?.getSource() === source) continue;
    changed = true;
    if (cell) cell.setSource(source);
    else model.sharedModel.insertCell(index, { id, cell_type, source });
  }
  if (!changed && !inBrowser()) return;
  tell("left-open",
    `This page was closed while you were changing ${path.split("/").pop()}.`
    + (changed ? " What you had typed is here again." : "")
    + (inBrowser()
      ? " Python started anew and knows none of your variables: choose Run > Run All Cells." : ""),
    { urgent: false });
}
