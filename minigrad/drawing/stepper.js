// The stepper's view; keys.js and element.js stand before it.

const BUTTONS = [
  ["first", "First", "First (Home)"],
  ["back", "Back", "Back (left arrow)"],
  ["play", "Play", "Play (space)"],
  ["next", "Next", "Next (right arrow)"],
  ["last", "Last", "Last (End)"],
];
const SPEEDS = [["slow", 4], ["normal", 2], ["fast", 0.7]];

function render({ model, el }) {
  const root = element("div", {
    class: "minigrad-stepper", role: "group", "aria-label": model.get("title"),
  });
  const bar = element("div", { class: "bar", role: "toolbar", "aria-label": "Steps" });
  const buttons = {};
  for (const [name, word, says] of BUTTONS) {
    buttons[name] = element("button", { type: "button", title: says }, word);
    bar.append(buttons[name]);
  }
  const label = element("label", {}, "Speed ");
  const speed = element("select");
  for (const [word, seconds] of SPEEDS) {
    const option = element("option", { value: seconds }, word);
    option.selected = seconds === model.get("seconds");
    speed.append(option);
  }
  label.append(speed);
  const place = element("span", { class: "place" });
  bar.append(label, place);
  const image = element("img");
  const words = element("div", { class: "words", "aria-live": "polite", "aria-atomic": "true" });
  const stage = element("div", { class: "stage" });
  stage.append(image, words);
  root.append(bar, stage);
  el.append(root);

  let timer = null;
  const last = () => model.get("frames").length - 1;

  function show() {
    const at = model.get("at");
    const frame = model.get("frames")[at];
    if (!frame) return;
    const svg = model.get("head") + frame.marks + model.get("tail");
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
    image.alt = frame.alt;
    const list = element("ul");
    for (const line of frame.lines) list.append(element("li", {}, line));
    words.replaceChildren(element("strong", {}, frame.title), list);
    place.textContent = `Frame ${at + 1} of ${last() + 1}`;
    // aria-disabled, not disabled: a button that is disabled loses the focus and the keys with it.
    for (const name of ["first", "back"]) buttons[name].setAttribute("aria-disabled", at === 0);
    for (const name of ["next", "last"]) buttons[name].setAttribute("aria-disabled", at === last());
  }

  function go(to) {
    const at = Math.max(0, Math.min(last(), to));
    if (at === model.get("at")) return;
    model.set("at", at);
    model.save_changes();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    buttons.play.textContent = "Play";
    buttons.play.title = "Play (space)";
  }

  function play() {
    if (timer !== null) return stop();
    if (model.get("at") === last()) go(0);
    buttons.play.textContent = "Pause";
    buttons.play.title = "Pause (space)";
    timer = setInterval(() => {
      if (model.get("at") === last()) return stop();
      go(model.get("at") + 1);
      if (model.get("at") === last()) stop();
    }, 1000 * model.get("seconds"));
  }

  const acts = {
    first: () => { stop(); go(0); },
    back: () => { stop(); go(model.get("at") - 1); },
    play,
    next: () => { stop(); go(model.get("at") + 1); },
    last: () => { stop(); go(last()); },
  };
  for (const [name, act] of Object.entries(acts)) buttons[name].addEventListener("click", act);
  speed.addEventListener("change", () => {
    model.set("seconds", Number(speed.value));
    model.save_changes();
    if (timer !== null) { stop(); play(); }
  });

  const KEYS = {
    ArrowLeft: acts.back, ArrowRight: acts.next, ArrowUp: acts.back, ArrowDown: acts.next,
    Home: acts.first, End: acts.last, " ": play,
  };
  const release = keepKeys(() => root);
  function key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target === speed) return;
    const act = KEYS[event.key];
    // Space on a button other than Play presses that button, as everywhere.
    if (!act || (event.key === " " && event.target.tagName === "BUTTON")) return;
    event.preventDefault();
    act();
  }
  root.addEventListener("keydown", key);
  model.on("change:at", show);
  show();
  return () => {
    stop();
    release();
    model.off("change:at", show);
  };
}

export default { render };
