/**
 * Typed reading, as kustomize reads a kustomization.yaml: as YAML 1.1 (`asYaml11`), then as JSON into Go structs
 * (build-facts 23). Flux reads the same file leniently: numbers and booleans become texts if a text is wanted, and
 * unknown keys are dropped.
 */
import { goFloat32 } from "./go-number.ts";
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  fail,
  map,
  type ScalarTag,
  scalar,
} from "./node.ts";
import { plainData } from "./plain.ts";

/** Kustomize's own reading, or Flux's of the file of a Kustomization's path. */
export type Reading = "strict" | "lenient";

/** What a Go field may hold. `map` is a map of texts, `any` stays as it is. */
export type Shape = "string" | "bool" | "int" | "map" | "any" | readonly [Shape] | Fields;

/** Fields of a Go struct, by their names. */
export interface Fields {
  readonly [name: string]: Shape;
}

/** What a value is as JSON. */
type JsonType = "null" | "bool" | "number" | "string" | "array" | "object";

/** A value of a shape: keys have their names in the struct, and texts are strings. Undefined for null. */
export function typed(
  node: BuiltNode | undefined,
  shape: Shape,
  where: string,
  reading: Reading = "strict",
): BuiltNode | undefined {
  if (node === undefined || jsonType(node) === "null") return undefined;
  switch (shape) {
    case "any":
      return node;
    case "string":
      return stringField(node, where, reading);
    case "bool":
      return scalar(String(boolField(node, where)), node.origin, "bool");
    case "int":
      return scalar(String(intField(node, where)), node.origin, "int");
    case "map":
      return stringMapField(node, where, reading);
  }
  return isList(shape) ? typedList(node, shape[0], where, reading) : typedMap(node, shape, where, reading);
}

function isList(shape: readonly [Shape] | Fields): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function typedList(node: BuiltNode, shape: Shape, where: string, reading: Reading): BuiltNode {
  const items = listField(node, where, typeName([shape]));
  const read = items.map((item) => typed(item, shape, where, reading) ?? zero(item, shape));
  return { type: "list", items: read, origin: node.origin };
}

/** What stands for null in a list. */
function zero({ origin }: BuiltNode, shape: Shape): BuiltNode {
  return shape === "string" ? scalar("", origin) : map([], origin);
}

function typedMap(node: BuiltNode, shape: Fields, where: string, reading: Reading): BuiltNode {
  const fields = fieldsOf(node, shape, where, reading);
  const entries = [...fields].flatMap(([key, { keyOrigin, value }]): BuiltEntry[] => {
    const read = typed(value, shape[key]!, `${where}.${key}`, reading);
    return read ? [{ key, keyOrigin, value: read }] : [];
  });
  return map(entries, node.origin);
}

function typeName(shape: Shape): string {
  if (typeof shape === "string") return shape === "map" ? "map[string]string" : shape;
  return isList(shape) ? `[]${typeName(shape[0])}` : "struct";
}

/** Names of structs' fields by their lower case. */
const NAMES = new WeakMap<Fields, ReadonlyMap<string, string>>();

function namesOf(shape: Fields): ReadonlyMap<string, string> {
  const known = NAMES.get(shape) ?? new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  NAMES.set(shape, known);
  return known;
}

/**
 * The fields of a map by their names in a struct; keys ignore case. Of keys that differ by case the last in the order
 * of bytes counts, as JSON has them. A field that is null is left out.
 * @throws BuildFailure for an unknown key, if the reading is strict.
 */
export function fieldsOf(
  node: BuiltNode,
  shape: Fields,
  where: string,
  reading: Reading = "strict",
): Map<string, BuiltEntry> {
  const names = namesOf(shape);
  const fields = new Map<string, BuiltEntry>();
  const sorted = mapField(node, where, where).entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  for (const entry of sorted) {
    const name = names.get(entry.key.toLowerCase());
    if (name === undefined) {
      if (reading === "strict")
        fail(`invalid Kustomization: json: unknown field "${entry.key}"`, entry.keyOrigin);
    } else if (jsonType(entry.value) !== "null") fields.set(name, entry);
  }
  return fields;
}

/** A text; undefined for null. `where` names the field in failures (`Kustomization.namespace`). */
export function stringField(
  node: BuiltNode | undefined,
  where: string,
  reading: Reading = "strict",
): BuiltScalar | undefined {
  if (node === undefined || jsonType(node) === "null") return undefined;
  const text = node.type === "scalar" ? textOf(node, reading) : undefined;
  return text ?? wrong(node, where, "string");
}

/** A boolean; undefined for null. */
export function boolField(node: BuiltNode | undefined, where: string): boolean | undefined {
  if (node === undefined || jsonType(node) === "null") return undefined;
  if (node.type !== "scalar" || node.tag !== "bool") return wrong(node, where, "bool");
  return isTrue(node);
}

/** A whole number; undefined for null. */
export function intField(node: BuiltNode | undefined, where: string): number | undefined {
  if (node === undefined || jsonType(node) === "null") return undefined;
  const data =
    node.type === "scalar" && jsonType(node) === "number" ? plainData(node.text, node.tag) : undefined;
  return Number.isInteger(data) ? (data as number) : wrong(node, where, "int");
}

/** The items of a list; empty for null. */
export function listField(
  node: BuiltNode | undefined,
  where: string,
  type = "[]string",
): readonly BuiltNode[] {
  if (node === undefined || jsonType(node) === "null") return [];
  return node.type === "list" ? node.items : wrong(node, where, type);
}

/** A map; without entries for null. */
export function mapField(node: BuiltNode, where: string, type: string): BuiltMap {
  if (jsonType(node) === "null") return map([], node.origin);
  return node.type === "map" ? node : wrong(node, where, type);
}

/** A map of texts, as labels are: all values strings, null an empty one. */
export function stringMapField(node: BuiltNode, where: string, reading: Reading = "strict"): BuiltMap {
  const { entries, origin } = mapField(node, where, "map[string]string");
  const texts = entries.map((entry) => ({
    ...entry,
    value: stringField(entry.value, where, reading) ?? scalar("", entry.value.origin),
  }));
  return map(texts, origin);
}

/** The value as a text; undefined if it is none and the reading is strict. */
function textOf(node: BuiltScalar, reading: Reading): BuiltScalar | undefined {
  const type = jsonType(node);
  if (type === "string") return node;
  if (reading === "strict") return undefined;
  if (type === "bool") return scalar(String(isTrue(node)), node.origin);
  return scalar(numberText(node.text, node.tag), node.origin);
}

function numberText(text: string, tag: ScalarTag): string {
  const data = plainData(text, tag);
  return tag === "float" ? goFloat32(Number(data)) : String(data);
}

function isTrue({ text }: BuiltScalar): boolean {
  return /^t/i.test(text);
}

function jsonType(node: BuiltNode): JsonType {
  if (node.type === "map") return "object";
  if (node.type === "list") return "array";
  if (node.tag === "int" || node.tag === "float") return "number";
  return node.tag === "time" ? "string" : node.tag;
}

function wrong(node: BuiltNode, where: string, type: string): never {
  const what = `json: cannot unmarshal ${jsonType(node)} into Go struct field ${where} of type ${type}`;
  return fail(`invalid Kustomization: ${what}`, node.origin);
}
