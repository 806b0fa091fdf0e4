import { isAbsolute, relative, sep } from "node:path";
import type { Reader } from "../io/read.ts";

/** True if a path of a tree leads, all links followed, to something inside of the tree. False if nothing is there. */
export function isWithinRoot(root: string, path: string, reader: Reader): boolean {
  // Most paths that are asked about are not there, and to follow what is missing costs far more than to look.
  if (!reader.exists(`${root}/${path}`)) return false;
  try {
    const inside = relative(reader.real(root), reader.real(`${root}/${path}`));
    return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
  } catch {
    return false;
  }
}
