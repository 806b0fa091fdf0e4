import { compare } from "./text.ts";

/** Half-open range of UTF-16 units in the original text, byte-order mark included. */
export interface Range {
  start: number;
  end: number;
}

/** Replace `[start, end)` by `text`. `rule` names who asks, for messages about overlaps and for reports. */
export interface Edit extends Range {
  text: string;
  rule: string;
  why: string;
  /** Orders inserts that share an offset; the source id. */
  order?: string;
}

/** Two rules want the same bytes: always our bug, never something to drop silently. */
export class OverlapError extends Error {
  constructor(a: Edit, b: Edit) {
    super(
      `overlapping edits: ${a.rule} wants ${a.start}-${a.end}, ${b.rule} wants ${b.start}-${b.end}; please report this`,
    );
    this.name = "OverlapError";
  }
}

/**
 * Sorts edits by place; inserts at one offset by source id, then rule. Equal edits become one.
 * @throws OverlapError where two edits share a character, or an insert falls inside a replaced range.
 */
export function sortEdits(edits: readonly Edit[]): Edit[] {
  const sorted = [...edits].sort(
    (a, b) =>
      a.start - b.start ||
      a.end - b.end ||
      compare(a.order ?? "", b.order ?? "") ||
      compare(a.rule, b.rule) ||
      compare(a.text, b.text),
  );
  const result: Edit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    if (last) {
      const same = last.start === edit.start && last.end === edit.end && last.text === edit.text;
      if (same && (edit.end > edit.start || last.order === edit.order)) continue;
      if (edit.start < last.end) throw new OverlapError(last, edit);
    }
    result.push(edit);
  }
  return result;
}

/**
 * The only constructor of output text: the original with ranges replaced.
 * @throws RangeError for an edit outside the text, OverlapError for overlapping ones.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let done = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.start < 0 || edit.end < edit.start || edit.end > text.length)
      throw new RangeError(`edit ${edit.start}-${edit.end} of ${edit.rule} is outside 0-${text.length}`);
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}
