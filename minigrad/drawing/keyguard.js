// An invisible child of a box of ipywidgets: it keeps the box's keys to the box, names what
// ipywidgets leaves nameless (a slider's handle has a label beside it that nothing ties to it), and
// when the kernel is gone it closes the box's controls and says so. keys.js and kernel.js stand
// before it.

function nameSliders(box) {
  for (const handle of box.querySelectorAll(".noUi-handle:not([aria-label])")) {
    const widget = handle.closest(".jupyter-widgets");
    const label = widget && widget.querySelector(".widget-label");
    if (label && label.textContent.trim()) {
      handle.setAttribute("aria-label", label.textContent.trim());
    }
  }
}

const CLOSED = "minigrad-closed"; // of the box, and of each attribute that was changed in it

// Without a kernel nothing here would answer, and what is picked would not fit what is shown. All of
// it can still be read. What a drawing's own widget does by itself, such as a stepper, goes on.
function close(box) {
  const set = (part, name, value) => {
    if (part.closest(".minigrad-stepper")) return;
    const was = JSON.parse(part.getAttribute(`data-${CLOSED}`) ?? "{}");
    if (name in was) return;
    part.setAttribute(`data-${CLOSED}`, JSON.stringify({ ...was, [name]: part.getAttribute(name) }));
    part.setAttribute(name, value);
  };
  box.classList.add(CLOSED);
  for (const part of box.querySelectorAll("input, button, select, textarea, .noUi-target")) {
    set(part, "disabled", "");
  }
  for (const part of box.querySelectorAll("[role=checkbox], [role=slider]")) {
    set(part, "aria-disabled", "true");
    set(part, "tabindex", "-1");
  }
}

function reopen(box) {
  box.classList.remove(CLOSED);
  for (const part of box.querySelectorAll(`[data-${CLOSED}]`)) {
    for (const [name, value] of Object.entries(JSON.parse(part.getAttribute(`data-${CLOSED}`)))) {
      value === null ? part.removeAttribute(name) : part.setAttribute(name, value);
    }
    part.removeAttribute(`data-${CLOSED}`);
  }
}

function render({ model, el }) {
  el.style.display = "none";
  el.classList.add("minigrad-guard");
  el.setAttribute("role", "status");
  const area = () => el.parentElement;
  const release = keepKeys(area);
  let watched = null;
  let unwatch = () => {};
  let gone = false;
  const look = () => {
    nameSliders(watched);
    if (gone) close(watched); // what came into the box later, too
  };
  const observer = new MutationObserver(look);
  // The box is there only when all of it has been put into the page.
  const timer = setInterval(() => {
    const box = area();
    if (!box || !box.isConnected) return;
    clearInterval(timer);
    watched = box;
    nameSliders(box);
    observer.observe(box, { childList: true, subtree: true, characterData: true });
    unwatch = watchKernel(box, model, (words) => {
      gone = words !== "";
      gone ? close(box) : reopen(box);
      el.style.display = gone ? "" : "none";
      el.textContent = words;
    });
  }, 50);
  const stopped = (event) => {
    if (gone && watched.contains(event.target) && event.target.closest("[role=checkbox]")) {
      event.stopImmediatePropagation();
    }
  };
  window.addEventListener("click", stopped, true);
  return () => {
    clearInterval(timer);
    observer.disconnect();
    unwatch();
    window.removeEventListener("click", stopped, true);
    release();
  };
}
