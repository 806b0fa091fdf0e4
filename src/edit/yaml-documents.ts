/** Whole documents of a file: found and moved by their `---` lines only, never by their content. */
import type { Range } from "../core/edits.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineEnd, lineEnding } from "../core/text.ts";
import { type Edited, type EditResult, edited } from "./types.ts";
import {
  type DocumentParts,
  documentParts,
  endsInBlockScalar,
  hasContent,
  lastMarker,
} from "./yaml-document-parts.ts";
import { looksLikeJson } from "./yaml-scalar.ts";

/**
 * The part of a document that an inserted copy repeats: everything after its `---` line (after the byte-order
 * mark for a first document without one), comments, blank lines and a final `...` included.
 * @param doc from its `---` line, or the start of the file, to the next `---` line or the end of the file
 */
export function documentBody(text: string, doc: Range): Range | Refusal {
  const parts = documentParts(text, doc);
  return isRefused(parts) ? parts : parts.body;
}

/**
 * Inserts a document directly after `doc`, parted from it by a copy of its own `---` line. Together with
 * `removeDocument` this keeps the promise that declaring and then retiring is rewriting in place: with
 * `body` a rewrite of `documentBody`, removing `doc` from the result leaves `doc` rewritten.
 * @param options.plainMarker parts by a bare `---` instead, for a body that is no copy of `doc`
 */
export function insertDocumentAfter(
  text: string,
  doc: Range,
  body: string,
  options: { plainMarker?: boolean } = {},
): EditResult {
  const refusal = cannotGrow(text);
  if (refusal) return refusal;
  const parts = documentParts(text, doc);
  if (isRefused(parts)) return parts;
  const eol = lineEnding(text);
  const isLast = doc.end === text.length;
  const glue = isLast && !text.endsWith("\n") ? eol : "";
  const marker = options.plainMarker ? `---${eol}` : copiedMarker(text, parts, body, eol);
  const close = isLast || body.endsWith("\n") ? "" : eol;
  return edited([{ start: doc.end, end: doc.end, text: glue + marker + body + close }]);
}

/** What is left when the only document with content is removed: the caller deletes the file, or refuses. */
export interface EmptyFile {
  empty: true;
}

/**
 * Removes a document with the separator that belongs to it: its own `---` line, or, for a first document
 * without one, the bare `---` line after it. Comments before a first `---` line stay.
 */
export function removeDocument(text: string, doc: Range): Edited | EmptyFile | Refusal {
  const parts = documentParts(text, doc);
  if (isRefused(parts)) return parts;
  const start = parts.marker ? parts.marker.start : parts.body.start;
  if (!hasContent(text.slice(0, start)) && !hasContent(text.slice(doc.end))) return { empty: true };
  const next = text.slice(doc.end, lineEnd(text, doc.end));
  const end = !parts.marker && /^---[ \t]*\r?\n?$/.test(next) ? doc.end + next.length : doc.end;
  return edited([{ start, end, text: "" }]);
}

/** Adds a document at the end of a file; uses a `---` line that waits there, and adds none to an empty file. */
export function appendDocument(text: string, body: string): EditResult {
  const refusal = cannotGrow(text);
  if (refusal) return refusal;
  const eol = lineEnding(text);
  const glue = text.replace(/^\uFEFF/, "") === "" || text.endsWith("\n") ? "" : eol;
  const last = text.slice(lastMarker(text));
  const marker = hasContent(last) || /^\.\.\.(?=\s|$)/m.test(last) ? `---${eol}` : "";
  return edited([{ start: text.length, end: text.length, text: glue + marker + body }]);
}

/** Why no document can be put behind the last one of a file; undefined where it can. */
export function cannotGrow(text: string): Refusal | undefined {
  if (looksLikeJson(text)) return refuse("a JSON file holds one document only");
  if (!text.endsWith("\n") && endsInBlockScalar(text))
    return refuse("the file ends in a block scalar without a final newline");
  return undefined;
}

function copiedMarker(text: string, parts: DocumentParts, body: string, eol: string): string {
  const own = parts.marker ? text.slice(parts.marker.start, parts.marker.end) : "";
  if (own.endsWith("\n")) return own;
  // `--- {a: 1}`: the content is part of the body and brings its own blank.
  return own === "---" && /^[ \t]/.test(body) ? own : (own || "---") + eol;
}
