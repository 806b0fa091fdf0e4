import { familyOfManifest, isTaskPath, type TextFamily } from "../flux/text-families.ts";
import { nodeReader, type Reader, readStart } from "../io/read.ts";
import { candidateKind } from "./candidates.ts";
import { hasPlural } from "./needles.ts";
import { MAX_FILE_BYTES } from "./yaml-limits.ts";

/** A line that may matter, decoded; lines that a backslash continues are one. */
export interface FoundLine {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units, of the first character that is no blank. */
  column: number;
  /** After the last character of the first line. */
  endColumn: number;
  text: string;
}

/** The lines of one file that may matter. */
export interface TextFile {
  path: string;
  family: TextFamily;
  lines: FoundLine[];
}

/** A longer text file is no script and no page that a person wrote. */
export const MAX_TEXT_BYTES = 1 << 20;
/** A hostile file may hold a needle in each of many lines. */
export const MAX_LINES = 500;
const MAX_LINE_BYTES = 4000;
const MAX_CONTINUED = 30;

/** In manifests, of which a fleet has many: `flux reconcile` and `flux resume`, which is what jobs run. */
const COMMAND = Buffer.from("flux re");
const KUBECTL = Buffer.from("kubectl");
const bytesOf = (...texts: string[]) => texts.map((text) => Buffer.from(text));

/** What to look for in a line, by family; a needle is cheap, and the tables tell what is meant. */
const NEEDLES: Readonly<Record<TextFamily, readonly Buffer[]>> = {
  script: bytesOf(
    "source git",
    "sources git",
    "gitrepo",
    "GitRepository",
    "with-source",
    "flux create ",
    "flux-local",
    "flate",
    "sources",
  ),
  docs: bytesOf("source git", "sources git", "gitrepo", "GitRepository", "with-source", "flux create "),
  renovate: bytesOf(
    "GitRepository",
    "git-refs",
    "git-tags",
    "github-tags",
    "gitlab-tags",
    "bitbucket-tags",
    "flux",
  ),
  manifest: [COMMAND],
  template: bytesOf("source git", "GitRepository", "flux create "),
  other: [],
};

/** Lines of a candidate for manifests, from bytes that are read anyway. `needles` is the mask of the whole file. */
export function linesOfManifest(path: string, bytes: Buffer, needles: number): TextFile | undefined {
  // Nearly every file ends here, so nothing is made for it.
  if (needles === 0 && !isTaskPath(path) && bytes.indexOf(COMMAND) === -1) return undefined;
  const family = familyOfManifest(path, candidateKind(path) === "template" ? "template" : "manifest");
  // Only where the plural or lower case is there can kubectl be used on it, and that is known already.
  const wanted = family === "manifest" && hasPlural(needles) ? [COMMAND, KUBECTL] : NEEDLES[family];
  const lines = linesWith(bytes, wanted);
  return lines.length === 0 ? undefined : { path, family, lines };
}

/**
 * Searches files that are no manifests. What cannot be read, is binary or too long is passed over.
 * @param see is shown the bytes of each file that is text, of one that is too long its start
 */
export function searchTexts(
  root: string,
  texts: Iterable<readonly [path: string, family: TextFamily]>,
  reader: Reader = nodeReader,
  see?: (path: string, bytes: Buffer, isLong: boolean) => void,
): TextFile[] {
  const found: TextFile[] = [];
  for (const [path, family] of texts) {
    const bytes = readStart(`${root}/${path}`, reader, MAX_FILE_BYTES);
    if (bytes === undefined || bytes.includes(0)) continue;
    const isLong = bytes.length > MAX_TEXT_BYTES;
    if (family !== "renovate") see?.(path, bytes, isLong);
    const lines = isLong ? [] : linesWith(bytes, NEEDLES[family]);
    if (lines.length > 0) found.push({ path, family, lines });
  }
  return found;
}

const NEWLINE = 10;
const BACKSLASH = 92;

/** The lines that hold one of some texts, the first 500 of them. */
export function linesWith(bytes: Buffer, needles: readonly Buffer[]): FoundLine[] {
  const offsets = needles.flatMap((needle) => offsetsOf(bytes, needle));
  if (offsets.length === 0) return [];
  const lines: FoundLine[] = [];
  let counted = 0;
  let line = 1;
  let reach = 0;
  for (const at of offsets.sort((a, b) => a - b)) {
    if (at < reach) continue;
    const start = at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
    for (let next = bytes.indexOf(NEWLINE, counted); next !== -1 && next < start; ) {
      line++;
      counted = next + 1;
      next = bytes.indexOf(NEWLINE, counted);
    }
    reach = endOf(bytes, start);
    const from = Math.max(start, at - MAX_LINE_BYTES / 2);
    const raw = bytes.toString("utf8", from, Math.min(reach, from + MAX_LINE_BYTES));
    const [first = "", ...rest] = raw.replace(/^\uFEFF/, "").split(/\r?\n/);
    const isLast = (i: number) => i === rest.length;
    const text = [first, ...rest.map((one) => one.trimStart())]
      .map((one, i) => (isLast(i) ? one : one.slice(0, one.lastIndexOf("\\"))).trimEnd())
      .join(" ");
    // Of a line of which only a part is kept, nothing but its start is told.
    const isPart = from > start;
    const column = isPart ? 1 : text.length - text.trimStart().length + 1;
    lines.push({ line, column, endColumn: isPart ? 1 : first.length + 1, text });
    if (lines.length >= MAX_LINES) break;
  }
  return lines;
}

function offsetsOf(bytes: Buffer, needle: Buffer): number[] {
  const offsets: number[] = [];
  // One hit a line is enough.
  for (let at = bytes.indexOf(needle); at !== -1 && offsets.length < MAX_LINES; ) {
    offsets.push(at);
    const end = bytes.indexOf(NEWLINE, at);
    at = end === -1 ? -1 : bytes.indexOf(needle, end);
  }
  return offsets;
}

/** End of the line at `start`, with the lines that a backslash continues. */
function endOf(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(NEWLINE, start);
  for (let n = 0; end !== -1 && n < MAX_CONTINUED; n++) {
    const last = bytes[end - 1] === 13 ? end - 2 : end - 1;
    if (bytes[last] !== BACKSLASH) return end;
    end = bytes.indexOf(NEWLINE, end + 1);
  }
  return end === -1 ? bytes.length : end;
}
