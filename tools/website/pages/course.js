// On every page of the site, before anything else: say what is wrong, and what to do about it.
"use strict";

(() => {
  const root = new URL(".", document.currentScript.src);
  const { tell } = Object.assign(minigradMessages, { browserEdition: true });

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
})();
