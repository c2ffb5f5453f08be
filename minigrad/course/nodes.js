// The picture of a question: its boxes can be clicked, or reached by Tab and pressed with Space.

const NS = "http://www.w3.org/2000/svg";

function tick(group) {
  const box = group.getBBox();
  const [x, y] = [box.x + box.width - 6, box.y - 6];
  const made = document.createElementNS(NS, "g");
  made.setAttribute("class", "tick");
  made.setAttribute("aria-hidden", "true");
  made.innerHTML =
    `<circle cx="${x}" cy="${y + 6}" r="8" fill="#B34700"/>` +
    `<path d="M${x - 4},${y + 6} l3,4 l5,-8" fill="none" stroke="#FFFFFF" stroke-width="2"/>`;
  return made;
}

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "minigrad-nodes";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", model.get("alt"));
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  root.innerHTML = model.get("svg");
  el.append(root);
  root.querySelector("svg").setAttribute("role", "presentation");
  const labels = model.get("labels");
  const groups = labels.map((_, place) => root.querySelector(`[id="n${place}"]`));

  function show() {
    const picked = model.get("picked");
    groups.forEach((group, place) => {
      const on = picked.includes(labels[place]);
      group.setAttribute("aria-checked", on);
      group.classList.toggle("picked", on);
      group.querySelector(".tick")?.remove();
      if (on) group.append(tick(group));
    });
  }

  function toggle(place) {
    const picked = model.get("picked");
    const label = labels[place];
    model.set("picked", picked.includes(label)
      ? picked.filter((other) => other !== label) : [...picked, label]);
    model.save_changes();
    // That may wait while Python is busy, and a click on a button does not.
    model.send({ picked: model.get("picked") });
  }

  groups.forEach((group, place) => {
    group.parentNode.append(group);  // Tab goes in the order of the program
    group.setAttribute("role", "checkbox");
    group.setAttribute("tabindex", "0");
    group.setAttribute("aria-label", labels[place]);
    group.addEventListener("click", () => toggle(place));
  });

  function key(event) {
    if (!root.contains(event.target)) return;
    // JupyterLab's shortcuts fire from inside widgets (b inserts a cell); here they must not.
    event.stopImmediatePropagation();
    const place = groups.indexOf(event.target);
    if (place < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === " " || event.key === "Enter") toggle(place);
    else if (step) groups[(place + step + groups.length) % groups.length].focus();
    else return;
    event.preventDefault();
  }
  window.addEventListener("keydown", key, true);
  model.on("change:picked", show);
  show();
  return () => {
    window.removeEventListener("keydown", key, true);
    model.off("change:picked", show);
  };
}

export default { render };
