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

/** A value to write, as plain data. Map keys keep their order; a string is always read back as that string. */
export type YamlValue = string | number | boolean | null | YamlValue[] | YamlRecord;

/** A map to write. */
export interface YamlRecord {
  [key: string]: YamlValue;
}

/** True for a value that is a map. */
export function isRecord(value: YamlValue): value is YamlRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The one-edit result that most functions return. */
export function edited(edits: TextEdit[], lostComments: string[] = []): Edited {
  return { edits: edits.filter((edit) => edit.end > edit.start || edit.text !== ""), lostComments };
}
