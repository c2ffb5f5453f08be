// A message above the page: what is wrong, and what to do about it. The browser edition has these
// lines at the head of its own script (course.js), so that they work before JupyterLab does.
globalThis.minigradMessages = (() => {
  const shown = new Set();

  /** Show a message, once for each key. `urgent` ones are read out at once. */
  function tell(key, words, { urgent = true, button, act } = {}) {
    if (shown.has(key)) return;
    shown.add(key);
    const box = document.createElement("div");
    box.setAttribute("role", urgent ? "alert" : "status");
    box.className = "course-message";
    box.dataset.message = key;
    box.style.cssText =
      "position:relative;z-index:100000;box-sizing:border-box;width:100%;padding:.6em 1em;" +
      "background:#fff4d6;color:#1a1a1a;border-bottom:4px solid #b34700;" +
      "font:16px/1.45 system-ui,sans-serif";
    const text = document.createElement("span");
    text.textContent = words;
    box.append(text);
    const close = (label, done) => {
      const made = document.createElement("button");
      made.textContent = label;
      made.style.cssText =
        "font:inherit;margin:.2em 0 .2em 1em;padding:.2em .8em;background:#fff;color:#1a1a1a;" +
        "border:1px solid #1a1a1a;border-radius:4px;cursor:pointer";
      made.addEventListener("click", () => { box.remove(); done?.(); });
      box.append(made);
    };
    if (button) close(button, act);
    close("Close this message");
    const put = () => {
      // JupyterLab fills the window; below, the message covers neither its menu nor the first cell.
      if (document.getElementById("jupyter-config-data")) {
        Object.assign(box.style, { position: "fixed", left: 0, bottom: 0, maxHeight: "45vh", overflow: "auto" });
      }
      document.body.prepend(box);
    };
    document.body ? put() : addEventListener("DOMContentLoaded", put);
  }

  return { tell };
})();
