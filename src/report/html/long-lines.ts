/** A longer line is shown in part: nobody reads it, and a file of one line would be in the page twice. */
const LONGEST = 1000;
/** Characters before and after what changes, and the most of all: with the counts, shorter than `LONGEST`. */
const [AROUND, MOST] = [100, 800];

/**
 * The lines of a hunk, each with its sign; long ones are cut down to where they differ from the line that stands for
 * them. Credentials have to be hidden before, because nothing knows a part of one.
 */
export function cutLines(lines: readonly string[]): string[] {
  if (lines.every((one) => one.length <= LONGEST)) return [...lines];
  const others = counterparts(lines);
  return lines.map((line, i) => {
    const other = lines[others.get(i) ?? -1] ?? "";
    if (Math.max(line.length, other.length) <= LONGEST) return line;
    const { start, end } = common(line, other);
    const from = whole(line, Math.max(1, start - AROUND));
    const to = whole(line, Math.min(from + MOST, line.length - Math.max(0, end - AROUND)));
    return `${line[0]}${left(from - 1)}${line.slice(from, to)}${left(line.length - to)}`;
  });
}

/** The removed line of an added one and the other way round, by their order. */
function counterparts(lines: readonly string[]): Map<number, number> {
  const pairs = new Map<number, number>();
  for (let i = 0; i < lines.length; ) {
    const removed = run(lines, i, "-");
    const added = run(lines, i + removed, "+");
    for (let k = 0; k < Math.min(removed, added); k++) {
      pairs.set(i + k, i + removed + k);
      pairs.set(i + removed + k, i + k);
    }
    i += Math.max(1, removed + added);
  }
  return pairs;
}

/** How many lines from here have this sign. */
function run(lines: readonly string[], start: number, sign: string): number {
  let end = start;
  while (lines[end]?.startsWith(sign)) end++;
  return end - start;
}

/** How much two lines have in common: up to where from the start, sign included, and how much at the end. */
function common(a: string, b: string): { start: number; end: number } {
  const most = Math.min(a.length, b.length);
  let start = Math.min(1, most);
  while (start < most && a[start] === b[start]) start++;
  let end = 0;
  while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return { start, end };
}

/** An offset that parts no character. */
function whole(text: string, offset: number): number {
  return /^[\udc00-\udfff]/.test(text.slice(offset, offset + 1)) ? offset - 1 : offset;
}

function left(characters: number): string {
  return characters > 0 ? ` … ${characters} characters … ` : "";
}
