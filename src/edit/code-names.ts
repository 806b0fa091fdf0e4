import type { CodeFile, ImportedName } from "../core/code.ts";
import type { Range } from "../core/edits.ts";
import { type Refusal, refuse } from "../core/refusal.ts";

/** A name that an edit of a program uses, and that has to be imported for it. */
export interface ImportNeed {
  module: string;
  name: string;
  /** What the file calls it. */
  local: string;
  /** The name that stood in its place: its import is the one to change. */
  instead: string | undefined;
  /** True for what only types use. */
  isType?: boolean;
}

/** The name in whose place another one comes. */
export interface OldName {
  local: string;
  /** The places that are known to give it up. */
  uses: readonly Range[];
  /** True for a group or a version in front of the class: what it is called says nothing about the class. */
  isOwner: boolean;
}

/**
 * What a file calls a name that it imports, or would import.
 */
export function localName(
  file: CodeFile,
  module: string,
  name: string,
  own: OldName,
): { name: string } | Refusal {
  const there = importedAs(file, module, name);
  if (there) return { name: there.local };
  if ((own.local === name || own.isOwner) && isOnlyUsed(file, own)) return { name: own.local };
  const free = [name, `Flux${name.charAt(0).toUpperCase()}${name.slice(1)}`].find(
    (one) => !file.names.has(one),
  );
  return free === undefined
    ? refuse(`${name} of ${module} cannot be imported, because the file has that name already; edit by hand`)
    : { name: free };
}

/** True where an imported name has no other uses than these, so that the name is free for what takes their place. */
function isOnlyUsed(
  { imports }: CodeFile,
  { local, uses }: { local: string; uses: readonly Range[] },
): boolean {
  const starts = new Set(uses.map(({ start }) => start));
  return imports.some(({ named }) =>
    named?.members.some((one) => one.local === local && one.uses.every(({ start }) => starts.has(start))),
  );
}

/** The specifier that brings a name of a module as a value. */
export function importedAs({ imports }: CodeFile, module: string, name: string): ImportedName | undefined {
  return imports
    .filter((one) => !one.typeOnly && sameModule(one.module, module))
    .flatMap((one) => one.named?.members ?? [])
    .find((one) => one.name === name && !one.typeOnly);
}

/** True for two spellings of one module: the ending of a file may be left out. */
export function sameModule(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\.[jt]s$/, "");
  return plain(one) === plain(other);
}
