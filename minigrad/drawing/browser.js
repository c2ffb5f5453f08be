// Graphviz in a browser: given the bytes of graphviz.wasm, return a function from DOT to SVG.
//
// The module expects the system interface WASI. It gets one in which there is nothing: no files, no
// environment, and nobody who reads what it prints; as on the desktop, it sees the text it is given.
// Everything is synchronous, because Python waits for the picture. That is allowed in a worker.
(bytes) => {
  const OK = 0, NO_SUCH_FILE = 44, BAD_DESCRIPTOR = 8;
  const module = new WebAssembly.Module(bytes);
  const encoder = new TextEncoder(), decoder = new TextDecoder();

  return (dot) => {
    let exports;
    const view = () => new DataView(exports.memory.buffer);
    const zeros = (...places) => {
      for (const at of places) view().setUint32(at, 0, true);
      return OK;
    };
    const world = {
      environ_get: () => OK,
      environ_sizes_get: zeros,
      clock_time_get: (id, precision, at) => {
        view().setBigUint64(at, 0n, true);
        return OK;
      },
      random_get: (at, length) => {
        new Uint8Array(exports.memory.buffer, at, length).fill(0);
        return OK;
      },
      fd_write: (file, parts, count, written) => {
        let length = 0;
        for (let n = 0; n < count; n++) length += view().getUint32(parts + 8 * n + 4, true);
        view().setUint32(written, length, true);
        return OK;
      },
      path_open: () => NO_SUCH_FILE,
      path_filestat_get: () => NO_SUCH_FILE,
      proc_exit: (code) => { throw new Error(`Graphviz ended itself with code ${code}`); },
    };
    for (const { name } of WebAssembly.Module.imports(module)) world[name] ??= () => BAD_DESCRIPTOR;

    // A fresh instance for each layout: nothing is left over from an earlier or a broken one.
    exports = new WebAssembly.Instance(module, { wasi_snapshot_preview1: world }).exports;

    const put = (text) => {
      const data = encoder.encode(text + "\0");
      const at = exports.malloc(data.length);
      new Uint8Array(exports.memory.buffer, at, data.length).set(data);
      return at;
    };
    const get = (at, length) => decoder.decode(new Uint8Array(exports.memory.buffer, at, length));

    const lengthAt = exports.malloc(4);
    const svg = exports.graphviz_render(put(dot), put("svg"), put("dot"), lengthAt);
    if (svg) return { svg: get(svg, view().getUint32(lengthAt, true)) };
    const at = exports.graphviz_last_error();
    const all = new Uint8Array(exports.memory.buffer, at);
    return { refused: get(at, all.indexOf(0)).trim() };
  };
}
