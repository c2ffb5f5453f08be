// The browser edition's update: a copy in the reader's browser stays as it is, and the course's new
// version is offered. In a student's folder tools/handout.py does this.
import { inBrowser } from "./course.js";

export function start({ shell }) {
  if (!inBrowser() || !("BroadcastChannel" in self)) return;
  // Else a page that is open saves again what was removed on the first page.
  new BroadcastChannel("minigrad-site").addEventListener("message", ({ data }) => {
    for (const { context } of shell?.widgets("main") ?? []) {
      if (context && context.path === data.removed) void context.revert();
    }
  });
}

export async function watch(panel, app, { tell }) {
  const { context } = panel;
  const found = await news(context, app);
  if (!found || (found.untouched && context.path === "notebooks/00_summary.ipynb")) return;
  const name = context.path.split("/").pop();
  if (found.untouched) {
    tell(`new ${name}`, `The course has a new version of ${name}. In yours you have changed nothing, but `
      + "what its cells show goes; run them again. Your answers and your progress stay.",
      { urgent: false, button: "Take the new version", act: () => take(context, app) });
  } else {
    tell(`new ${name}`, `The course has a new version of ${name}. Yours stays as it is; the new one can be `
      + "opened beside it.",
      { urgent: false, button: "Open the new version", act: () => beside(context, app, found.served) });
  }
}

/** Bring a copy up to date that its reader did not make: the first page runs and is saved by itself. */
export async function renew(context, app) {
  if ((await news(context, app))?.untouched) await take(context, app);
}

/** The course's version, if it is another than the one that this copy comes from. */
async function news({ model, path }, app) {
  if (!inBrowser()) return null;
  try {
    const { baseUrl } = app.serviceManager.serverSettings;
    const answer = await fetch(new URL(`files/${encodeURI(path)}`, new URL(baseUrl, location)));
    const served = answer.ok && await answer.json();
    const given = model.sharedModel.getMetadata("minigrad")?.given;
    if (!served || served.metadata.minigrad.given === given) return null;
    return { served, untouched: given === await digest(model.sharedModel.cells) };
  } catch {
    return null; // a notebook of the reader's own, or no network
  }
}

/** As tools/website/contents.py makes it. */
async function digest(cells) {
  const work = cells.map((cell) => [cell.getId(), cell.cell_type, cell.getSource()]);
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(work)));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function take(context, app) {
  await app.serviceManager.contents.delete(context.path); // the browser's copy only
  await context.revert();
}

async function beside({ path }, app, content) {
  const name = path.replace(/\.ipynb$/, ".new.ipynb");
  await app.serviceManager.contents.save(name, { type: "notebook", format: "json", content });
  await app.commands.execute("docmanager:open", { path: name });
}
