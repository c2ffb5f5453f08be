// What a kernel loads in Pyodide's place: it starts Pyodide, makes it one of the working edition, and
// keeps what Python compiles.
//
// Python compiles each module that it imports, some 2 seconds in all, and in a browser it has no
// place to keep the result. The service worker has one: what the first visit compiles, the second
// reads. It is kept for one version of the site, and for nothing but the site's own modules.

const KEEP = @KEEP@; // keep.py
const PROFILE = @PROFILE@; // profile.py

/** `options.indexURL` is the folder of this script. */
async function loadPyodide(options) {
  const place = new URL("compiled", options.indexURL).href;
  const pyodide = new URL("@PYODIDE@", options.indexURL).href;
  const kept = read(place);
  const { loadPyodide: start } = await import(`${pyodide}pyodide.mjs`);
  const python = await start({ ...options, indexURL: pyodide });
  const data = await kept;
  if (data) remember(python, data, place);
  python.runPython(PROFILE, { globals: python.toPy({}) });
  return python;
}

/** What was kept, nothing at first; null where no service worker is there to keep it. */
async function read(place) {
  try {
    const response = await fetch(place);
    return response.headers.has("x-kept") ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

function remember(python, data, place) {
  const scope = python.toPy({ kept: data });
  python.runPython(KEEP, { globals: scope });
  const more = scope.get("more");
  const write = () => {
    const body = more();
    if (body) fetch(place, { method: "PUT", body: body.toJs() }).catch(() => {});
    body?.destroy();
  };
  // After the start, however long it takes, and after the imports of the first cells.
  for (const seconds of [5, 10, 20, 40]) setTimeout(write, 1000 * seconds);
}

@OFFER@
