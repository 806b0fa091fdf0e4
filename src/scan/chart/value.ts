/**
 * What an expression of a chart may be, followed without values. A text holds marks, one character each, for what is
 * not known before Helm runs.
 */
export type Value =
  | { type: "text"; text: string }
  | { type: "map"; entries: Map<string, Value> }
  | { type: "list"; items: readonly Value[] }
  /** The context of the chart, and its `.Chart`. */
  | { type: "root" }
  | { type: "chart" }
  /** One of several. */
  | { type: "any"; of: readonly Value[] };

/** Marks in a text; they are of a range that no text uses, and are taken out of what is read. */
export const MARK = {
  /** The version as it is, with `+`. */
  version: "\uE000",
  /** What changes with the version, without `+`. */
  changing: "\uE001",
  /** What may hold the version; nothing here tells. */
  maybe: "\uE002",
  /** What values say that are templates themselves. */
  rendered: "\uE003",
  /** A value from outside, which holds no version. */
  open: "\uE004",
  /** Text of a file of the chart. */
  file: "\uE005",
  /** Between texts of which one is taken. */
  or: "\uE006",
} as const;

/** Any mark, in a text that may use its characters. */
export const MARKS = /[\uE000-\uE006]/g;
/** Marks that may hold the version. */
export const VERSION_MARKS = /[\uE000-\uE003]/;

const MAX_ALTERNATIVES = 16;

/** A text as a value. */
export function textValue(text: string): Value {
  return { type: "text", text };
}

/** A value from outside. */
export const OPEN: Value = textValue(MARK.open);
/** A value that may hold the version. */
export const MAYBE: Value = textValue(MARK.maybe);

/** One of several values. */
export function oneOf(values: readonly Value[]): Value {
  const known = new Map<unknown, Value>();
  for (const value of values.flatMap((one) => (one.type === "any" ? one.of : [one])))
    known.set(
      value.type === "text" ? value.text : value.type === "map" || value.type === "list" ? value : value.type,
      value,
    );
  const different = [...known.values()];
  if (different.length === 1) return different[0]!;
  if (different.length > MAX_ALTERNATIVES) return different.some(isTainted) ? MAYBE : OPEN;
  const texts = different.flatMap((one) => (one.type === "text" && one.text !== "" ? [one.text] : []));
  return texts.length === different.length || different.every(({ type }) => type === "text")
    ? textValue(texts.join(MARK.or))
    : { type: "any", of: different };
}

/** True if a value may hold the version. */
export function isTainted(value: Value): boolean {
  if (value.type === "text") return VERSION_MARKS.test(value.text);
  return value.type === "root" || value.type === "chart" || innerOf(value).some(isTainted);
}

function innerOf(value: Exclude<Value, { type: "text" | "root" | "chart" }>): readonly Value[] {
  if (value.type === "map") return [...value.entries.values()];
  return value.type === "list" ? value.items : value.of;
}

const weights = new WeakMap<Value, number>();

/** How long a value is as a text, about; a value in two places counts twice. */
export function weightOf(value: Value): number {
  if (value.type === "text") return value.text.length + 1;
  if (value.type === "root" || value.type === "chart") return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  const weight = innerOf(value).reduce((sum, one) => sum + weightOf(one) + 10, 1);
  weights.set(value, weight);
  return weight;
}

/** A field of a value: `.Chart.Version`. */
export function fieldOf(value: Value, name: string, chart: string): Value {
  if (value.type === "any") return oneOf(value.of.map((one) => fieldOf(one, name, chart)));
  if (value.type === "map") return value.entries.get(name) ?? OPEN;
  if (value.type === "list") return oneOf([OPEN, ...value.items]);
  if (value.type === "root") return fieldOfRoot(name, chart);
  if (value.type === "chart") return fieldOfChart(name, chart);
  if (VERSION_MARKS.test(value.text)) return MAYBE;
  return value.text.includes(MARK.file) ? textValue(MARK.file) : OPEN;
}

function fieldOfRoot(name: string, chart: string): Value {
  if (name === "Chart") return { type: "chart" };
  if (name === "Files") return textValue(MARK.file);
  if (name !== "Template") return OPEN;
  return {
    type: "map",
    entries: new Map([
      ["BasePath", textValue(`${chart}/templates`)],
      ["Name", OPEN],
    ]),
  };
}

/** Flux appends the digest to the version alone; a function of the metadata could tell it too. */
function fieldOfChart(name: string, chart: string): Value {
  if (name === "Version") return textValue(MARK.version);
  if (name === "Name") return textValue(chart);
  return CHART_FIELDS.has(name) ? OPEN : MAYBE;
}

const CHART_FIELDS = new Set(
  "AppVersion APIVersion Annotations Condition Dependencies Deprecated Description Home Icon IsRoot Keywords KubeVersion Maintainers Sources Tags Type".split(
    " ",
  ),
);

/** A value as Helm prints it. */
export function shown(value: Value, indent = 0): string {
  if (value.type === "text") return value.text;
  if (value.type === "root" || value.type === "chart") return MARK.maybe;
  if (value.type === "any") return value.of.map((one) => shown(one, indent)).join(MARK.or);
  const lines =
    value.type === "map"
      ? [...value.entries].map(([key, one]) => `${key}:${beneath(one, indent)}`)
      : value.items.map((one) => `-${beneath(one, indent)}`);
  return lines.map((line) => " ".repeat(indent) + line).join("\n");
}

function beneath(value: Value, indent: number): string {
  const text = shown(value, indent + 2);
  return value.type === "map" || value.type === "list" || text.includes("\n") ? `\n${text}` : ` ${text}`;
}
