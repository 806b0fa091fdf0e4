import type { Range } from "../core/edits.ts";
import type { Refusal } from "../core/refusal.ts";

/** A range of the original text and what stands there instead; the caller adds rule and why. */
export interface TextEdit extends Range {
  text: string;
}

/** Edits of one request, disjoint and sorted, and the comments that they delete (each from its `#`). */
export interface Edited {
  edits: TextEdit[];
  lostComments: string[];
}

/** What every edit function answers. */
export type EditResult = Edited | Refusal;

/** The one-edit result that most functions return. */
export function edited(edits: TextEdit[], lostComments: string[] = []): Edited {
  return { edits: edits.filter((edit) => edit.end > edit.start || edit.text !== ""), lostComments };
}
