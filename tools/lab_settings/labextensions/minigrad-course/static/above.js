// The button below a NameError (minigrad/course/aftererror.py): it is seen where a cell above makes
// the name, and runs the cells above and then its own.
const PLACE = "data-minigrad-run-above";

export function watch(panel, _, { module }) {
  const { content, node } = panel;
  const cellOf = (place) => content.widgets.findIndex((cell) => cell.node.contains(place));

  const show = () => {
    for (const place of node.querySelectorAll(`[${PLACE}][hidden]`)) {
      const at = cellOf(place);
      const above = content.widgets.slice(0, Math.max(at, 0))
        .filter((cell) => cell.model.type === "code").map((cell) => cell.model.sharedModel.getSource());
      if (above.some((source) => makes(source, place.getAttribute(PLACE)))) place.hidden = false;
    }
  };
  const observer = new MutationObserver(show);
  observer.observe(node, { childList: true, subtree: true });
  panel.disposed.connect(() => observer.disconnect());
  show();

  node.addEventListener("click", async ({ target }) => {
    const place = target.closest?.("button")?.closest(`[${PLACE}]`);
    const at = place ? cellOf(place) : -1;
    if (at < 0) return;
    content.activeCellIndex = at;
    const cells = content.widgets.slice(0, at + 1).filter((cell) => cell.model.type === "code");
    await run(panel, cells, module);
  });
}

/** Run these cells, the selection and the place on the page being left as they are. */
export async function run({ content, sessionContext }, cells, module) {
  const { NotebookActions } = await module("@jupyterlab/notebook");
  await NotebookActions.runCells(content, cells, sessionContext);
}

/** Whether this code may give the name a value: =, for, import, def, class, with, except. */
export function makes(source, name) {
  const word = `(?<![\\w.])${name.replace(/[^\p{L}\p{N}_]/gu, "")}(?!\\w)`;
  return new RegExp(
    `^\\s*(?:[\\w.\\[\\]*,() ]*,\\s*\\(?)?\\*?${word}[\\w\\s,*()]*(?::[^=\\n]+)?=(?!=)`
    + `|\\b(?:def|class|as)\\s+${word}|\\bfor\\b[^:\\n]*?${word}[^:\\n]*?\\bin\\b`
    + `|^\\s*(?:from\\s+\\S+\\s+)?import\\b(?:[^#\\n]|\\([^)]*\\n)*?${word}|${word}\\s*:=`, "mu").test(source);
}
