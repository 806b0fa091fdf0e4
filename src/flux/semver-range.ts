const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const VERSION = `v?(?:\\d+|[xX*])(?:\\.(?:\\d+|[xX*])){0,2}(?:-${IDENTIFIERS})?(?:\\+${IDENTIFIERS})?`;
const COMPARISON = `(?:!=|>=|=>|<=|=<|~>|[=<>~^])?\\s*${VERSION}`;
const BETWEEN = new RegExp(`^\\s*${VERSION}\\s+-\\s+${VERSION}\\s*$`);
const COMPARISONS = new RegExp(`^\\s*${COMPARISON}(?:\\s+${COMPARISON})*\\s*$`);
const LONGEST = 256;

/**
 * True where Flux can read the text as a version range: the constraint syntax of Go's Masterminds/semver, which Flux
 * uses for `ref.semver`. Alternatives joined by `||`; in each, parts split by commas; a part is `1.2 - 2.0`, or
 * comparisons split by blanks; a comparison is an operator and a version of one to three numbers, `x` and `*` allowed.
 * Stricter than Masterminds only where it would misread (`1.2 - 2.0 3.0` without a comma). Syntax alone: a range that
 * no version satisfies is still a range.
 */
export function isSemverRange(text: string): boolean {
  if (text.length > LONGEST) return false;
  const parts = text.split("||").flatMap((group) => group.split(","));
  return parts.every((part) => BETWEEN.test(part) || COMPARISONS.test(part));
}
