/** Path arithmetic on repository paths: `/` separators, no leading `./`, "" is the root. Pure, so no node:path. */

/** A path with nothing to normalise, as most are. */
const PLAIN = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;

/** Normalises `./a//b/../c` to `a/c`. Undefined where it leaves the root or is absolute or a URL. */
export function normalize(path: string, base = ""): string | undefined {
  const below = path.startsWith("./") ? path.slice(2) : path;
  if (PLAIN.test(below)) return join(base, below);
  if (path.startsWith("/") || /^[a-z][a-z0-9+.-]*:/i.test(path)) return undefined;
  const parts = base === "" ? [] : base.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** Directory of a path; "" for a file at the root. */
export function dirname(path: string): string {
  const at = path.lastIndexOf("/");
  return at === -1 ? "" : path.slice(0, at);
}

/** Last segment of a path. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Joins a directory ("" for the root) and a name. */
export function join(directory: string, name: string): string {
  return directory === "" ? name : `${directory}/${name}`;
}

/** True where `path` is `directory` or lies below it. */
export function isWithin(path: string, directory: string): boolean {
  return directory === "" || path === directory || path.startsWith(`${directory}/`);
}
