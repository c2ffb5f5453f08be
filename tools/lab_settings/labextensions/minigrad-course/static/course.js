// What is the course's, and what is only open in the same JupyterLab.

/** Whether this notebook is one of the course: some cell of it imports minigrad. */
export function isCourse({ model }) {
  return model.sharedModel.cells.some(
    (cell) => cell.cell_type === "code" && /^\s*(from|import)\s+minigrad\b/m.test(cell.getSource()));
}

/** Whether this is the browser edition, where everything is the course and Python is in the page. */
export const inBrowser = () => Boolean(globalThis.minigradMessages?.browserEdition);

/** Call `act(kernel, message)` for what this notebook's kernel, now or later, publishes. */
export function onKernel(sessionContext, act) {
  const join = (kernel) => kernel?.iopubMessage.connect((_, message) => act(kernel, message));
  join(sessionContext.session?.kernel);
  sessionContext.kernelChanged.connect((_, { newValue }) => join(newValue));
}
