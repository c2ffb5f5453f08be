// Whether a widget's kernel is there. ipywidgets mark the element of a widget whose kernel is gone,
// in every front end, and put a broken chain before it, which says nothing to most readers.
const GONE = "jupyter-widgets-disconnected";
const AGAIN =
  "Python was started again since this was shown. Run the cell above it once more, and it works again.";
const BEFORE = "This is how it stood when the notebook was last used. To go on, run the cell.";

// Calls `changed(words)` when the kernel goes, with what to tell the reader, and `changed("")` when
// it is there again. `el` is the element that gets the mark: of a box, because anywidget, which has
// taken `model`, no longer hears what would mark its own. So the model is asked, too.
function watchKernel(el, model, changed) {
  let lived = !el.classList.contains(GONE);
  let told = false;
  let gone = false;
  function look() {
    const now = told || el.classList.contains(GONE);
    if (now !== gone) {
      gone = now;
      changed(gone ? (lived ? AGAIN : BEFORE) : "");
    }
    lived = lived || !now;
  }
  function cut() {
    told = true;
    look();
  }
  const observer = new MutationObserver(look);
  observer.observe(el, { attributes: true, attributeFilter: ["class"] });
  model.on("comm_live_update", cut);
  look();
  return () => {
    observer.disconnect();
    model.off("comm_live_update", cut);
  };
}
