import type { Mention } from "../core/neighbours.ts";
import { LineIndex } from "../core/text.ts";
import type { FoundDocument } from "./search.ts";

/** The kind, and the member of an enumeration that stands for it in programs. */
const NAMES_GIT = /GitRepository|GIT_REPOSITORY/;

/** A text that cannot be read may still name a source, so the first place and the whole text are kept. */
export function mentionOf(file: string, found: FoundDocument, why: string): Mention[] {
  const at = found.text.search(NAMES_GIT);
  if (at === -1) return [];
  const place = new LineIndex(found.text).place(at);
  return [
    {
      file,
      line: found.line + place.line - 1,
      column: place.column,
      text: found.text,
      why: `it cannot be read (${why})`,
    },
  ];
}
