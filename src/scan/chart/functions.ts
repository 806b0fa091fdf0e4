import { fieldOf, isTainted, MARK, MAYBE, OPEN, oneOf, shown, textValue, type Value } from "./value.ts";

/** A function of Helm's templates that is followed; all others give what may hold what their arguments hold. */
type TemplateFunction = (args: readonly Value[], chart: string) => Value;

const last = (args: readonly Value[]): Value => args.at(-1) ?? textValue("");
const text = (value: Value | undefined): string => (value === undefined ? "" : shown(value));
const each = (args: readonly Value[], change: (text: string) => string): Value => {
  const value = last(args);
  return value.type === "any"
    ? oneOf(value.of.map((one) => each([one], change)))
    : textValue(change(text(value)));
};
const same: TemplateFunction = last;
const either: TemplateFunction = (args) => oneOf(args);
/** A number or a truth that does not tell the version. */
const open: TemplateFunction = () => OPEN;
/** Changes whenever the text does, and holds no `+` of it. */
const digest: TemplateFunction = (args) =>
  each(args, (one) => {
    if (one.includes(MARK.maybe)) return MARK.maybe;
    if (one.includes(MARK.rendered)) return MARK.rendered;
    return one.includes(MARK.version) || one.includes(MARK.changing) ? MARK.changing : MARK.open;
  });

function indented(args: readonly Value[], front: string): Value {
  const count = Number(text(args[0]));
  if (!Number.isInteger(count) || count < 0 || count > 200) return unknown(args);
  const blanks = " ".repeat(count);
  return textValue(front + blanks + text(last(args)).replaceAll("\n", `\n${blanks}`));
}

function replaced(args: readonly Value[]): Value {
  const [from, to] = [text(args[0]), text(args[1])];
  if (from === "" || to.includes("+") || /[\uE000-\uE006]/.test(from)) return unknown(args);
  return each(args, (one) => {
    const plain = one.replaceAll(from, to);
    return from === "+" ? plain.replaceAll(MARK.version, MARK.changing) : plain;
  });
}

/** `regexReplaceAll "[^a-z0-9.-]" version "-"`: a class that leaves `+` out takes it away. */
function replacedByClass(args: readonly Value[]): Value {
  const [pattern, of, to] = args.map(text);
  if (pattern === undefined || of === undefined || to === undefined || to.includes("+")) return unknown(args);
  if (!/^\[\^(?:\w-\w|[\w.]|-(?=\]))+\]\+?$/.test(pattern) && !/^(?:\\\+|\[\+\])\+?$/.test(pattern))
    return unknown(args);
  return textValue(of.replaceAll(MARK.version, MARK.changing));
}

function printed(args: readonly Value[]): Value {
  const [format, ...rest] = args.map(text);
  if (format === undefined || /[\uE000-\uE006]/.test(format)) return unknown(args);
  let next = 0;
  const filled = format.replace(/%[-+# 0]?[\d.]*([a-zA-Z%])/g, (_, verb: string) => {
    if (verb === "%") return "%";
    const one = rest[next++] ?? "";
    return verb === "q" ? `"${one}"` : one;
  });
  return textValue(filled);
}

function mapOf(args: readonly Value[]): Value {
  const entries = new Map<string, Value>();
  for (let at = 0; at + 1 < args.length; at += 2) entries.set(text(args[at]), args[at + 1]!);
  return { type: "map", entries };
}

function listOf(args: readonly Value[]): Value {
  return { type: "list", items: args };
}

/** `index list 0`, `get map "key"`. */
const picked: TemplateFunction = ([of, ...keys], chart) =>
  keys.reduce<Value>((value, key) => {
    const name = text(key);
    return value.type === "list"
      ? (value.items[Number(name)] ?? oneOf([textValue(""), ...value.items]))
      : fieldOf(value, name, chart);
  }, of ?? textValue(""));

const first: TemplateFunction = (args) => {
  const value = last(args);
  return value.type === "list" ? (value.items[0] ?? textValue("")) : unknown(args);
};

/** Any entry may come from any of the maps. */
const merged: TemplateFunction = (args) => oneOf(args);

const joined: TemplateFunction = (args) => {
  const value = last(args);
  return value.type === "list" ? textValue(value.items.map(text).join(text(args[0]))) : unknown(args);
};

const quoted =
  (sign: string): TemplateFunction =>
  (args) =>
    textValue(args.map((one) => `${sign}${text(one)}${sign}`).join(" "));

const ROWS: readonly (readonly [names: string, TemplateFunction])[] = [
  [
    "required fail toString trim trimAll trimSuffix trimPrefix trunc lower upper title untitle nospace abbrev wrap",
    same,
  ],
  ["kebabcase snakecase camelcase swapcase initial rest uniq compact sortAlpha reverse deepCopy copy", same],
  ["pick omit", (args) => args[0] ?? textValue("")],
  ["toYaml toYamlPretty html js urlquery", same],
  ["toJson toPrettyJson toRawJson", (args) => (last(args).type === "text" ? last(args) : unknown(args))],
  ["default coalesce ternary or and", either],
  ["semverCompare kindIs kindOf typeIs typeOf typeIsLike hasKey not empty lookup", open],
  ["sha256sum sha1sum sha512sum md5sum adler32sum b64enc b32enc", digest],
  ["indent", (args) => indented(args, "")],
  ["nindent", (args) => indented(args, "\n")],
  ["replace", replaced],
  ["regexReplaceAll regexReplaceAllLiteral", replacedByClass],
  ["quote", quoted('"')],
  ["squote", quoted("'")],
  ["printf", printed],
  ["print", (args) => textValue(args.map(text).join(""))],
  ["println", (args) => textValue(`${args.map(text).join(" ")}\n`)],
  ["cat", (args) => textValue(args.map(text).join(" "))],
  ["join", joined],
  ["dict", mapOf],
  ["list tuple", listOf],
  ["index get", picked],
  ["first", first],
  ["merge mergeOverwrite", merged],
];

const FUNCTIONS = new Map(
  ROWS.flatMap(([names, run]) => names.split(" ").map((name) => [name, run] as const)),
);

/** What a function of Helm gives; `mustX` is `X`. */
export function call(name: string, args: readonly Value[], chart: string): Value {
  const plain = /^must[A-Z]/.test(name) ? name.charAt(4).toLowerCase() + name.slice(5) : name;
  const run = FUNCTIONS.get(plain);
  return run ? run(args, chart) : unknown(args);
}

/** What nothing here tells of a function: it may give back whatever it was given. */
export function unknown(args: readonly Value[]): Value {
  if (args.some((one) => isTainted(one))) return MAYBE;
  return args.some((one) => text(one).includes(MARK.file)) ? textValue(MARK.file) : OPEN;
}
