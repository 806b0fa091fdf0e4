import type { PathStep } from "./tree.ts";

/** Plain data to write; map keys keep their order. A string is always read back as that string. */
export type PlainValue = string | number | boolean | null | PlainValue[] | PlainRecord;

/** A map to write. */
export interface PlainRecord {
  [key: string]: PlainValue;
}

/** True for a value that is a map. */
export function isRecord(value: PlainValue): value is PlainRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A change of one object, without syntax: YAML and TypeScript carry it out each in their own way.
 * Paths are keys, and indices of lists, from the object's root; the last key is the field, the others must exist.
 */
export type FieldOp =
  /** Gives a field a value: replaced where it exists, else inserted after the sibling `after`, else appended. */
  | { op: "set"; path: readonly PathStep[]; value: PlainValue; after?: string }
  /** Removes a field; nothing happens where it does not exist. */
  | { op: "remove"; path: readonly PathStep[] }
  /** Renames a field and gives it a text, keeping its line: `branch: main` → `tag: main`. */
  | { op: "rename"; path: readonly PathStep[]; to: string; value: string }
  /** Replaces a field by another one; comments inside it stay, above the new one. */
  | { op: "replace"; path: readonly PathStep[]; to: string; value: PlainRecord }
  /** Writes a copy of a list item directly after it, with operations on the copy; their paths start at the item. */
  | { op: "copy-item"; path: readonly PathStep[]; ops: readonly FieldOp[] }
  /** Removes a list item. */
  | { op: "remove-item"; path: readonly PathStep[] }
  /** Replaces a range of the file that is no field: a comment. */
  | { op: "text"; start: number; end: number; text: string };
