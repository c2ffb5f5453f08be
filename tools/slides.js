// One slide at a time: buttons, arrow keys, Page Up and Down, Home and End; #7 opens the seventh.
const slides = [...document.querySelectorAll(".slide")];
let at = 0;

function go(to) {
  at = Math.max(0, Math.min(slides.length - 1, to));
  slides.forEach((slide, place) => slide.classList.toggle("now", place === at));
  document.getElementById("place").textContent = `${at + 1} of ${slides.length}`;
  history.replaceState(null, "", `#${at + 1}`);
  window.scrollTo(0, 0);
}

const KEYS = {
  ArrowRight: () => go(at + 1), PageDown: () => go(at + 1),
  ArrowLeft: () => go(at - 1), PageUp: () => go(at - 1),
  Home: () => go(0), End: () => go(slides.length - 1),
};
window.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.getElementById("next").addEventListener("click", () => go(at + 1));
document.getElementById("back").addEventListener("click", () => go(at - 1));

// A link within the notebook leads to the slide that has the heading; a number to that slide.
function follow() {
  const name = decodeURIComponent(location.hash.slice(1));
  const target = name && document.getElementById(name);
  const place = target ? slides.findIndex(slide => slide.contains(target)) : -1;
  go(place >= 0 ? place : Math.max(0, (parseInt(name, 10) || 1) - 1));
}
window.addEventListener("hashchange", follow);
follow();
