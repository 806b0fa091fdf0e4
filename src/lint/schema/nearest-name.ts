/** The name that was most likely meant: the same in other letters, or one slip away; undefined if none is near. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const lower = written.toLowerCase();
  return (
    names.find((name) => name.toLowerCase() === lower) ??
    names.find((name) => isOneSlipAway(name.toLowerCase(), lower))
  );
}

/** True for two names that differ in one character more, less or other, or in two that changed places. */
export function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const { left, right } = difference(a, b);
  return left.length <= 1 || (left.length === 2 && left === [...right].reverse().join(""));
}

/** What is left of two names without the characters at both ends that they share, and what stands around it. */
export function difference(a: string, b: string) {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  let start = 0;
  while (start < short.length && long[start] === short[start]) start++;
  let end = 0;
  while (end < short.length - start && long[long.length - 1 - end] === short[short.length - 1 - end]) end++;
  return {
    before: long[start - 1] ?? "",
    left: long.slice(start, long.length - end),
    after: long[long.length - end] ?? "",
    right: short.slice(start, short.length - end),
  };
}
