// Keys that are pressed inside a widget belong to the widget. JupyterLab's shortcuts fire there
// too (b inserts a cell, d d deletes one, the arrows leave the cell), unless the element that has
// the focus carries this attribute. It is set before JupyterLab looks, and key by key: with Ctrl,
// Alt or Command, and for Shift-Enter and Escape, JupyterLab goes on working.
const SUPPRESS = "data-lm-suppress-shortcuts";

function keepKeys(area) {
  function mark(event) {
    const box = area();
    if (!box || !box.contains(event.target)) return;
    const lab = event.ctrlKey || event.altKey || event.metaKey
      || (event.shiftKey && event.key === "Enter") || event.key === "Escape";
    if (lab) event.target.removeAttribute(SUPPRESS);
    else event.target.setAttribute(SUPPRESS, "true");
  }
  window.addEventListener("keydown", mark, true);
  return () => window.removeEventListener("keydown", mark, true);
}
