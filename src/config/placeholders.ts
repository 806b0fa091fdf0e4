/**
 * `${VAR}` and `${VAR:=default}`: what Flux's postBuild substitution replaces in the cluster. Their values are not
 * known before a tree is read, so a text is checked with a stand-in in their place and kept as it was written.
 */
const PLACEHOLDER = /\$\{[A-Za-z_][^{}]*\}/g;

/** True where the text is nothing but one `${VAR}`. */
export function isPlaceholder(text: string): boolean {
  return /^\$\{[A-Za-z_][^{}]*\}$/.test(text);
}

/** The text with every `${VAR}` replaced by `standIn`: a value that is legal at that place. */
export function fill(text: string, standIn: string): string {
  return text.replace(PLACEHOLDER, () => standIn);
}

/**
 * Splits a text at placeholders so that a separator inside one (`${port:=443}`) is not taken for a real one.
 * Characters of placeholders become NUL, everything else stays; lengths and offsets are the same.
 */
export function blank(text: string): string {
  return text.replace(PLACEHOLDER, (found) => "\0".repeat(found.length));
}
