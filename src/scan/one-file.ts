import { dirname, resolve } from "node:path";
import type { FileFacts, Reader } from "../io/read.ts";

/**
 * A disk that holds nothing but one file in one directory. A text from a pipe is scanned through it and takes the
 * way of every file, and nothing else of the real disk (another manifest, a `.git`) can get into the result.
 */
export function oneFile(path: string, bytes: Uint8Array): Reader {
  const file = resolve(path);
  const facts: FileFacts = { isFile: true, isDirectory: false, size: bytes.length, mode: 0o644 };
  // Each open file has a place of its own, as on a real disk.
  const positions: number[] = [];
  const holds = (asked: string): boolean => resolve(asked) === file;
  return {
    list: (asked) => {
      throw missing(asked);
    },
    stat: (asked) => {
      if (holds(asked)) return facts;
      if (resolve(asked) === dirname(file)) return { isFile: false, isDirectory: true, size: 0, mode: 0o755 };
      throw missing(asked);
    },
    exists: holds,
    real: (asked) => resolve(asked),
    open: (asked) => {
      if (!holds(asked)) throw missing(asked);
      return positions.push(0) - 1;
    },
    read: (handle, buffer, offset) => {
      const from = positions[handle] ?? bytes.length;
      const part = bytes.subarray(from, from + buffer.length - offset);
      buffer.set(part, offset);
      positions[handle] = from + part.length;
      return part.length;
    },
    facts: () => facts,
    close: () => {},
  };
}

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
}
