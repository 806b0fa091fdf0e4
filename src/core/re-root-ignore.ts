import type { IgnoreFile } from "./decision.ts";
import { EVERYTHING, reRootPattern } from "./re-root-pattern.ts";
import { isRefused } from "./refusal.ts";

/** A pattern of which nobody can tell what it means for the new root. */
export interface Untranslated {
  pattern: string;
  why: string;
}

/** `spec.ignore` for the new root; `text` undefined where there is nothing to write. */
export type ReRootedIgnore =
  | { text: string | undefined; empties: false; untranslated: readonly [] }
  /** Every file below the root would be ignored: the artifact would be empty, and Flux would prune everything. */
  | { text?: never; empties: true; untranslated: readonly [] }
  | { text?: never; empties: false; untranslated: readonly Untranslated[] };

/** Lines that belong together: comments and blank lines, and the patterns up to the next comment or blank line. */
interface Paragraph {
  comments: string[];
  patterns: string[];
  /** How many patterns it had. */
  before: number;
}

/**
 * Patterns that keep Flux from its built-in list, which it takes only where there is no pattern at all, and that ignore
 * nothing else: this one is on every list.
 */
export const NO_DEFAULTS = ".git/";

/**
 * `spec.ignore`, and the `.sourceignore` files that do not travel with the artifact, as the `spec.ignore` that leaves
 * in the directory `root` exactly what was left in it before. The last pattern that matches decides, so what stands
 * before a pattern that covers the whole directory has no say any more and goes.
 * @param text undefined where the source has none
 * @param above outermost first; their paths are above `root`
 */
export function reRootIgnore(
  text: string | undefined,
  root: string,
  above: readonly IgnoreFile[] = [],
): ReRootedIgnore {
  const untranslated: Untranslated[] = [];
  const translate = (lines: string, directory: string): Paragraph[] => {
    const inner = directory === "" ? root : root.slice(directory.length + 1);
    return paragraphsOf(lines, (pattern) => {
      const done = reRootPattern(pattern, inner);
      if (!isRefused(done)) return done;
      untranslated.push({ pattern, why: done.refused });
      return [];
    });
  };
  const outer = above.flatMap((file) => translate(file.text, file.directory));
  const paragraphs = [...outer.map((one) => ({ ...one, comments: [] })), ...translate(text ?? "", "")];
  if (untranslated.length > 0) return { empties: false, untranslated };
  const before = paragraphs.reduce((sum, one) => sum + one.before, 0);
  if (before === 0) return { text, empties: false, untranslated: [] };
  dropDecided(paragraphs);
  const left = paragraphs.flatMap((one) => one.patterns);
  if (left[0] === EVERYTHING && !left.some((one) => one.startsWith("!")))
    return { empties: true, untranslated: [] };
  const lines = paragraphs.flatMap((one) =>
    one.before > 0 && one.patterns.length === 0 ? [] : [...one.comments, ...one.patterns],
  );
  if (left.length === 0) lines.push(NO_DEFAULTS);
  const ending = text === undefined || text.endsWith("\n") ? "\n" : "";
  return { text: lines.join("\n") + ending, empties: false, untranslated: [] };
}

/** Takes out the patterns before the last one that covers everything. */
function dropDecided(paragraphs: readonly Paragraph[]): void {
  let decided = false;
  for (const paragraph of [...paragraphs].reverse()) {
    const last = paragraph.patterns.findLastIndex((one) => one.replace(/^!/, "") === EVERYTHING);
    if (decided) paragraph.patterns = [];
    else if (last !== -1) {
      paragraph.patterns = paragraph.patterns.slice(last);
      decided = true;
    }
  }
}

function paragraphsOf(text: string, translate: (pattern: string) => string[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let current: Paragraph | undefined;
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  for (const line of lines) {
    const isPattern = line.trim() !== "" && !line.startsWith("#");
    if (!current || (!isPattern && current.before > 0)) {
      current = { comments: [], patterns: [], before: 0 };
      paragraphs.push(current);
    }
    if (isPattern) {
      current.before++;
      current.patterns.push(...translate(line));
    } else current.comments.push(line);
  }
  return paragraphs;
}
