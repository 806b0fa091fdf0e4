/**
 * Variables in objects, as kustomize-controller replaces them behind the build (fluxcd/pkg/kustomize v1.35.6,
 * SubstituteVariables). Works scalar by scalar: what holds no `$` stays the same node.
 */
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  entriesIn,
  fail,
  type Origin,
  textIn,
} from "./node.ts";
import { asPrinted } from "./printed.ts";
import { comparePrintedKeys } from "./printed-order.ts";
import { isSimpleKey, printScalar } from "./printed-scalar.ts";
import type { ParseYaml } from "./read.ts";
import { replaceIn, type ScalarPlace, type Variable, type Variables } from "./substitute-scalar.ts";

export type { Variable, Variables } from "./substitute-scalar.ts";

/** A scalar or key that depends on a variable nobody knows; it keeps the text with the variable. */
export interface UnknownUse {
  /** Keys and indices; the last one is the key itself if a key is meant. */
  path: string[];
  names: readonly string[];
  origin: Origin;
}

/** An object with its variables replaced. */
export interface SubstitutedObject {
  node: BuiltMap;
  unknown: UnknownUse[];
}

const SWITCH = "kustomize.toolkit.fluxcd.io/substitute";

/**
 * True if Flux replaces variables at all. A `postBuild` that sets none replaces nothing, not even defaults, unless
 * its strategy says so (build-facts 28). `variables` counts those of `substitute` and of `substituteFrom`.
 */
export function runsSubstitution(postBuild: BuiltNode | undefined, variables: number): boolean {
  return variables > 0 || textIn(postBuild, ["substituteStrategy"]) === "Always";
}

/**
 * Variables of a map of texts: `spec.postBuild.substitute`, or the data of a ConfigMap. Newlines are dropped from
 * the values.
 * @throws BuildFailure for a name that Flux refuses, and for a value that is no string.
 */
export function variablesIn(texts: BuiltNode | undefined): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const { key, keyOrigin, value } of entriesIn(texts)) {
    if (!/^[_A-Za-z][_A-Za-z0-9]*$/.test(key)) fail(`'${key}' var name is invalid`, keyOrigin);
    if (value.type !== "scalar" || value.tag !== "string")
      return fail(`the value of the variable ${key} is no string`, value.origin);
    variables.set(key, { text: value.text.replaceAll("\n", ""), origin: value.origin });
  }
  return variables;
}

/** True if a label or annotation of an object says that its variables stay. */
export function isSubstitutionOff(node: BuiltMap): boolean {
  return ["labels", "annotations"].some((field) => textIn(node, ["metadata", field, SWITCH]) === "disabled");
}

/**
 * The object with its variables replaced, as it reads behind printing and reading. An object that is labelled or
 * annotated `kustomize.toolkit.fluxcd.io/substitute: disabled` stays. `parse` reads the texts that come out.
 * @throws BuildFailure if Flux cannot parse a variable, or cannot read what comes out as YAML.
 */
export function substituteObject(node: BuiltMap, variables: Variables, parse: ParseYaml): SubstitutedObject {
  if (!hasVariables(node) || isSubstitutionOff(node)) return { node, unknown: [] };
  const walk = new Walk(variables, parse);
  return { node: walk.map(asPrinted(node, parse), 0, []), unknown: walk.unknown };
}

/** Answers of `mayChange` for objects: every cluster fills in the same ones of a base. */
const KNOWN = new WeakMap<BuiltMap, boolean>();

function hasVariables(node: BuiltMap): boolean {
  const known = KNOWN.get(node) ?? mayChange(node);
  KNOWN.set(node, known);
  return known;
}

/** False for what has no variable, and for which printing and reading is true: most of an object. */
function mayChange(node: BuiltNode): boolean {
  if (node.type === "scalar")
    return node.text.includes("$") || node.style === "folded" || node.text.startsWith("\t");
  if (node.type === "list") return node.items.some(mayChange);
  for (const { key, value } of node.entries) if (key.includes("$") || mayChange(value)) return true;
  return false;
}

/** Goes through an object; knows the columns at which it is printed. */
class Walk {
  readonly unknown: UnknownUse[] = [];
  readonly #variables: Variables;
  readonly #parse: ParseYaml;

  constructor(variables: Variables, parse: ParseYaml) {
    this.#variables = variables;
    this.#parse = parse;
  }

