// Invisible. JupyterLab's single-key commands fire from inside widgets too: b inserts a cell, and
// Enter goes into the cell's text. Inside the box that holds this guard they must not.

function render({ el }) {
  el.style.display = "none";

  function key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Escape") return;
    const box = el.closest(".widget-vbox");
    if (!box || !box.contains(event.target)) return;
    // A part that has keys of its own stops the others itself.
    const own = event.target.closest("[data-lm-suppress-shortcuts]");
    if (own && own !== box && box.contains(own)) return;
    box.setAttribute("data-lm-suppress-shortcuts", "true");
    event.stopImmediatePropagation();
  }
  window.addEventListener("keydown", key, true);
  return () => window.removeEventListener("keydown", key, true);
}

export default { render };
