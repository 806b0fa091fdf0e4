import type { Edit, Range } from "../core/edits.ts";
import type { Refusal } from "../core/refusal.ts";
import type { ImportNeed } from "./code-names.ts";

/** A range of the original text and what stands there instead; the caller adds rule and why. */
export interface TextEdit extends Range {
  text: string;
}

/** Edits of one request, disjoint and sorted, and the comments that they delete (each from its `#`). */
export interface Edited {
  edits: TextEdit[];
  lostComments: string[];
  /** Names that a program has to import for them; left out where it has to import none. */
  needs?: readonly ImportNeed[];
}

/** What every edit function answers. */
export type EditResult = Edited | Refusal;

/** The one-edit result that most functions return. */
export function edited(edits: TextEdit[], lostComments: string[] = []): Edited {
  return { edits: edits.filter((edit) => edit.end > edit.start || edit.text !== ""), lostComments };
}

/** Edits as `applyEdits` takes them, where nobody asks which rule wants them. */
export function plainEdits(edits: readonly TextEdit[]): Edit[] {
  return edits.map(({ start, end, text }) => ({ start, end, text, rule: "edit", why: "" }));
}

/** A text that stands in a scalar, and the way back from edits of it to edits of what is around it. */
export interface NestedText {
  /** The text as a reader of the scalar gets it. */
  text: string;
  /** Turns edits of `text` into edits of the text around the scalar; a refusal where it could not be read back. */
  outward(edits: readonly TextEdit[]): EditResult;
}