  /** A map whose keys start at a column. */
  map(node: BuiltMap, column: number, path: readonly string[]): BuiltMap {
    const entries = node.entries.map((entry) => this.#entry(entry, column, path));
    if (entries.every((entry, index) => entry === node.entries[index])) return node;
    return { ...node, entries: withoutRepeated(node.entries, entries) };
  }

  #entry(entry: BuiltEntry, parent: number, path: readonly string[]): BuiltEntry {
    const { key, keyOrigin, value } = entry;
    if (!key.includes("$") && !mayChange(value)) return entry;
    const inside = [...path, key];
    const named = key.includes("$") ? this.#key(entry, parent, inside) : undefined;
    const changed =
      value.type === "scalar"
        ? this.#scalar(value, () => valuePlace(key, parent), inside)
        : value.type === "map"
          ? this.map(value, parent + 2, inside)
          : this.#list(value.items, value, isSimpleKey(key) ? parent : parent + 2, inside);
    if (named === undefined && changed === value) return entry;
    return { key: named?.text ?? key, keyOrigin: named?.origin ?? keyOrigin, value: changed };
  }

  /** A list whose dashes stand in a column: that of the key, if the list is the value of one. */
  #list(items: readonly BuiltNode[], list: BuiltNode, column: number, path: readonly string[]): BuiltNode {
    const changed = items.map((item, index) => {
      const inside = [...path, String(index)];
      if (item.type === "map") return this.map(item, column + 2, inside);
      if (item.type === "list") return this.#list(item.items, item, column + 2, inside);
      return this.#scalar(
        item,
        () => ({ role: "item", parent: column, column: column + 2, indent: column + 2 }),
        inside,
      );
    });
    if (changed.every((item, index) => item === items[index])) return list;
    return { type: "list", items: changed, origin: list.origin };
  }

  #scalar(node: BuiltScalar, placeOf: () => ScalarPlace, path: string[]): BuiltNode {
    const replaced = node.text.includes("$")
      ? this.#replaced(node.text, node.origin, placeOf(), path)
      : undefined;
    const value = replaced ?? node;
    if (value.type === "scalar" && startsWithTab(value))
      fail("UnmarshalJSON: found a tab character", value.origin);
    return value;
  }

  #key({ key, keyOrigin }: BuiltEntry, parent: number, path: string[]): BuiltScalar | undefined {
    const place: ScalarPlace = isSimpleKey(key)
      ? { role: "key", parent, column: parent, indent: parent + 2, simpleKey: true }
      : { role: "complexKey", parent, column: parent + 2, indent: parent + 2 };
    const found = this.#replaced(key, keyOrigin, place, path);
    return found && found.type !== "scalar" ? fail("invalid map key", keyOrigin) : found;
  }

  #replaced(text: string, origin: Origin, place: ScalarPlace, path: string[]): BuiltNode | undefined {
    const means = { variables: this.#variables, parse: this.#parse };
    const found = replaceIn(text, origin, place, means);
    if (found === undefined || "value" in found) return found?.value;
    this.unknown.push({ path, names: found.unknown, origin });
    return undefined;
  }
}

/** What comes out is printed once more, as a block if it has several lines; go-yaml cannot read this one back. */
function startsWithTab({ text, tag }: BuiltScalar): boolean {
  return tag === "string" && text.startsWith("\t") && text.includes("\n") && !/ $| \n/.test(text);
}

function valuePlace(key: string, parent: number): ScalarPlace {
  const indent = parent + 2;
  if (!isSimpleKey(key)) return { role: "complexValue", parent, column: indent, indent };
  const printed = printScalar(key, { column: parent, indent, simpleKey: true });
  return { role: "value", parent, column: parent + [...printed].length + 2, indent };
}

/** Of entries that got the same key, the last in the order of print stays. */
function withoutRepeated(
  before: readonly BuiltEntry[],
  entries: readonly BuiltEntry[],
): readonly BuiltEntry[] {
  const last = new Map<string, number>();
  for (const [index, { key }] of entries.entries()) {
    const other = last.get(key);
    if (other === undefined || comparePrintedKeys(before[other]!.key, before[index]!.key) < 0)
      last.set(key, index);
  }
  return last.size === entries.length ? entries : entries.filter(({ key }, index) => last.get(key) === index);
}
