/** What go-yaml takes plain scalars for, and the data that they are in the end. */
import type { Data, ScalarTag } from "./node.ts";

const NULL = /^(?:|~|null|Null|NULL)$/;
const BOOL = /^(?:true|True|TRUE|false|False|FALSE)$/;
const NO_NUMBER = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INT = /^[-+]?(?:0[bB][01]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

const MAX_SIGNED = (1n << 63n) - 1n;
const MAX_UNSIGNED = (1n << 64n) - 1n;

/** A date with the parts of a time and zone, if there are any: the formats that go-yaml knows. */
const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](?=.*(?:Z|[-+]\d\d:\d\d)$)| +(?=[^Z+-]*$))(\d\d?):(\d\d?):(\d\d?)([.,]\d+)?(Z|[-+]\d\d:\d\d)?)?$/;

/** How a text starts that may be something else than a string; most do not. */
const NO_STRING = /^(?:$|[-+.0-9~nNtTfF])/;

/** What go-yaml takes a plain scalar for: `yes` and `n` are strings, `0123` and `1_000` are numbers. */
export function plainTag(text: string): ScalarTag {
  if (!NO_STRING.test(text)) return "string";
  if (NULL.test(text)) return "null";
  if (BOOL.test(text)) return "bool";
  if (NO_NUMBER.test(text)) return "float";
  if (text.startsWith(".")) return isFloat(text) ? "float" : "string";
  if (!/^[-+0-9]/.test(text)) return "string";
  if (timeParts(text)) return "time";
  const digits = text.replaceAll("_", "");
  if (isInt(digits)) return "int";
  return isFloat(digits) ? "float" : "string";
}

/** The data of a scalar, as kustomize prints it: a time in full, numbers without their spelling. */
export function plainData(text: string, tag: ScalarTag): Data {
  switch (tag) {
    case "null":
      return null;
    case "bool":
      return /^t/i.test(text);
    case "int":
      return Number(intValue(text.replaceAll("_", "")));
    case "float":
      return floatValue(text.replaceAll("_", ""));
    case "time":
      return timeText(text);
    default:
      return text;
  }
}

function isInt(digits: string): boolean {
  if (!INT.test(digits)) return false;
  const value = intValue(digits);
  if (/^[-+]/.test(digits)) return value <= MAX_SIGNED && value >= -MAX_SIGNED - 1n;
  return value <= MAX_UNSIGNED;
}

function isFloat(digits: string): boolean {
  return FLOAT.test(digits) && Number.isFinite(Number(digits));
}

function intValue(digits: string): bigint {
  const positive = digits.replace(/^[-+]/, "").toLowerCase();
  const value = BigInt(positive.replace(/^0(?=[0-7])/, "0o"));
  return digits.startsWith("-") ? -value : value;
}

function floatValue(digits: string): number {
  if (INT.test(digits)) return Number(intValue(digits));
  if (/nan$/i.test(digits)) return Number.NaN;
  return Number(digits.replace(/\.inf$/i, "Infinity"));
}

/** The parts of a time whose numbers are in their ranges. */
function timeParts(text: string): RegExpExecArray | undefined {
  const parts = TIME.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const days = new Date(Date.UTC(2000, month!, 0)).getUTCDate();
  const leap = year! % 4 === 0 && (year! % 100 !== 0 || year! % 400 === 0);
  const last = month === 2 && !leap ? 28 : days;
  const inRange = month! >= 1 && month! <= 12 && day! >= 1 && day! <= last;
  return inRange && hour! < 24 && minute! < 60 && second! < 60 && isZone(parts[8]) ? parts : undefined;
}

function isZone(zone = "Z"): boolean {
  return zone === "Z" || (Number(zone.slice(1, 3)) < 24 && Number(zone.slice(4)) < 60);
}

/** A time as Go prints it. */
function timeText(text: string): string {
  const parts = timeParts(text);
  if (!parts) return text;
  const [month, day, hour, minute, second] = parts.slice(2, 7).map((part) => (part ?? "0").padStart(2, "0"));
  const digits = (parts[7] ?? "").slice(1, 10).replace(/0+$/, "");
  const fraction = digits === "" ? "" : `.${digits}`;
  const zone = parts[8] === undefined || /^[-+]00:00$/.test(parts[8]) ? "Z" : parts[8];
  return `${parts[1]}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone}`;
}
