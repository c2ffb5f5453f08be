// The site's service worker. It does two things.
//
// 1. It keeps the site's files, so that a second visit needs no network, and it checks each file
//    against the list of the build: a damaged or missing file is named to the page (course.js),
//    instead of a kernel that never starts. One version of the site is served until the reader
//    agrees to the next one: files of two versions are never mixed. With them it keeps what Python
//    compiled (kernel.js).
// 2. It carries a kernel's reading and writing of files to the page, which is what JupyterLite
//    expects of a service worker: Python waits in a synchronous request, the page answers.
"use strict";

const VERSION = "@VERSION@"; // the sha256 of site-files.json
const CACHE = `minigrad ${self.registration.scope} ${VERSION}`;
const OURS = `minigrad ${self.registration.scope} `;
const COMPILED = "static/pyodide/compiled";
const pages = new BroadcastChannel("minigrad-site");
const kernels = new BroadcastChannel("/sw-api.v1");

self.addEventListener("install", (event) => event.waitUntil(list()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data.keep) event.waitUntil(keep(event.data.keep));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname === "/api/service-worker-heartbeat") event.respondWith(new Response("ok"));
  else if (/\/api\/(drive|stdin\/)/.test(url.pathname)) event.respondWith(ask(event.request, url));
  else if (url.href === new URL(COMPILED, self.registration.scope).href) {
    event.respondWith(compiled(event.request));
  } else if (event.request.method === "GET" && url.href.startsWith(self.registration.scope)) {
    event.respondWith(answer(event.request, url));
  }
});

// ---------------------------------------------------------------- the site's files

let listed;

/** The build's list of files: { path: sha256 }. Its own sha256 is this worker's version. */
async function list() {
  if (listed) return listed;
  const cache = await caches.open(CACHE);
  let response = await cache.match("site-files.json");
  if (!response) {
    response = await fetch(`site-files.json?${VERSION}`, { cache: "no-cache" });
    if (!response.ok) throw new Error(`site-files.json: ${response.status}`);
    const data = await response.clone().arrayBuffer();
    if ((await digest(data)) !== VERSION) throw new Error("site-files.json is of another version");
    await store(cache, "site-files.json", response.clone());
  }
  listed = await response.json();
  return listed;
}

async function takeOver() {
  const files = await list();
  const fresh = await caches.open(CACHE);
  for (const name of await caches.keys()) {
    if (!name.startsWith(OURS) || name === CACHE) continue;
    // What did not change need not be fetched again.
    const old = await caches.open(name);
    for (const request of await old.keys()) {
      const path = within(new URL(request.url));
      const response = await old.match(request);
      if (path in files && files[path] === response.headers.get("x-sha256")) {
        await store(fresh, path, response);
      }
    }
    await caches.delete(name);
  }
  await self.clients.claim();
}

/** Keep what a page had loaded before this worker was there; it lies in the browser's cache. */
async function keep(urls) {
  for (const each of urls) {
    const url = new URL(each);
    const cache = await caches.open(CACHE);
    const known = url.href.startsWith(self.registration.scope) && within(url) in (await list());
    if (known && !(await cache.match(within(url)))) {
      await answer(new Request(each, { cache: "force-cache" }), url).catch(() => {});
    }
  }
}

function within(url) {
  const path = decodeURIComponent(url.pathname.slice(new URL(self.registration.scope).pathname.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

async function answer(request, url) {
  const path = within(url);
  let files;
  try {
    files = await list();
  } catch {
    return fetch(request);
  }
  if (!(path in files)) return fetch(request);
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  if (kept) return kept;

  let response;
  try {
    const mode = request.cache === "force-cache" ? "force-cache" : "no-cache";
    response = await fetch(url.href, { cache: mode });
  } catch (error) {
    pages.postMessage({ problem: "offline", path });
    throw error;
  }
  if (response.ok) {
    const found = await digest(await response.clone().arrayBuffer());
    if (found === files[path]) {
      await store(cache, path, response.clone(), found);
      return response;
    }
  }
  if (await updated()) {
    self.registration.update();
    pages.postMessage({ problem: "updated" });
    return response;
  }
  pages.postMessage({ problem: response.ok ? "damaged" : "missing", path });
  return new Response(`${path} is damaged or missing`, { status: 502 });
}

/** Keep what a kernel has compiled, or give it back. */
async function compiled(request) {
  const cache = await caches.open(CACHE);
  if (request.method === "PUT") {
    const done = cache.put(COMPILED, new Response(await request.blob()));
    return done.then(() => new Response("kept"), () => new Response("full", { status: 507 }));
  }
  const kept = await cache.match(COMPILED);
  return new Response(kept ? await kept.blob() : null, { headers: { "x-kept": "yes" } });
}

/** Whether the server has another version of the site than this one. */
async function updated() {
  try {
    const response = await fetch("site-files.json", { cache: "no-store" });
    return response.ok && (await digest(await response.arrayBuffer())) !== VERSION;
  } catch {
    return false;
  }
}

/** Put a copy that names its sha256 into the cache; a full disk only costs the next visit time. */
async function store(cache, path, response, sha256 = response.headers.get("x-sha256") ?? "") {
  const headers = new Headers(response.headers);
  headers.set("x-sha256", sha256);
  headers.delete("content-encoding");
  try {
    await cache.put(path, new Response(await response.blob(), { headers }));
  } catch {
    pages.postMessage({ problem: "full" });
  }
}

async function digest(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---------------------------------------------------------------- files for the kernel

/** Hand a kernel's request to the page that it belongs to, and wait for that page's answer. */
async function ask(request, url) {
  const asked = await request.json();
  // JupyterLite 0.8 answers with the request's number, so that two of a page are not mixed up.
  asked.requestId ??= crypto.randomUUID();
  const answered = new Promise((resolve) => {
    const hear = ({ data }) => {
      if (data.browsingContextId !== asked.browsingContextId || !("response" in data)) return;
      if ((data.requestId ?? asked.requestId) !== asked.requestId) return;
      kernels.removeEventListener("message", hear);
      resolve(new Response(JSON.stringify(data.response)));
    };
    kernels.addEventListener("message", hear);
  });
  kernels.postMessage({ ...asked, pathname: url.pathname });
  return answered;
}
