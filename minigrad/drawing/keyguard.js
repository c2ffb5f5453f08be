// An invisible child of a box of ipywidgets: it keeps the box's keys to the box, and names what
// ipywidgets leaves nameless: a slider's handle has a label beside it that nothing ties to it.

function nameSliders(box) {
  for (const handle of box.querySelectorAll(".noUi-handle:not([aria-label])")) {
    const widget = handle.closest(".jupyter-widgets");
    const label = widget && widget.querySelector(".widget-label");
    if (label && label.textContent.trim()) {
      handle.setAttribute("aria-label", label.textContent.trim());
    }
  }
}

function render({ el }) {
  el.style.display = "none";
  const area = () => el.parentElement;
  const release = keepKeys(area);
  let watched = null;
  const observer = new MutationObserver(() => nameSliders(watched));
  // The box is there only when all of it has been put into the page.
  const timer = setInterval(() => {
    const box = area();
    if (!box || !box.isConnected) return;
    clearInterval(timer);
    watched = box;
    nameSliders(box);
    observer.observe(box, { childList: true, subtree: true, characterData: true });
  }, 50);
  return () => {
    clearInterval(timer);
    observer.disconnect();
    release();
  };
}
