// Widgets whose Python is gone. ipywidgets mark them when somebody restarts the kernel; the course's
// widgets see the mark and say it in words (minigrad/drawing/kernel.js). Here is what the mark leaves
// out: a kernel that has died, or was changed for another, and a widget of which nothing was kept.
import { isCourse } from "./course.js";

const MARK = "jupyter-widgets-disconnected";
const WIDGETS = ".jupyter-widgets, :has(> .minigrad-folds)";
const NOT_THERE = "Error displaying widget: model not found";
const INSTEAD = "This was shown by a Python that has ended. To see it again, run the cell.";

export function watch({ node, context, sessionContext, disposed }) {
  keepStates(context);
  const mark = () => {
    for (const widget of node.querySelectorAll(WIDGETS)) widget.classList.add(MARK);
  };
  sessionContext.statusChanged.connect((_, status) => {
    if (status === "autorestarting" || status === "dead") mark();
  });
  sessionContext.kernelChanged.connect((_, { oldValue, newValue }) => {
    if (oldValue && oldValue.id !== newValue?.id) mark();
  });

  const explain = () => {
    for (const place of node.querySelectorAll(".jp-OutputArea-output.jupyter-widgets")) {
      if (place.textContent !== NOT_THERE) continue;
      place.textContent = INSTEAD;
      place.setAttribute("role", "status");
    }
  };
  const observer = new MutationObserver(explain);
  observer.observe(node, { childList: true, subtree: true });
  disposed.connect(() => observer.disconnect());
  explain();
}

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";

/** What was shown stays in the file, also when its Python is gone: at each save ipywidgets keep only
    the widgets of the Python that runs, and yesterday's answers would be gone tomorrow. */
function keepStates(context) {
  const { model } = context;
  let known = { ...model.getMetadata?.("widgets")?.[STATE]?.state };
  const written = model.toJSON.bind(model);
  model.toJSON = () => {
    const book = written();
    if (!isCourse(context)) return book;
    const now = book.metadata.widgets?.[STATE] ?? { version_major: 2, version_minor: 0, state: {} };
    known = { ...shown(book, { ...known, ...now.state }), ...now.state };
    if (!Object.keys(known).length) return book;
    book.metadata.widgets = { ...book.metadata.widgets, [STATE]: { ...now, state: known } };
    return book;
  };
}

/** Of these widgets, those that stand below a cell, and what they consist of. */
function shown(book, known) {
  const found = {};
  const waiting = book.cells.flatMap((cell) => cell.outputs ?? []).map(({ data }) => data?.[VIEW]?.model_id);
  while (waiting.length) {
    const id = waiting.pop();
    if (!(id in known) || id in found) continue;
    found[id] = known[id];
    for (const [, part] of JSON.stringify(known[id]).matchAll(/(?:IPY_MODEL_|"model_id":")([\w-]+)/g)) {
      waiting.push(part);
    }
  }
  return found;
}
