import type { Reader } from "./read.ts";

/** A reader of texts that are on no disk (yet): a stream from stdin, the result of a plan. Paths are as given. */
export function memoryReader(files: ReadonlyMap<string, Uint8Array>): Reader {
  const open: { bytes: Uint8Array; at: number }[] = [];
  const bytesOf = (path: string): Uint8Array => {
    const bytes = files.get(path);
    if (!bytes) throw Object.assign(new Error(`no such text: ${path}`), { code: "ENOENT" });
    return bytes;
  };
  const factsOf = (bytes: Uint8Array) => ({
    isFile: true,
    isDirectory: false,
    size: bytes.length,
    mode: 0o644,
  });
  const handle = (number: number) => {
    const file = open[number];
    if (!file) throw Object.assign(new Error("bad handle"), { code: "EBADF" });
    return file;
  };
  return {
    list: () => [],
    stat: (path) => factsOf(bytesOf(path)),
    exists: (path) => files.has(path),
    real: (path) => path,
    open: (path) => open.push({ bytes: bytesOf(path), at: 0 }) - 1,
    read(number, buffer, offset) {
      const file = handle(number);
      const part = file.bytes.subarray(file.at, file.at + buffer.length - offset);
      buffer.set(part, offset);
      file.at += part.length;
      return part.length;
    },
    facts: (number) => factsOf(handle(number).bytes),
    close: (number) => {
      handle(number);
    },
  };
}
