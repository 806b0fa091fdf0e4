import { join, sep } from "node:path";
import { pushAll } from "../core/group.ts";
import { decode } from "../io/decode.ts";
import { readBytes } from "../io/read.ts";
import { isLossOfProgram } from "./needles.ts";
import type { Scanned } from "./scan.ts";
import type { FileHit } from "./search.ts";
import type { ReadProgram } from "./typescript/programs.ts";
import { mentionOf } from "./unread-mention.ts";

/** No person writes a longer program; generated ones are, and declare classes, not objects. */
const MAX_PROGRAM_BYTES = 1 << 20;

/** Makes a reader of programs; the texts of `changed` stand for those on the disk. */
export type OpenPrograms = (changed?: ReadonlyMap<string, string>) => ReadProgram;

/**
 * Loads the compiler, and gives what reads programs with it. Constants are looked up in other files of the tree, never
 * in packages or outside of the root.
 */
export async function loadPrograms({
  root,
  reader,
}: Pick<Scanned, "root" | "reader">): Promise<OpenPrograms> {
  const { openPrograms } = await import("./typescript/programs.ts");
  const top = reader.real(root);
  const onDisk = (path: string): string | undefined => {
    if (path.split("/").includes("node_modules")) return undefined;
    try {
      // A folder on the way may be a link that leads out.
      if (!reader.real(join(root, path)).startsWith(top + sep)) return undefined;
    } catch {
      return undefined;
    }
    const bytes = readBytes(join(root, path), reader, MAX_PROGRAM_BYTES);
    const decoded = bytes && decode(bytes);
    return decoded && "text" in decoded ? decoded.text : undefined;
  };
  return (changed = new Map()) => openPrograms((path) => changed.get(path) ?? onDisk(path));
}

/**
 * Reads the objects of programs into `scanned`. What cannot be read is listed, and what it names stays on Git.
 * @param limit bytes; a larger program is not read
 */
export function readPrograms(
  hits: Iterable<FileHit>,
  scanned: Scanned,
  read: ReadProgram,
  limit = MAX_PROGRAM_BYTES,
): void {
  const modes = new Map(scanned.modes);
  for (const { path, mode, size, documents } of hits) {
    modes.set(path, mode);
    const [whole] = documents;
    if (!whole) continue;
    const result = size > limit ? { refused: tooLarge(size) } : read(path, whole.text);
    if ("documents" in result) {
      pushAll(scanned.documents, result.documents);
      pushAll(scanned.programTexts, result.texts);
      continue;
    }
    if (!isLossOfProgram(whole.text)) continue;
    scanned.skipped.push({ file: path, reason: result.refused });
    scanned.unread.push(...mentionOf(path, whole, result.refused));
  }
  scanned.modes = modes;
}

function tooLarge(bytes: number): string {
  const tenths = Math.ceil((bytes / MAX_PROGRAM_BYTES) * 10) / 10;
  return `too large for a program that declares objects (${tenths} MiB, the limit is 1 MiB)`;
}
