/** Which documents of resource files are built: those that can matter, and others only if something asks for them. */

/** Documents that are built beside those that can matter. */
export interface Wanted {
  all: boolean;
  /** Texts of which a document holds one. */
  names: readonly string[];
  /** Tells equal wishes. */
  key: string;
}

/** Only what can matter. */
export const NONE: Wanted = { all: false, names: [], key: "" };

/** Every document. */
export const ALL: Wanted = { all: true, names: [], key: "*" };

/** With documents that hold further names; all of them if no name tells, or if one did not help. */
export function withNames(wanted: Wanted, more: readonly string[]): Wanted {
  if (more.length === 0 || more.some((name) => name === "" || wanted.names.includes(name))) return ALL;
  const names = [...new Set([...wanted.names, ...more])].sort();
  return { all: false, names, key: JSON.stringify(names) };
}

/** Names what is built of a file. */
export function wantedKey(path: string, { key }: Wanted): string {
  return `${path}\0${key}`;
}

/** The file of such a name. */
export function pathOfKey(key: string): string {
  return key.slice(0, key.indexOf("\0"));
}

/** True if some object of a text may have a wanted name: the text says it behind `name:`. */
export function holdsWanted(text: string, { names }: Wanted): boolean {
  return names.some((name) => text.includes(name) && nameLine(name).test(text));
}

/** What `holdsWanted` needs of a text. */
export function nameLinesOf(text: string): string {
  return text.match(/name["']?:.*/g)?.join("\n") ?? "";
}

const lines = new Map<string, RegExp>();

function nameLine(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const line =
    lines.get(name) ?? new RegExp(`name["']?:[ \\t]*["']?${escaped}["']?[ \\t]*(?:$|[\\r,}#])`, "m");
  lines.set(name, line);
  return line;
}
