// The course's part of the page, in JupyterLab and in the browser edition: an extension as
// JupyterLab loads it, written by hand, so that nothing has to be built. The files beside this one
// do the work; each has `start(app, ...)`, or `watch(panel, app, ...)`, called for each notebook.
"use strict";

(() => {
  const here = new URL(".", document.currentScript.src);
  const PARTS = ["states", "keep", "lost", "above", "below", "opening", "renew"];
  let shared = {};

  // What JupyterLab shares with its extensions. A module that is not there is undefined.
  async function module(name) {
    const [version] = Object.values(shared[name] ?? {});
    return version && (await version.get())();
  }

  async function activate(app) {
    const style = document.createElement("link");
    Object.assign(style, { rel: "stylesheet", href: new URL("page.css", here).href });
    document.head.append(style);
    if (!globalThis.minigradMessages) await import(new URL("messages.js", here));
    const tools = { module, tell: globalThis.minigradMessages.tell };
    const parts = await Promise.all(PARTS.map((part) => import(new URL(`${part}.js`, here))));
    for (const part of parts) part.start?.(app, tools);

    const seen = new WeakSet();
    const look = () => {
      for (const panel of app.shell?.widgets?.("main") ?? []) {
        const ready = panel.context?.isReady && panel.context.model?.sharedModel?.cells
          && panel.content?.widgets && panel.sessionContext;
        if (!ready || seen.has(panel)) continue;
        seen.add(panel);
        for (const part of parts) part.watch?.(panel, app, tools);
      }
    };
    setInterval(look, 500);
  }

  const plugin = { id: "minigrad-course:page", autoStart: true, activate };
  (window._JUPYTERLAB ??= {})["minigrad-course"] = {
    init: async (scope) => { shared = scope; },
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
