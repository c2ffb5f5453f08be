// Widgets whose Python is gone. ipywidgets mark them when somebody restarts the kernel; the course's
// widgets see the mark and say it in words (minigrad/drawing/kernel.js). Here is what the mark leaves
// out: a kernel that has died, or was changed for another, and a widget of which nothing was kept.
import { inBrowser } from "./course.js";

const MARK = "jupyter-widgets-disconnected";
const WIDGETS = ".jupyter-widgets, :has(> .minigrad-folds)";
const NOT_THERE = "Error displaying widget: model not found";
const INSTEAD = "This was shown by a Python that has ended. To see it again, run the cell.";

export function watch({ node, sessionContext, disposed }) {
  const mark = () => {
    for (const widget of node.querySelectorAll(WIDGETS)) widget.classList.add(MARK);
  };
  sessionContext.statusChanged.connect((_, status) => {
    if (status === "autorestarting" || status === "dead") mark();
  });
  answers(sessionContext.session?.kernel);
  sessionContext.kernelChanged.connect((_, { oldValue, newValue }) => {
    answers(newValue);
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

/** JupyterLite's kernel does not answer which widgets it has. ipywidgets wait for that before they show
    those that are kept in the notebook: "Loading widget..." for ever. It began with the page: it has none. */
function answers(kernel) {
  if (kernel && inBrowser()) {
    kernel.requestCommInfo = async () => ({ content: { status: "ok", comms: {} } });
  }
}
