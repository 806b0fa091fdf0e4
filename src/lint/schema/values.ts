import type { BuiltNode, BuiltScalar, ScalarTag } from "../../build/node.ts";
import type { ObjectSchema } from "../../flux/object-schemas.ts";

/** What a type is called in a message, and the tags of scalars that it takes. */
const TYPES: Readonly<
  Record<NonNullable<ObjectSchema["type"]>, { called: string; tags: readonly ScalarTag[] }>
> = {
  object: { called: "a map", tags: [] },
  array: { called: "a list", tags: [] },
  string: { called: "a text", tags: ["string", "time"] },
  integer: { called: "a whole number", tags: ["int"] },
  number: { called: "a number", tags: ["int", "float"] },
  boolean: { called: "true or false", tags: ["bool"] },
};

const TAGS: Readonly<Record<ScalarTag, string>> = {
  string: "the text",
  time: "the text",
  null: "null",
  bool: "the truth value",
  int: "the number",
  float: "the number",
};

/** What is wrong with the type of a value, as a clause; undefined if the schema takes it. */
export function typeFault(node: BuiltNode, schema: ObjectSchema): string | undefined {
  const { type } = schema;
  if (type === undefined || isOf(node, type)) return undefined;
  const { called } = TYPES[type];
  if (node.type !== "scalar")
    return `is ${node.type === "map" ? "a map" : "a list"}, and the API takes ${called}`;
  const { text, tag } = node;
  // Quotes alone would not do.
  const more = type === "string" ? scalarFault({ ...node, tag: "string" }, schema) : undefined;
  if (more !== undefined) return more;
  const written = JSON.stringify(text);
  const advice = type === "string" ? `; write it in quotes: ${written}` : "";
  return `is ${TAGS[tag]} ${tag === "string" ? written : text}, and the API takes ${called}${advice}`;
}

function isOf(node: BuiltNode, type: NonNullable<ObjectSchema["type"]>): boolean {
  if (node.type === "map") return type === "object";
  if (node.type === "list") return type === "array";
  return TYPES[type].tags.includes(node.tag);
}

/** Patterns that are said by an example of what they take. */
const EXAMPLES: readonly { start: string; example: string }[] = [
  { start: "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))", example: "10m" },
  { start: "^oci://", example: "oci://ghcr.io/acme/fleet" },
  { start: "^(http|https|ssh)://", example: "https://github.com/acme/fleet" },
];

/** What is wrong with a value of the right type, as a clause; undefined if the schema takes it. */
export function scalarFault({ text, tag }: BuiltScalar, schema: ObjectSchema): string | undefined {
  const { enum: values, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const said = `is ${JSON.stringify(text)}, `;
  if (values && !values.includes(text))
    return `${said}and the API takes ${values.filter(Boolean).join(", ")}`;
  if (tag === "int" || tag === "float") return boundFault(Number(text), schema, said);
  if (text.length < minLength)
    return text === "" ? "is empty, and the API requires it" : `${said}which is too short`;
  if (text.length > maxLength) return `${said}and the API takes at most ${maxLength} characters`;
  if (pattern === undefined || matches(pattern, text)) return undefined;
  const example = EXAMPLES.find(({ start }) => pattern.startsWith(start))?.example;
  return `${said}which the API does not take; ${example === undefined ? `it has to match ${pattern}` : `write it like ${example}`}`;
}

function boundFault(value: number, { minimum, maximum }: ObjectSchema, said: string): string | undefined {
  if (minimum !== undefined && value < minimum) return `${said}and the API takes at least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `${said}and the API takes at most ${maximum}`;
  return undefined;
}

const patterns = new Map<string, RegExp>();

/** Patterns stand in our own schemas alone; none of them is slow on a long text. */
function matches(pattern: string, text: string): boolean {
  const known = patterns.get(pattern) ?? new RegExp(pattern);
  patterns.set(pattern, known);
  return known.test(text);
}
