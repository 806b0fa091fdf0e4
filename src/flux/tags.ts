const LONGEST = 128;
/** `${VAR}` and `${VAR:=default}`: replaced in the cluster by Flux's postBuild, so never touched here. */
const VARIABLE = /\$\{[A-Za-z_][^{}]*\}/;

/** True for a legal tag of the OCI distribution specification. A text with a `${VAR}` is not one. */
export function isTag(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(text);
}

/** True where the text holds a `${VAR}` that is closed and has a name; core/variables.ts asks only whether one begins. */
export function hasWholeVariable(text: string): boolean {
  return VARIABLE.test(text);
}

/**
 * The tag that stands for a Git branch. `SANITIZE_TAG` is the same rule for pipelines:
 * each character that no tag may hold becomes `-`; `_` goes before a leading `.` or `-` (dropping it
 * would make one tag of `#1` and `1`), and stands alone for an empty name; what is longer than 128 is cut.
 * `${VAR}` stays as written, and then nothing is cut, because the final length is unknown.
 */
export function sanitizeTag(branch: string): string {
  const parts = branch.split(new RegExp(`(${VARIABLE.source})`, "g"));
  const safe = parts.map((part, i) => (i % 2 === 1 ? part : replaceIllegal(part))).join("");
  const started = safe === "" || /^[.-]/.test(safe) ? `_${safe}` : safe;
  return parts.length > 1 ? started : started.slice(0, LONGEST);
}

/**
 * `sanitizeTag` for a POSIX shell: the branch on standard input, the tag on standard output. Whatever the locale: of
 * each character beyond ASCII only the first byte of its UTF-8 form is left to become `-`.
 */
export const SANITIZE_TAG =
  "LC_ALL=C tr -d '\\200-\\277' | LC_ALL=C sed -e 's/[^A-Za-z0-9_.-]/-/g' -e 's/^[.-]/_&/' -e 's/^$/_/' | cut -c 1-128";

function replaceIllegal(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]/gu, "-");
}
