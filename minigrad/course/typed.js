// Each state of a text is told to Python at once. While Python is busy, ipywidgets hold back what is
// typed, but not Enter or a click: half a number would be taken for the answer.
function renderTelling({ model, el }) {
  const release = render({ model, el });
  const tell = ({ target }) => {
    if (target.type === "text" && el.parentElement?.contains(target)) model.send({ typed: target.value });
  };
  document.addEventListener("input", tell, true);
  return () => {
    document.removeEventListener("input", tell, true);
    release();
  };
}
