// What is done when the course opens.
import { inBrowser, isCourse } from "./course.js";
import { run } from "./above.js";
import { renew } from "./renew.js";

const FOLDED = "minigrad file browser folded";
// The whole path: a downloaded notebook of the same name must not run by being opened.
const FIRST = "notebooks/00_summary.ipynb";
const LATE = 120_000; // ms
const SETTLED = 20_000; // ms

export function start(app, { tell, module }) {
  void patient(module);
  if (inBrowser()) setInterval(() => address(app), 1000);
  // A kernel that does not start says nothing by itself.
  const begun = Date.now();
  const waiting = setInterval(() => {
    const session = app.shell?.currentWidget?.sessionContext?.session;
    const status = session?.kernel?.status;
    if (status === "idle" || status === "busy") clearInterval(waiting);
    else if (Date.now() - begun > LATE && (session || inBrowser())) {
      clearInterval(waiting);
      tell("slow", inBrowser()
        ? "Python has not started yet. The first visit fetches some 30 MB: on a slow connection, wait. " +
          "Otherwise reload the page. If that does not help, try another browser; the notebooks can be read meanwhile."
        : "Python has not started yet. Choose Kernel > Restart Kernel, or reload the page. " +
          "Your work is kept, and the notebooks can be read meanwhile.");
    }
  }, 2000);
}

/** A cell that is run before its kernel is there waits; JupyterLab alone drops it without a word. */
async function patient(module) {
  const { CodeCell } = await module("@jupyterlab/cells") ?? {};
  const execute = CodeCell?.execute;
  if (!execute) return;
  const begun = new WeakMap(); // one promise for all cells, so that they go on in their order
  CodeCell.execute = async (cell, sessionContext, ...more) => {
    if (!sessionContext.isReady && cell.model.sharedModel.getSource().trim()) {
      cell.setPrompt("*");
      // Under way, as a rule; what goes wrong is said elsewhere.
      if (!begun.has(sessionContext)) begun.set(sessionContext, sessionContext.initialize().catch(() => {}));
      await begun.get(sessionContext);
      if (!sessionContext.session?.kernel) cell.setPrompt("");
    }
    return execute(cell, sessionContext, ...more);
  };
}

/** JupyterLite takes the notebook's name out of the address, and loaded again the page would be empty. */
function address({ shell }) {
  const path = shell?.currentWidget?.context?.path;
  const url = new URL(location);
  if (!path || url.searchParams.get("path") === path) return;
  url.searchParams.set("path", path);
  history.replaceState(history.state, "", url);
}

/** The list of files takes a third of a narrow page. Folded first; later the learner decides. */
async function fold({ shell, restored }) {
  await restored; // and a notebook is open: in the browser edition that opens the list, too
  if (!shell.collapseLeft) return;
  let kept;
  const keep = (state) => {
    try {
      kept = localStorage.getItem(FOLDED);
      if (state) localStorage.setItem(FOLDED, state);
    } catch { /* blocked */ }
  };
  keep();
  if (!inBrowser()) { // JupyterLab remembers it, but not for a second tab
    if (kept !== "no") shell.collapseLeft();
    shell.layoutModified.connect(() => keep(shell.leftCollapsed ? "yes" : "no"));
    return;
  }
  // JupyterLite opens the list at every visit, some time after all else is there.
  const begun = Date.now();
  let touched = false;
  const look = () => {
    if (touched || Date.now() - begun > SETTLED) keep(shell.leftCollapsed ? "yes" : "no");
    else if (kept !== "no") shell.collapseLeft();
  };
  document.addEventListener("pointerdown", ({ target }) => {
    touched ||= Boolean(target.closest?.(".jp-SideBar, .lm-MenuBar, .lm-Menu"));
  }, true);
  shell.layoutModified.connect(look);
  look();
}

let folded;

/** The first page is alive: picture and progress panel are those of this moment. */
export async function watch(panel, app, { module }) {
  const { context, content } = panel;
  if (inBrowser() || isCourse(context)) void (folded ??= fold(app));
  if (context.localPath !== FIRST || !isCourse(context)) return;
  await renew(context, app);
  const kernel = await idle(panel);
  if (!kernel || !(await isFresh(kernel))) return;
  await run(panel, content.widgets.filter((cell) => cell.model.type === "code"), module);
}

/** The kernel, when it is idle for the first time; undefined when the notebook is closed before. */
function idle({ sessionContext, disposed }) {
  return new Promise((found) => {
    const look = () => {
      const kernel = sessionContext.session?.kernel;
      if (kernel?.status !== "idle") return;
      sessionContext.statusChanged.disconnect(look);
      found(kernel);
    };
    sessionContext.statusChanged.connect(look);
    disposed.connect(() => found());
    look();
  });
}

const met = new Set();

/** Whether nothing has run in this kernel: its next cell would be number 1. */
async function isFresh(kernel) {
  // The browser edition's kernel does not answer this; it begins with the page.
  if (inBrowser()) return !met.has(kernel.id) && Boolean(met.add(kernel.id));
  const count = "get_ipython().execution_count";
  const asked = kernel.requestExecute({
    code: "", silent: true, store_history: false, user_expressions: { count },
  });
  const { content } = await asked.done;
  return content.user_expressions?.count?.data?.["text/plain"] === "1";
}
