/** The order of the keys of a printed map: keyList.Less of go.yaml.in/yaml v2.4.3 (sorter.go). */

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** Below zero if key `a` is printed before key `b`: letters behind the rest, numbers by their size. */
export function comparePrintedKeys(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at === -1 || at >= right.length) return left.length - right.length;
  const isLetter = LETTER.test(left[at]!);
  if (isLetter !== LETTER.test(right[at]!)) return isLetter ? 1 : -1;
  const byCode = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
  if (isLetter) return byCode;
  const one = digitsFrom(left, at, insideNumber(left, right, at));
  const other = digitsFrom(right, at, insideNumber(left, right, at));
  return one.value - other.value || one.length - other.length || byCode;
}

/** True if a zero stands behind other digits, so that it is no leading one. */
function insideNumber(left: readonly string[], right: readonly string[], at: number): boolean {
  if (left[at] !== "0" && right[at] !== "0") return false;
  for (let before = at - 1; before >= 0 && DIGIT.test(left[before]!); before--)
    if (left[before] !== "0") return true;
  return false;
}

function digitsFrom(key: readonly string[], at: number, inside: boolean): { value: number; length: number } {
  let value = inside ? 1 : 0;
  let end = at;
  for (; end < key.length && DIGIT.test(key[end]!); end++)
    value = value * 10 + key[end]!.codePointAt(0)! - 48;
  return { value, length: end - at };
}
