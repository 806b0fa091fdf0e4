/** Patterns of one name, as Flux reads them: Go's `filepath.Match`, not Git's `fnmatch` (publish-facts 6). */

/** What one character of a name has to be. `star` stands for any number of characters. */
type Part =
  | { is: "star" }
  | { is: "any" }
  | { is: "one"; point: number }
  | { is: "class"; negated: boolean; ranges: readonly (readonly [low: number, high: number])[] };

/**
 * A pattern without `/`, as a test of one name. A pattern that Go calls bad matches no name at all.
 * The test takes time in proportion to the product of the lengths.
 */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (!/[*?[\\]/.test(pattern)) return (name) => name === pattern;
  const parts = partsOf([...pattern]);
  return parts === undefined ? () => false : (name) => matches(parts, Buffer.from(name));
}

/** The parts of a pattern; undefined if it is bad. */
function partsOf(pattern: readonly string[]): Part[] | undefined {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === "*") parts.push({ is: "star" });
    else if (character === "?") parts.push({ is: "any" });
    else if (character === "[") {
      const read = classAt(pattern, at + 1);
      if (!read) return undefined;
      parts.push(read.part);
      at = read.end;
    } else {
      const plain = (character === "\\" ? pattern[++at] : character)?.codePointAt(0);
      if (plain === undefined) return undefined;
      parts.push({ is: "one", point: plain });
    }
  }
  return parts;
}

/** A class from behind its `[`, and the place of its `]`. Only `^` negates: `!` is a character like any other. */
function classAt(pattern: readonly string[], start: number): { part: Part; end: number } | undefined {
  const negated = pattern[start] === "^";
  const ranges: [number, number][] = [];
  let at = negated ? start + 1 : start;
  const take = (): number | undefined => {
    const character = pattern[at];
    if (character === undefined || character === "-" || character === "]") return undefined;
    if (character === "\\") at++;
    return pattern[at++]?.codePointAt(0);
  };
  while (pattern[at] !== "]" || ranges.length === 0) {
    const low = take();
    if (low === undefined) return undefined;
    if (pattern[at] !== "-") {
      ranges.push([low, low]);
      continue;
    }
    at++;
    const high = take();
    if (high === undefined) return undefined;
    ranges.push([low, high]);
  }
  return { part: { is: "class", negated, ranges }, end: at };
}

/**
 * After a failure behind a star only that star has to take one more byte: earlier ones had their chance. Go counts in
 * bytes there, so the rest may begin inside of a character, and each byte that is left of it then counts as one.
 */
function matches(parts: readonly Part[], name: Buffer): boolean {
  let at = 0;
  let star = -1;
  let taken = 0;
  for (let i = 0; ; ) {
    const part = parts[at];
    if (part === undefined && i === name.length) return true;
    const next = part !== undefined && part.is !== "star" && widthOfFit(part, name, i);
    if (part?.is === "star") {
      star = at++;
      taken = i;
    } else if (next) {
      at++;
      i += next;
    } else if (star !== -1 && taken < name.length) {
      at = star + 1;
      i = ++taken;
    } else return false;
  }
}

/** Bytes of the character that a part takes; 0 if it fits none. */
function widthOfFit(part: Part, name: Buffer, at: number): number {
  if (at === name.length) return 0;
  const { point, width } = characterAt(name, at);
  return fits(part, point) ? width : 0;
}

/** The character of a valid name that starts at a byte; U+FFFD and one byte inside of a character. */
function characterAt(name: Buffer, at: number): { point: number; width: number } {
  const first = name[at]!;
  if (first < 0x80) return { point: first, width: 1 };
  if (first < 0xc0) return { point: 0xfffd, width: 1 };
  const width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return { point: name.toString("utf8", at, at + width).codePointAt(0)!, width };
}

function fits(part: Part, point: number): boolean {
  if (part.is === "one") return part.point === point;
  if (part.is !== "class") return true;
  return part.ranges.some(([low, high]) => low <= point && point <= high) !== part.negated;
}
