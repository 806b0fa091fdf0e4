/**
 * Whether one segment of an ignore pattern (no `/` in it) matches one name, as Git and Flux both read it: `*` and `?`.
 * Takes time in proportion to the product of the lengths.
 * @returns undefined where a class (`[…]`) or a backslash would have to be read to know
 */
export function matchSegment(pattern: string, name: string): boolean | undefined {
  const first = pattern.search(/[*?[\]\\]/);
  if (first === -1) return pattern === name;
  const last = Math.max(...["*", "?", "[", "]", "\\"].map((special) => pattern.lastIndexOf(special)));
  if (!name.startsWith(pattern.slice(0, first)) || !name.endsWith(pattern.slice(last + 1))) return false;
  return /[[\]\\]/.test(pattern) ? undefined : matchWildcards([...pattern], [...name]);
}

/** After a failure behind a star only that star has to take one more character: earlier ones had their chance. */
function matchWildcards(pattern: readonly string[], name: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      taken = i;
    } else if (pattern[at] === "?" || pattern[at] === name[i]) {
      at++;
      i++;
    } else if (star !== -1) {
      at = star + 1;
      i = ++taken;
    } else return false;
  }
  return pattern.slice(at).every((one) => one === "*");
}
