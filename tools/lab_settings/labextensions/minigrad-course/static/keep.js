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
    for (const each of dirty()) {
      try {
        localStorage.setItem(KEPT + each.context.path, JSON.stringify({ cells: each.typed() }));
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
    this.inFile = sources(context.model);
    let begun;
    inTurn(context);
    const revert = context.revert.bind(context);
    context.revert = async () => {
      await revert();
      this.inFile = sources(context.model);
    };
    onKernel(sessionContext, (kernel, message) => this.heard(kernel, message));
    context.saveState.connect((_, state) => {
      if (state === "started") {
        this.news = false;
        begun = sources(context.model);
      }
      if (state === "completed") {
        this.left = false;
        this.inFile = begun ?? this.inFile;
        if (!this.news) return;
        context.model.dirty = true; // JupyterLab takes it for saved
        this.soon();
      }
    });
  }

  ours() {
    return inBrowser() || isCourse(this.context);
  }

  /** The cells that are not as in the file: what was typed, what the file has, and the cell above. */
  typed() {
    const { cells } = this.context.model.sharedModel;
    return cells
      .map((cell, index) => ({
        id: cell.getId(), type: cell.cell_type, source: cell.getSource(),
        was: this.inFile.get(cell.getId()), above: cells[index - 1]?.getId(),
      }))
      .filter(({ source, was }) => source !== was);
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

const sources = (model) => new Map(model.sharedModel.cells.map((cell) => [cell.getId(), cell.getSource()]));

function bringBack({ path, model: { sharedModel } }, tell) {
  const stored = localStorage.getItem(KEPT + path);
  if (!stored) return;
  localStorage.removeItem(KEPT + path);
  let changed = false, beside = false;
  for (const { id, type, source, was, above } of JSON.parse(stored).cells) {
    const index = (name) => sharedModel.cells.findIndex((cell) => cell.getId() === name);
    const cell = sharedModel.cells[index(id)];
    if (cell?.getSource() === source) continue;
    changed = true;
    if (cell?.getSource() === was) {
      cell.setSource(source);
    } else { // a new one, or one that another tab or an update of the course has changed in the file
      beside ||= Boolean(cell);
      sharedModel.insertCell(index(cell ? id : above) + 1, { cell_type: type, source, ...(cell ? {} : { id }) });
    }
  }
  if (!changed && !inBrowser()) return;
  tell("left-open",
    `This page was closed while you were changing ${path.split("/").pop()}.`
    + (changed ? " What you had typed is here again." : "")
    + (beside ? " Where the file has got something else meanwhile, it is in a new cell below." : "")
    + (inBrowser()
      ? " Python started anew and knows none of your variables: choose Run > Run All Cells." : ""),
    { urgent: false });
}
