// A folded picture whose folds open where one points; keys.js, kernel.js and element.js stand before
// it. The picture is SVG that minigrad has drawn, read as XML; all words are set as text, never as
// markup.

function render({ model, el }) {
  const root = element("div", { class: "minigrad-folds", role: "group" });
  const bar = element("div", { class: "bar" });
  const said = element("p", { role: "status" });
  const stage = element("div", { class: "stage" });
  root.append(bar, said, stage);
  el.append(root);
  let pressed = "";
  let gone = ""; // what to say when there is no kernel, which would draw the next picture

  function ask(what, number) {
    if (gone) return;
    pressed = number;
    said.textContent = what === "open" ? `Opening fold ${number} …` : `Closing fold ${number} …`;
    model.send({ [what]: number });
  }

  function show() {
    root.setAttribute("aria-label", model.get("title"));
    const page = new DOMParser().parseFromString(model.get("svg"), "image/svg+xml");
    const picture = document.importNode(page.documentElement, true);
    // As an image it would hide the buttons in it from a screen reader.
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-label", model.get("alt"));
    for (const [node, number, words] of model.get("closed")) {
      const box = picture.querySelector(`#node${node}`);
      box.setAttribute("role", "button");
      box.setAttribute("aria-label", `Open fold ${number}: ${words}`);
      box.setAttribute("data-fold", number);
      box.addEventListener("click", () => ask("open", number));
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        ask("open", number);
      });
    }
    stage.replaceChildren(picture);
    bar.replaceChildren(...model.get("opened").map((number) => {
      const button = element("button", { type: "button" }, `Close fold ${number}`);
      button.addEventListener("click", () => ask("close", number));
      return button;
    }));
    said.textContent = gone || model.get("said");
    for (const button of bar.children) button.disabled = gone !== "";
    for (const box of stage.querySelectorAll("[data-fold]")) {
      box.setAttribute("aria-disabled", gone !== "");
      box.setAttribute("tabindex", gone ? "-1" : "0");
    }
    if (pressed) {
      // What was pressed is gone: go on at what came in its place.
      const next = [...stage.querySelectorAll("[data-fold]")]
        .find((box) => box.dataset.fold === pressed || box.dataset.fold.startsWith(`${pressed}.`));
      const close = [...bar.children].find((b) => b.textContent === `Close fold ${pressed}`);
      (next || close || root).focus();
      pressed = "";
    }
  }

  const release = keepKeys(() => root);
  model.on("change:shown", show);
  show();
  const unwatch = watchKernel(el, model, (words) => { gone = words; show(); });
  return () => {
    unwatch();
    release();
    model.off("change:shown", show);
  };
}

export default { render };
