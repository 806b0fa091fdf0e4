/** Patterns that expand to more than this are a mistake, or meant to stop the program. */
const MOST = 1000;

/** What is wrong with a pattern whose braces expand to too many; undefined for all others. */
export function globProblem(pattern: string): string | undefined {
  return expansions(pattern) > MOST
    ? `expands to more than ${MOST} patterns; allowed: fewer alternatives in braces`
    : undefined;
}

/** How many patterns braces expand to, at least: a list of alternatives, or a range such as `{1..9}`. */
function expansions(pattern: string): number {
  const open: { product: number; sum: number; start: number }[] = [{ product: 1, sum: 0, start: 0 }];
  for (let at = 0; at < pattern.length; at++) {
    const level = open.at(-1)!;
    const character = pattern[at];
    if (character === "\\") at++;
    else if (character === "{") open.push({ product: 1, sum: 0, start: at + 1 });
    else if (character === "," && open.length > 1) {
      level.sum += level.product;
      level.product = 1;
    } else if (character === "}" && open.length > 1) {
      open.pop();
      const count = rangeOf(pattern.slice(level.start, at)) ?? level.sum + level.product;
      open.at(-1)!.product *= count;
    }
    if (open.some(({ product, sum }) => product > MOST || sum > MOST)) return Number.POSITIVE_INFINITY;
  }
  return open.reduce((all, { product, sum }) => all * (sum + product), 1);
}

/** The length of a range of numbers or letters; undefined for what is none. */
function rangeOf(text: string): number | undefined {
  const found = /^(-?[0-9]+|[A-Za-z])\.\.(-?[0-9]+|[A-Za-z])(?:\.\.(-?[0-9]+))?$/.exec(text);
  if (!found) return undefined;
  const value = (end: string) => (/^[A-Za-z]$/.test(end) ? end.charCodeAt(0) : Number(end));
  const step = Math.max(1, Math.abs(Number(found[3] ?? 1)));
  return Math.floor(Math.abs(value(found[1]!) - value(found[2]!)) / step) + 1;
}
