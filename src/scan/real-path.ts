import { isAbsolute, relative, sep } from "node:path";
import type { Reader } from "../io/read.ts";

/** True if a path of a tree leads, all links followed, to something inside of the tree. False if nothing is there. */
export function isWithinRoot(root: string, path: string, reader: Reader): boolean {
  try {
    const inside = relative(reader.real(root), reader.real(`${root}/${path}`));
    return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  } catch {
    return false;
  }
}
