const NULL = /^(?:~|[Nn]ull|NULL)$/;
const TRUE = /^(?:[Tt]rue|TRUE)$/;
const FALSE = /^(?:[Ff]alse|FALSE)$/;
const OCTAL = /^0o[0-7]+$/;
const DECIMAL = /^[-+]?[0-9]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;

/** First characters of a plain scalar that may be something else than a string. */
const SPECIAL = new Set("+-.0123456789FNTfnt~");

/**
 * The value of a plain scalar by the core schema of YAML 1.2 (chapter 10.3.2): null, boolean, number or string. Both
 * readers use it. An empty source is null.
 */
export function resolvePlain(source: string): string | number | boolean | null {
  const first = source[0];
  if (first === undefined) return null;
  if (!SPECIAL.has(first)) return source;
  if (first > "9") {
    if (NULL.test(source)) return null;
    if (TRUE.test(source)) return true;
    return FALSE.test(source) ? false : source;
  }
  if (DECIMAL.test(source)) return exact(source, Number.parseInt(source, 10));
  if (OCTAL.test(source)) return Number.parseInt(source.slice(2), 8);
  if (HEXADECIMAL.test(source)) return Number.parseInt(source.slice(2), 16);
  if (FLOAT.test(source)) return Number.parseFloat(source);
  if (NOT_A_NUMBER.test(source)) return Number.NaN;
  if (INFINITE.test(source)) return first === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return source;
}

/** A commit that YAML takes for a number has more digits than a number can hold: it stays what is written. */
function exact(source: string, value: number): number | string {
  return Number.isSafeInteger(value) ? value : source;
}
