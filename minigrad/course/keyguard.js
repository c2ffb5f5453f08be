// Invisible.
// JupyterLab's single-key commands fire from inside widgets too: b inserts a cell, and
// Enter goes into the cell's text. Inside the box that holds this guard they must not.

// One listener for the page tells which hints of which exercise were opened; the hints stand in the
// cell below the exercise. It speaks through the newest guard: older ones may be from a stored page
// or of a kernel that is gone.
function initialize({ model }) {
  const there = window.minigradHintsTold !== undefined;
  window.minigradHintsTold = model;
  if (!there) document.addEventListener("toggle", opened, true);
}

function opened(event) {
  const summary = event.target.open && event.target.querySelector(":scope > summary");
  const hint = summary && /^Hint (\d+) of/.exec(summary.textContent);
  let cell = hint && event.target.closest(".jp-Cell");
  for (let back = 0; cell && back < 3; back += 1) {
    cell = cell.previousElementSibling;
    const found = /@exercise\("([\d.]+)"\)/.exec(cell?.textContent ?? "");
    if (found) {
      window.minigradHintsTold.send({ exercise: found[1], hint: Number(hint[1]) });
      return;
    }
  }
}

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

export default { initialize, render };
