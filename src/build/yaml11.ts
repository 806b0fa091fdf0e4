/**
 * YAML as sigs.k8s.io/yaml v1.6.0 reads it, on go.yaml.in/yaml v2.4.3 (resolve.go, decode.go), which knows YAML 1.1.
 * A kustomization.yaml, the operations of a JSON patch and what comes out of a substitution are read so. Unlike in the
 * objects of a tree, `yes` is a bool, and a date is a string.
 */
import type { ScalarNode, YamlNode } from "../core/tree.ts";
import { goFloat32 } from "./go-number.ts";
import {
  type BuiltEntry,
  type BuiltNode,
  type BuiltScalar,
  fail,
  isWritten,
  type Origin,
  scalar,
} from "./node.ts";
import { plainData, plainTag } from "./plain.ts";

/** A value as JSON has it: numbers are decimal, bools `true` or `false`. */
export type Resolved = Pick<BuiltScalar, "text" | "tag">;

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const ODD_BINARY = /^0b([-+][01]+)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** True for a text that is a string whatever follows its first character, as most are. */
function isWord(text: string): boolean {
  return WORD.test(text);
}

const WORD = /^[^-+.0-9~_<nNtTfFyYoO]/;

/**
 * What a plain scalar is.
 * @throws BuildFailure for infinity and what is no number, which JSON does not have.
 */
export function resolvePlain(text: string, origin?: Origin): Resolved {
  if (isWord(text)) return { text, tag: "string" };
  if (TRUE.test(text)) return { text: "true", tag: "bool" };
  if (FALSE.test(text)) return { text: "false", tag: "bool" };
  const odd = ODD_BINARY.exec(text.replaceAll("_", ""));
  if (odd) return { text: String(Number.parseInt(odd[1]!, 2)), tag: "int" };
  const tag = plainTag(text);
  if (tag === "time") return { text, tag: "string" };
  if (tag !== "int" && tag !== "float") return { text, tag };
  const number = Number(plainData(text, tag));
  return Number.isFinite(number)
    ? { text: String(number), tag }
    : fail(`json: unsupported value: ${text}`, origin);
}

/** True if a printed string needs quotes, so that it is not read as something else. */
export function needsQuotes(text: string): boolean {
  if (isWord(text)) return false;
  if (TRUE.test(text) || FALSE.test(text) || ODD_BINARY.test(text)) return true;
  return plainTag(text) !== "string" || text === "<<" || BASE_60.test(text);
}

/**
 * A syntax tree as built node. All nodes get one origin, since the text stands nowhere.
 * @throws BuildFailure for what does not become JSON: a key that is null, infinity, an alias without anchor.
 */
export function builtNode11(root: YamlNode, source: string, origin: Origin): BuiltNode {
  const node = (from: YamlNode | undefined): BuiltNode => {
    if (from === undefined) return scalar("", origin, "null");
    if (from.type === "scalar") return { type: "scalar", ...resolveNode(from, source, origin), origin };
    if (from.type === "seq") return { type: "list", items: from.items.map(node), origin };
    if (from.type === "alias") return fail(`unknown anchor '${from.name}' referenced`, origin);
    const entries = new Map<string, BuiltEntry>();
    for (const { key, value } of from.items) {
      const text = keyText(resolveNode(key, source, origin), origin);
      entries.set(text, { key: text, keyOrigin: origin, value: node(value) });
    }
    return { type: "map", entries: [...entries.values()], origin };
  };
  return node(root);
}

/**
 * The node as YAML 1.1 reads its text: all scalars are as JSON has them, and of repeated keys the last counts.
 * @throws BuildFailure for what does not become JSON
 */
export function asYaml11(node: BuiltNode): BuiltNode {
  if (node.type === "scalar") return asResolved(node);
  if (node.type === "list") {
    const items = node.items.map(asYaml11);
    return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
  }
  const entries = new Map<string, BuiltEntry>();
  for (const entry of [...node.entries, ...(node.repeated ?? [])]) {
    const { keyOrigin } = entry;
    const key = asKey(entry);
    const value = asYaml11(entry.value);
    const isSame = key === entry.key && value === entry.value;
    entries.set(key, isSame ? entry : { key, keyOrigin, value });
  }
  const read = [...entries.values()];
  const isSame = read.length === node.entries.length && read.every((entry, at) => entry === node.entries[at]);
  return isSame && !node.repeated ? node : { type: "map", entries: read, origin: node.origin };
}

function asKey({ key, keyOrigin }: BuiltEntry): string {
  const isString = plainTag(key) === "string" && !isOdd(key);
  if (isString || !isPlainAt(keyOrigin, key)) return key;
  return keyText(resolvePlain(key, keyOrigin), keyOrigin);
}

function asResolved(node: BuiltScalar): BuiltScalar {
  const { text, tag, style, origin } = node;
  if (tag === "string" && (style !== undefined || !isOdd(text))) return node;
  const resolved = resolvePlain(text, origin);
  const isSame = style === undefined && resolved.text === text && resolved.tag === tag;
  return isSame ? node : { type: "scalar", ...resolved, origin };
}

/** True for plain texts that YAML 1.1 takes for something else than a string, but YAML 1.2 does not. */
function isOdd(text: string): boolean {
  return !isWord(text) && (TRUE.test(text) || FALSE.test(text) || ODD_BINARY.test(text.replaceAll("_", "")));
}

/** A written tag in front of a key. */
const TAG_BEFORE = /(?:^|[\s,[{])!\S*\s+$/;

/** True for a key that stands at its place without quotes and tag. */
function isPlainAt(origin: Origin, key: string): boolean {
  if (!isWritten(origin)) return false;
  const { document } = origin.text;
  const at = origin.start - document.start;
  if (document.text.slice(at, origin.end - document.start) !== key) return false;
  return !TAG_BEFORE.test(document.text.slice(Math.max(0, at - 100), at));
}

/**
 * A key as text: `yes` is `true`, `0x10` is `16`, and `1.10` is `1.1`.
 * @throws BuildFailure for null, and for a number that needs the 64th bit.
 */
export function keyText({ text, tag }: Resolved, origin: Origin): string {
  if (tag === "null" || (tag === "int" && Number(text) >= 2 ** 63)) fail("unsupported map key", origin);
  return tag === "float" ? goFloat32(Number(text)) : text;
}

function resolveNode(
  { style, tag, value, start, end }: ScalarNode,
  source: string,
  origin: Origin,
): Resolved {
  if (style !== "plain") return { text: String(value), tag: "string" };
  const text = typeof value === "string" ? value : source.slice(start, end);
  return tag === undefined ? resolvePlain(text, origin) : resolveTagged(text, tag, origin);
}

const TAGS: Readonly<Record<string, Resolved["tag"]>> = {
  "!!null": "null",
  "!!bool": "bool",
  "!!int": "int",
  "!!float": "float",
};

function resolveTagged(text: string, tag: string, origin: Origin): Resolved {
  const wanted = TAGS[tag];
  if (wanted === undefined) return { text, tag: "string" };
  const found = resolvePlain(text, origin);
  if (found.tag === wanted || (wanted === "float" && found.tag === "int")) return { ...found, tag: wanted };
  return fail(`cannot decode ${text} as a ${tag}`, origin);
}
