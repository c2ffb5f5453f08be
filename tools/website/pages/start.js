// The first page: open notebooks in the plain view on a small screen, and list the reader's copies.
"use strict";

// On a phone JupyterLab's side bar leaves no room for the notebook; the plain view has none.
if (matchMedia("(max-width: 700px)").matches) {
  for (const link of document.querySelectorAll('a[href^="lab/index.html?path="]')) {
    link.href = link.getAttribute("href").replace("lab/", "notebooks/");
  }
}

const STORE = "@STORE@"; // contentsStorageName in jupyter-lite.json
const place = document.getElementById("copies");

const element = (name, words = "") => Object.assign(document.createElement(name), { textContent: words });

function say(words) {
  place.replaceChildren(element("p", words));
}

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(STORE);
    asked.onupgradeneeded = () => { asked.transaction.abort(); resolve(null); }; // not there yet
    asked.onsuccess = () => {
      // JupyterLite, in another tab, waits for this page when it adds a table.
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
}

const table = (database) => database.transaction("files", "readwrite").objectStore("files");

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A file's text as JupyterLite keeps it. */
function text(model) {
  return typeof model.content === "string" ? model.content : JSON.stringify(model.content, null, 1);
}

function download(name, model) {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([text(model)]));
  link.download = name.split("/").pop();
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function list(message = "") {
  const database = await open();
  if (!database || !database.objectStoreNames.contains("files")) {
    return say("There is nothing of yours yet. Your notebooks will be listed here once you have changed one.");
  }
  const files = () => table(database);
  const names = (await done(files().getAllKeys())).filter((name) => /\.[a-z]+$/.test(name));
  const rows = [];
  for (const name of names) {
    const model = await done(files().get(name));
    if (!model?.content) continue;
    const row = element("li");
    const save = element("button", "Download");
    save.setAttribute("aria-label", `Download ${name}`);
    save.addEventListener("click", () => download(name, model));
    const remove = element("button", name.endsWith(".ipynb") ? "Take the course's version" : "Remove");
    remove.setAttribute("aria-label", `${remove.textContent}: ${name}`);
    remove.addEventListener("click", async () => {
      if (!confirm(`Your copy of ${name} will be removed from this browser. Go on?`)) return;
      await done(table(await open()).delete(name));
      if ("BroadcastChannel" in self) new BroadcastChannel("minigrad-site").postMessage({ removed: name });
      await list(`Your copy of ${name} was removed.`);
    });
    const when = new Date(model.last_modified).toLocaleString();
    row.append(element("code", name), `, changed ${when} `, save, " ", remove);
    rows.push(row);
  }
  if (!rows.length) return say(message || "There is nothing of yours yet.");
  const all = element("ul");
  all.append(...rows);
  const intro = element("p", `${message} A notebook that you changed stays as you left it, also when the course gets a new version of it.`.trim());
  intro.setAttribute("role", "status");
  place.replaceChildren(intro, all);
}

list().catch(() => say("This browser does not let the site store anything, so nothing is kept here."));
