// On every page of the site, before anything else: say what is wrong, and what to do about it.
"use strict";

(() => {
  const root = new URL(".", document.currentScript.src);
  // This runs before the rest of the page is there, so the address has to say what page it is.
  const inLab = /^(lab|notebooks|tree)\//.test(location.href.slice(root.href.length));
  const shown = new Set();

  /** Show a message above the page. `urgent` ones are read out at once. */
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
      if (inLab) Object.assign(box.style, { position: "fixed", left: 0, bottom: 0, maxHeight: "45vh", overflow: "auto" });
      document.body.prepend(box);
    };
    document.body ? put() : addEventListener("DOMContentLoaded", put);
  }

  // ------------------------------------------------------------ what the browser can't do

  if (typeof WebAssembly !== "object") {
    tell("no-webassembly",
      "This browser has no WebAssembly, which Python needs here; it is too old, or it was switched " +
      "off (some browsers do so in a lockdown or strict security mode). Allow WebAssembly for this " +
      "site, or open the course in a current Firefox, Chrome, Edge or Safari. " +
      "The notebooks can still be read.");
  }

  // Where even asking for a store is an error, JupyterLab would not start. It gets one that forgets.
  let forgets = false;
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      void window[name].length;
    } catch {
      forgets = true;
      const held = new Map();
      const value = {
        getItem: (key) => held.get(String(key)) ?? null,
        setItem: (key, text) => void held.set(String(key), String(text)),
        removeItem: (key) => void held.delete(String(key)),
        clear: () => held.clear(),
        key: (index) => [...held.keys()][index] ?? null,
        get length() { return held.size; },
      };
      Object.defineProperty(window, name, { value, configurable: true });
      Object.defineProperty(window, "indexedDB", { value: undefined, configurable: true });
    }
  }

  const NOT_KEPT =
    "The course works, but nothing that you do is kept when you close this page. To keep your work, " +
    "download it (File > Download), or use a normal window and allow this site to store data.";

  async function storage() {
    try {
      if (forgets) throw new Error("no store");
      localStorage.setItem("minigrad test", "1");
      localStorage.removeItem("minigrad test");
      await new Promise((resolve, reject) => {
        const asked = indexedDB.open("minigrad test");
        asked.onsuccess = () => { asked.result.close(); indexedDB.deleteDatabase("minigrad test"); resolve(); };
        asked.onerror = () => reject(asked.error);
      });
    } catch {
      tell("storage-blocked", "This browser does not let the site store anything (a private window, or blocked site data). " + NOT_KEPT);
      return;
    }
    const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    if (quota - usage < 3e6) full();
  }

  function full() {
    tell("storage-full",
      "The space that this browser gives to the site is full, so your next changes may not be kept. " +
      "Download your notebooks (File > Download), then free some space: on the course's first page " +
      "you can remove copies that you no longer need.");
  }

  storage().catch(() => {});
  addEventListener("unhandledrejection", ({ reason }) => {
    if (reason?.name === "QuotaExceededError" || /quota/i.test(reason?.message ?? "")) full();
  });

  // ------------------------------------------------------------ files that did not come

  const who = "If it comes back, tell whoever runs this site, with the name of the file.";
  const problems = {
    missing: (path) => `A file of the site is missing: ${path}. Reload the page. ${who} Your work is kept.`,
    damaged: (path) =>
      `A file of the site is not the one that was published, so it was not used: ${path}. Something ` +
      `between the site and you may have changed it. Reload the page, from another network if you can. ${who}`,
    offline: (path) =>
      `There is no connection to the site, and ${path} was not kept from an earlier visit. ` +
      "Connect and reload the page. Your work is kept.",
  };

  const channel = "BroadcastChannel" in self ? new BroadcastChannel("minigrad-site") : null;
  channel?.addEventListener("message", ({ data }) => {
    if (data.problem in problems) tell(`file-${data.problem}`, problems[data.problem](data.path));
    else if (data.problem === "full") full();
    else if (data.problem === "updated") navigator.serviceWorker?.getRegistration().then(watch);
  });
  addEventListener("error", ({ target }) => {
    const source = target?.src || target?.href;
    if (source?.startsWith?.(root.href)) {
      tell("file-missing", problems.missing(source.slice(root.href.length).split("?")[0]));
    }
  }, true);

  // ------------------------------------------------------------ the service worker, and updates

  function offer(worker) {
    tell("updated",
      "There is a new version of the course. Your notebooks and your progress stay as they are. " +
      "Save what you are working on, then reload.",
      { urgent: false, button: "Reload now", act: () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
        worker.postMessage("take over");
      } });
  }

  function watch(registration) {
    if (!registration) return;
    const wait = (worker) => {
      const look = () => worker.state === "installed" && navigator.serviceWorker.controller && offer(worker);
      worker.addEventListener("statechange", look);
      look();
    };
    if (registration.waiting) wait(registration.waiting);
    if (registration.installing) wait(registration.installing);
    registration.addEventListener("updatefound", () => wait(registration.installing));
  }

  if (navigator.serviceWorker) {
    // The same address that JupyterLite registers, so that there is one worker.
    const address = new URL("service-worker.js?enableCache=false", root);
    navigator.serviceWorker.register(address).then(watch, () => {});
    const before = !navigator.serviceWorker.controller;
    if (before) {
      navigator.serviceWorker.addEventListener("controllerchange", () => {
        const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
        navigator.serviceWorker.controller?.postMessage({ keep: [location.href, ...loaded] });
      }, { once: true });
    }
  }

  if (!inLab) return;

  // ------------------------------------------------------------ a tab closed in mid-notebook

  // Saving takes a moment that a closing page is not given. What was typed since the last save goes,
  // at once, into the one store that needs no moment, and comes back when the notebook is opened.
  const KEPT = "minigrad unsaved ";
  const contexts = () =>
    [...(window.jupyterapp?.shell?.widgets?.("main") ?? [])]
      .map((widget) => widget.context)
      .filter((context) => context?.isReady && context.model?.sharedModel?.cells);
  const dirty = () => contexts().filter((context) => context.model.dirty);

  addEventListener("pagehide", () => {
    for (const { path, model } of dirty()) {
      const cells = model.sharedModel.cells.map((cell) => [cell.getId(), cell.cell_type, cell.getSource()]);
      try {
        localStorage.setItem(KEPT + path, JSON.stringify({ at: Date.now(), cells }));
      } catch { /* full or blocked, and that was said */ }
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const context of dirty()) void context.save().catch(() => {});
  });

  function bringBack({ path, model, contentsModel }) {
    const kept = localStorage.getItem(KEPT + path);
    if (!kept) return;
    localStorage.removeItem(KEPT + path);
    const { at, cells } = JSON.parse(kept);
    const saved = Date.parse(contentsModel?.last_modified ?? 0);
    if (saved < at) {
      cells.forEach(([id, cell_type, source], index) => {
        const cell = model.sharedModel.cells.find((each) => each.getId() === id);
        if (!cell) model.sharedModel.insertCell(index, { id, cell_type, source });
        else if (cell.getSource() !== source) cell.setSource(source);
      });
    }
    tell("left-open",
      `This page was closed while you were changing ${path.split("/").pop()}. What you had typed is here ` +
      "again. Python started anew and knows none of your variables: choose Run > Run All Cells.",
      { urgent: false });
  }
  setInterval(() => contexts().forEach(bringBack), 500);

  // A kernel that does not start says nothing by itself.
  const begun = Date.now();
  const waiting = setInterval(() => {
    const status = window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status;
    if (status === "idle" || status === "busy") clearInterval(waiting);
    else if (Date.now() - begun > 120_000) {
      clearInterval(waiting);
      tell("slow",
        "Python has not started yet. The first visit fetches some 30 MB: on a slow connection, wait. " +
        "Otherwise reload the page. If that does not help, try another browser; the notebooks can be read meanwhile.");
    }
  }, 2000);
})();
