/**
 * Which strings may stand without quotes. The test is stricter than either specification: a string is
 * plain only if YAML 1.1 (Go's yaml, PyYAML, Ruby) and YAML 1.2 read it as that very string.
 */

/** Texts that some YAML version reads as another type. Source: YAML 1.1 type repository, YAML 1.2 §10.3, go-yaml.
 * The float pattern needs no digit: some readers take `.` or `e0` for a number. */
const TYPED: readonly RegExp[] = [
  /^(?:~|null)$/i,
  /^(?:y|yes|n|no|true|false|on|off)$/i,
  /^(?:=|<<)$/,
  /^[-+]?\.(?:inf|nan)$/i,
  /^[-+]?0[bB][01_]+$/,
  /^[-+]?0[oO][0-7_]+$/,
  /^[-+]?0[xX][0-9a-fA-F_]+$/,
  /^[-+]?[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9_]+)?$/,
  /^[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/,
];

/** Characters with a meaning at the start of a value; `-`, `?` and `:` are quoted even where they need not be. */
const INDICATOR_START = /^[-?:,[\]{}#&*!|>'"%@`]/;

/** Where a plain scalar would end, or be cut at its edges; `...` at a line's start would end the document. */
const CUT = /^\s|\s$|:\s|\s#|:$|^\.\.\./;

/** Everything a plain scalar holds safely on one line: printable, no tab, no break of any YAML version. */
const PRINTABLE = /^[\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]+$/u;

/**
 * True if `value` can stand without quotes.
 * @param flow inside `{}` or `[]`, where `,[]{}` end a plain scalar
 */
export function isPlainSafe(value: string, flow: boolean): boolean {
  if (!PRINTABLE.test(value) || INDICATOR_START.test(value) || CUT.test(value)) return false;
  if (flow && /[,[\]{}]/.test(value)) return false;
  return !TYPED.some((pattern) => pattern.test(value));
}

/** True if a single-quoted scalar can hold `value` on one line. */
export function isPrintable(value: string): boolean {
  return value === "" || PRINTABLE.test(value);
}
