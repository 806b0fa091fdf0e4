/** From the nodes of the `yaml` package to ours: the one place that knows what its ranges mean. */
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { AliasNode, MapNode, ScalarNode, ScalarStyle, SeqNode, YamlNode } from "../core/tree.ts";
import { resolvePlain } from "./yaml-fast-plain.ts";
import { MAX_DEPTH, tooDeep, type YamlProblem } from "./yaml-limits.ts";

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  [Scalar.PLAIN]: "plain",
  [Scalar.QUOTE_SINGLE]: "single",
  [Scalar.QUOTE_DOUBLE]: "double",
  [Scalar.BLOCK_LITERAL]: "literal",
  [Scalar.BLOCK_FOLDED]: "folded",
};

/** Longest message taken over from the library, which quotes whole tokens. */
const MAX_MESSAGE = 200;

/** Ends the reading of a document, with what is wrong with it. */
export class Refusal extends Error {
  readonly problem: YamlProblem;

  constructor(problem: YamlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A refusal in the words of the library, cut to a length that a report can bear. */
export function refusal(code: string, message: string, offset: number): Refusal {
  const line = message.split("\n", 1)[0] ?? "";
  const short = line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
  return new Refusal({ code: code.toLowerCase().replaceAll("_", "-"), message: short, offset });
}

/** Turns the library's nodes into ours. An alias sees the anchors before it, the latest of a name first. */
export class TreeBuilder {
  readonly #text: string;
  readonly #offset: number;
  readonly #anchors = new Map<string, YamlNode>();
  /** Anchored collections still being built: an alias to one of them would make a circle. */
  readonly #open = new Set<YamlNode>();

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
  }

  root(contents: Node): YamlNode | undefined {
    return isMissing(contents) ? undefined : this.#node(contents, 1);
  }

  #node(node: Node, depth: number): YamlNode {
    if (isScalar(node)) return this.#scalar(node, isEmpty(node) ? this.#emptyAt(node) : this.#start(node));
    if (isAlias(node)) return this.#alias(node);
    if (depth > MAX_DEPTH) throw new Refusal(tooDeep(this.#start(node)));
    if (isMap(node)) return this.#map(node, depth);
    if (isSeq(node)) return this.#seq(node, depth);
    throw refusal("unexpected-node", "neither a value, a map nor a list", this.#start(node));
  }

  #map(map: YAMLMap, depth: number): MapNode {
    const start = this.#start(map);
    const result: MapNode = { type: "map", start, end: start, flow: map.flow === true, items: [] };
    this.#anchored(result, map);
    for (const pair of map.items) {
      const { key: keyNode, value: valueNode } = pair as { key: Node; value: Node | null };
      if (!isScalar(keyNode))
        throw refusal("complex-key", "a key is an alias, a map or a list", this.#start(keyNode));
      const key = this.#scalar(keyNode, this.#start(keyNode));
      const value = valueNode && !isMissing(valueNode) ? this.#node(valueNode, depth + 1) : undefined;
      result.items.push({ key, value });
      result.end = value ? value.end : valueNode ? this.#emptyAt(valueNode) : key.end;
    }
    // A pair inside `[ ]` is a flow map without brackets.
    if (result.flow && this.#text[start - this.#offset] === "{") result.end = this.#end(map);
    this.#open.delete(result);
    return result;
  }

  #seq(seq: YAMLSeq, depth: number): SeqNode {
    const start = this.#start(seq);
    const result: SeqNode = { type: "seq", start, end: start, flow: seq.flow === true, items: [] };
    this.#anchored(result, seq);
    for (const item of seq.items) {
      const node = this.#node(item as Node, depth + 1);
      result.items.push(node);
      result.end = node.end;
    }
    if (result.flow) result.end = this.#end(seq);
    this.#open.delete(result);
    return result;
  }

  #scalar(node: Scalar, start: number): ScalarNode {
    const end = isEmpty(node) ? start : this.#end(node);
    const style = STYLES[node.type ?? Scalar.PLAIN] ?? "plain";
    const result: ScalarNode = { type: "scalar", start, end, value: this.#value(node, style), style };
    if (node.tag !== undefined) result.tag = node.tag.replace(/^tag:yaml\.org,2002:/, "!!");
    if (node.anchor !== undefined) {
      result.anchor = node.anchor;
      this.#anchors.set(node.anchor, result);
    }
    return result;
  }

  /** Tags are not obeyed, but that plain text is a string must be believed. */
  #value(node: Scalar, style: ScalarStyle): ScalarNode["value"] {
    const source = node.source ?? "";
    if (style === "literal" || style === "folded")
      return withoutAddedBreak(source, this.#text.slice(node.range?.[0], node.range?.[1]), style);
    if (style !== "plain") return source;
    if (node.tag === "!" || node.tag === "tag:yaml.org,2002:str") return source;
    return resolvePlain(source);
  }

  #alias(node: Alias): AliasNode {
    const target = this.#anchors.get(node.source);
    const start = this.#start(node);
    if (!target || this.#open.has(target))
      throw refusal("unresolved-alias", `no complete node before it has the anchor ${node.source}`, start);
    return { type: "alias", start, end: this.#end(node), name: node.source, target };
  }

  #anchored(result: MapNode | SeqNode, { anchor }: Node): void {
    if (anchor === undefined) return;
    result.anchor = anchor;
    this.#anchors.set(anchor, result);
    this.#open.add(result);
  }

  #start(node: Node): number {
    return (node.range?.[0] ?? 0) + this.#offset;
  }

  #end(node: Node): number {
    return (node.range?.[1] ?? 0) + this.#offset;
  }

  /** The library puts what is missing after the blanks that follow its indicator; we leave the blanks out. */
  #emptyAt(node: Node): number {
    let at = node.range?.[0] ?? 0;
    while (this.#text[at - 1] === " " || this.#text[at - 1] === "\t") at--;
    return at + this.#offset;
  }
}

/** No character stands for this scalar. */
function isEmpty(node: Scalar): boolean {
  return node.type === Scalar.PLAIN && node.range?.[0] === node.range?.[1];
}

/** Nothing is written at all, not even an anchor or a tag. */
function isMissing(node: Node): boolean {
  return isScalar(node) && isEmpty(node) && node.anchor === undefined && node.tag === undefined;
}

/**
 * A block scalar without the line break that the library adds to a last line that has none. go-yaml, which clusters
 * read with, adds none. `raw` is the scalar as written.
 */
function withoutAddedBreak(value: string, raw: string, style: ScalarStyle): string {
  if (raw.endsWith("\n") || !value.endsWith("\n")) return value;
  const lines = raw.split("\n").slice(1);
  const added =
    style === "literal" || /^\n+$/.test(value)
      ? value.split("\n").length > lines.length
      : /[^ ]/.test(lines.at(-1) ?? "") || /(?:^|\n) +\n$/.test(value);
  return added ? value.slice(0, -1) : value;
}
