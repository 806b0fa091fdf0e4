/**
 * Replaces the variables of one scalar or key as Flux does: in its printed text, which is then read as YAML again
 * (fluxcd/pkg/kustomize v1.35.6, kustomize_varsub.go; build-facts 29, 30, 32).
 */
import type { YamlNode } from "../core/tree.ts";
import { substituted } from "./envsubst.ts";
import { type BuiltNode, type Computed, fail, type Origin } from "./node.ts";
import { type PrintPlace, printScalar, printStyle } from "./printed-scalar.ts";
import type { ParseYaml } from "./read.ts";
import { builtNode11, keyText, type Resolved, resolvePlain } from "./yaml11.ts";

/** A variable: its value, and where that is written. */
export interface Variable {
  text: string;
  origin: Origin;
}

/**
 * The variable of a name. Undefined if nobody sets it, so that it reads as empty; "unknown" if it may be set by
 * something that is not in the tree.
 */
export type Variables = (name: string) => Variable | "unknown" | undefined;

/** What a substitution works with. */
export interface Means {
  variables: Variables;
  parse: ParseYaml;
}

/** Where a scalar stands in the printed object. */
export interface ScalarPlace extends PrintPlace {
  role: "value" | "item" | "key" | "complexKey" | "complexValue";
  /** Column of its key or dash. */
  parent: number;
}

/** A text with its variables replaced: a value, or the names that nobody knows the value of. */
export type Replaced = { value: BuiltNode } | { unknown: readonly string[] };

/**
 * The value that a text becomes; undefined if Flux leaves the text as it is.
 * @throws BuildFailure if Flux cannot parse a variable, or cannot read what comes out as YAML.
 */
export function replaceIn(
  text: string,
  origin: Origin,
  place: ScalarPlace,
  means: Means,
): Replaced | undefined {
  const printed = printScalar(text, place);
  const { origins, unknown, lookedUp } = lookUp(means.variables);
  const { text: result, used } = substituted(printed, lookedUp, origin);
  if (unknown.size > 0) return { unknown: [...unknown] };
  if (result === printed) return undefined;
  const from = used.flatMap((name) => origins.get(name) ?? []);
  const computed: Computed = { by: "variables", from: [origin, ...new Set(from)] };
  const plain = printStyle(text, place.simpleKey) === "plain";
  return { value: read(result, plain, place, means.parse, computed) };
}

function lookUp(variables: Variables): {
  origins: ReadonlyMap<string, Origin>;
  unknown: ReadonlySet<string>;
  lookedUp: (name: string) => string | undefined;
} {
  const origins = new Map<string, Origin>();
  const unknown = new Set<string>();
  const lookedUp = (name: string): string | undefined => {
    const found = variables(name);
    if (found === "unknown") {
      unknown.add(name);
      return undefined;
    }
    if (found) origins.set(name, found.origin);
    return found?.text;
  };
  return { origins, unknown, lookedUp };
}

/** Characters that go-yaml does not read at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]/;

/** A tab where a key could start or a block does, and an anchor with other characters than go-yaml knows. */
const REFUSED = {
  tab: /^ *\t/,
  tabInBlock: /^\|[-+]?\n\s*\t/,
  anchor: /^[ \t]*[&*](?![\w-]+(?:[ \t\n?:,\]}%@`]|$))/,
};

/** A plain text of one line that means nothing but itself to YAML. */
const SAFE = /^(?![-?:,[\]{}#&*!|>'"%@`]|---|\.\.\.)(?!.*(?::(?:\s|$)|\s#))[^\p{Cc}\u2028\u2029\ufeff]*$/u;

function read(
  text: string,
  plain: boolean,
  place: ScalarPlace,
  parse: ParseYaml,
  origin: Computed,
): BuiltNode {
  if (UNREADABLE.test(text)) fail("yaml: control characters are not allowed", origin);
  if ((place.role !== "value" && REFUSED.tab.test(text)) || (!plain && REFUSED.tabInBlock.test(text)))
    fail("yaml: a tab cannot start a token", origin);
  if (plain && REFUSED.anchor.test(text)) fail("yaml: did not find expected alphabetic character", origin);
  if (place.role === "key" && /^ |^<<$/.test(text)) fail("YAMLToJSON: a key is indented or merges", origin);
  const trimmed = text.replace(/^ +| +$/g, "");
  if (plain && SAFE.test(trimmed)) return scalarOf(resolvePlain(trimmed, origin), place, origin);
  const { source, result } = parsed(framed(text, place), parse);
  if ("error" in result) return fail(`YAMLToJSON: ${result.error.message}`, origin);
  const found = unframed(result.root, place);
  if (found === "none") return fail("YAMLToJSON: the text ends its value", origin);
  const node = found
    ? builtNode11(found, source, origin)
    : scalarOf({ text: "", tag: "null" }, place, origin);
  return place.simpleKey && node.type !== "scalar" ? fail("invalid map key", origin) : node;
}

/** Go-yaml needs no space in front of a comment that follows a bracket, a quote or the head of a block. */
function parsed(text: string, parse: ParseYaml): { source: string; result: ReturnType<ParseYaml> } {
  let source = text;
  let result = parse(source, 0);
  for (let tries = 0; tries < 4 && "error" in result && source[result.error.offset] === "#"; tries++) {
    source = `${source.slice(0, result.error.offset)} ${source.slice(result.error.offset)}`;
    result = parse(source, 0);
  }
  return { source, result };
}

function scalarOf(resolved: Resolved, { role }: ScalarPlace, origin: Origin): BuiltNode {
  if (role !== "key" && role !== "complexKey") return { type: "scalar", ...resolved, origin };
  return { type: "scalar", text: keyText(resolved, origin), tag: "string", origin };
}

/** The text in as little YAML as keeps what its surroundings mean to it. */
function framed(text: string, { role, parent }: ScalarPlace): string {
  const indent = " ".repeat(parent);
  const end = text.endsWith("\n") ? "" : "\n";
  switch (role) {
    case "value":
      return `${indent}k: ${text}${end}`;
    case "complexValue":
      return `${indent}? k\n${indent}: ${text}${end}`;
    case "item":
      return `${indent}- ${text}${end}`;
    case "key":
      return `${indent}${text}: v\n`;
    case "complexKey":
      return `${indent}? ${text}${end}${indent}: v\n`;
  }
}

/** What stands in the frame; undefined for nothing, "none" if the text broke its frame. */
function unframed(root: YamlNode | undefined, { role }: ScalarPlace): YamlNode | undefined | "none" {
  if (role === "item") return root?.type === "seq" && root.items.length === 1 ? root.items[0] : "none";
  const pair = root?.type === "map" && root.items.length === 1 ? root.items[0]! : undefined;
  if (!pair) return "none";
  const { key, value } = pair;
  if (role === "value" || role === "complexValue")
    return key.value === "k" && key.style === "plain" ? value : "none";
  return value?.type === "scalar" && value.value === "v" ? key : "none";
}
