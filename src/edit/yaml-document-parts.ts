import type { Range } from "../core/edits.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { lineEnd } from "../core/text.ts";

/** A document cut at its separator. */
export interface DocumentParts {
  /** Its `---` line with a comment and the line break; only the three dashes where content follows them. */
  marker?: Range;
  /** Everything after the marker, to the document's end. */
  body: Range;
}

const MARKER = /^---(?=[ \t\r\n]|$)/;
const BLANK_OR_COMMENT = /^[ \t]*(?:#[^\n]*)?\r?\n?$/;

/** Cuts a document; refuses directives, and a `...` with more content below it. */
export function documentParts(text: string, doc: Range): DocumentParts | Refusal {
  const from = doc.start === 0 && text.startsWith("\uFEFF") ? 1 : doc.start;
  const marker = findMarker(text, { start: from, end: doc.end });
  if ("refused" in marker) return marker;
  const found = marker.end > marker.start;
  if (!found && doc.start > 0) return refuse("the document does not start with a `---` line");
  const body = { start: found ? marker.end : from, end: doc.end };
  if (contentAfterEnd(text, body)) return refuse("another document follows `...` without a `---` line");
  return found ? { marker, body } : { body };
}

/** The `---` of a document, below comments only; an empty range where there is none. */
function findMarker(text: string, range: Range): Range | Refusal {
  for (let at = range.start; at < range.end; at = lineEnd(text, at)) {
    const line = lineOf(text, at);
    if (line.startsWith("%")) return refuse("the document has directives");
    if (MARKER.test(line)) {
      const bare = /^---(?:[ \t]+#.*|[ \t]*)\r?\n?$/.test(line);
      return { start: at, end: at + (bare ? line.length : 3) };
    }
    if (!BLANK_OR_COMMENT.test(line)) break;
  }
  return { start: range.start, end: range.start };
}

function contentAfterEnd(text: string, body: Range): boolean {
  let ended = false;
  for (let at = body.start; at < body.end; at = lineEnd(text, at)) {
    const line = lineOf(text, at);
    if (/^\.\.\.(?=\s|$)/.test(line)) ended = true;
    else if (ended && !BLANK_OR_COMMENT.test(line)) return true;
  }
  return false;
}

/** True if anything but comments, blanks, `---` and `...` stands in the text. */
export function hasContent(text: string): boolean {
  const bare = text.replace(/^\uFEFF/, "");
  for (let at = 0; at < bare.length; at = lineEnd(bare, at)) {
    const line = lineOf(bare, at);
    const rest = line.replace(/^(?:---|\.\.\.)(?=\s|$)/, "");
    if (!BLANK_OR_COMMENT.test(rest)) return true;
  }
  return false;
}

/** Offset of the last `---` line of a text; 0 where there is none. */
export function lastMarker(text: string): number {
  return [...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].at(-1)?.index ?? 0;
}

/**
 * True if the last line of a text belongs to a block scalar, found by walking up the lines that it is
 * nested under. A quoted text that looks like one is answered with true as well: the answer only refuses.
 */
export function endsInBlockScalar(text: string): boolean {
  let indent = Number.POSITIVE_INFINITY;
  for (const line of text.split("\n").reverse()) {
    const own = line.search(/[^ \r]/);
    if (own === -1) continue;
    const isAbove = indent !== Number.POSITIVE_INFINITY;
    if (MARKER.test(line)) return isAbove && isHeader(line);
    if (isAbove && own < indent && isHeader(line)) return true;
    indent = Math.min(indent, own);
  }
  return false;
}

function isHeader(line: string): boolean {
  return /(?:^|[\s:])[|>][-+1-9]*[ \t]*(?:[ \t]#.*)?\r?$/.test(line);
}

function lineOf(text: string, at: number): string {
  return text.slice(at, lineEnd(text, at));
}
