/** New documents behind one that is there, together with what else happens to that one. */
import type { Range } from "../core/edits.ts";
import { isRefused } from "../core/refusal.ts";
import { lineEnding } from "../core/text.ts";
import { type EditResult, edited, type TextEdit } from "./types.ts";
import { cannotGrow, documentBody } from "./yaml-documents.ts";

/**
 * Puts documents after `doc`, each behind a `---` line, and joins them with edits that end where they begin: two
 * inserts at one place have no order of their own.
 * @param edits what else happens to `doc`, or is inserted directly behind it
 * @param bodies texts with `\n`, each ending in one
 */
export function followedBy(
  text: string,
  doc: Range,
  edits: readonly TextEdit[],
  bodies: readonly string[],
): EditResult {
  // Only what is written at the end of the file would become part of an open text there.
  const refusal = doc.end === text.length ? cannotGrow(text) : undefined;
  if (refusal) return refusal;
  const eol = lineEnding(text);
  const written = documents(bodies, eol);
  const touching = edits.filter((one) => one.end === doc.end);
  const before = touching.map((one) => one.text).join("");
  const last = before === "" ? text.slice(0, doc.end) : before;
  const glue = last === "" || last.endsWith("\n") ? "" : eol;
  const start = Math.min(doc.end, ...touching.map((one) => one.start));
  const rest = edits.filter((one) => !touching.includes(one));
  return edited([...rest, { start, end: doc.end, text: before + glue + written }]);
}

/** Puts documents in the place of the body of `doc`; its `---` line stays. */
export function replaceDocument(text: string, doc: Range, bodies: readonly string[]): EditResult {
  const body = documentBody(text, doc);
  if (isRefused(body)) return body;
  const eol = lineEnding(text);
  const [first = "", ...others] = bodies;
  const written = first.replaceAll("\n", eol) + documents(others, eol);
  return edited([{ ...body, text: written }]);
}

function documents(bodies: readonly string[], eol: string): string {
  return bodies.map((body) => `---${eol}${body.replaceAll("\n", eol)}`).join("");
}
