/**
 * The full reader: the only module that imports `yaml`. It drives the library's lexer, parser and composer itself,
 * so that limits are checked token by token and the first error ends the work.
 */
import {
  type Alias,
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  Scalar,
  Schema,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { AliasNode, MapNode, ScalarNode, ScalarStyle, SeqNode, YamlNode } from "../core/tree.ts";
import { resolvePlain } from "./yaml-fast-plain.ts";
import { LimitGuard, MAX_DEPTH, tooDeep, type YamlProblem, type YamlResult } from "./yaml-limits.ts";

/** Made once and without known tags, so that no tag of a document changes it or builds values of other types. */
const schema = new Schema({ schema: "core", resolveKnownTags: false });

/** `uniqueKeys` of the library is quadratic; read-yaml.ts has its own check. */
const options = {
  version: "1.2",
  uniqueKeys: false,
  keepSourceTokens: false,
  logLevel: "silent",
  schema,
} as const;

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  [Scalar.PLAIN]: "plain",
  [Scalar.QUOTE_SINGLE]: "single",
  [Scalar.QUOTE_DOUBLE]: "double",
  [Scalar.BLOCK_LITERAL]: "literal",
  [Scalar.BLOCK_FOLDED]: "folded",
};

/** Longest message taken over from the library, which quotes whole tokens. */
const MAX_MESSAGE = 200;

class Refusal extends Error {
  readonly problem: YamlProblem;

  constructor(problem: YamlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * Reads one document with the `yaml` library. `offset` is where the document starts in its file and is added to
 * every range; a byte-order mark at the start of `text` counts as a character. Repeated keys are not an error here.
 *
 * Ranges: a scalar or alias is its own characters, quotes included, a block scalar from its indicator through the
 * last line break it owns. A map or list starts at its first key or item (the `-`), or its bracket, and ends with
 * its last value, or its closing bracket. What is missing has the empty range right after the `:`, `-`, anchor or
 * tag that announces it. Anchors and tags are outside the ranges.
 */
export function parseYaml(text: string, offset: number): YamlResult {
  // The library would take the mark for content of the first line and miss that line's indentation.
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const source = mark ? text.slice(1) : text;
  try {
    const contents = compose(source, offset + mark);
    return { root: contents ? new TreeBuilder(source, offset + mark).root(contents) : undefined };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.problem };
    throw error;
  }
}

/**
 * The contents of the only document of `text`.
 * @throws Refusal at the first error or exceeded limit.
 */
function compose(text: string, offset: number): Node | null {
  const parser = new Parser();
  const guard = new LimitGuard(parser.stack, text.length);
  const composer = new Composer(options);
  stopAtFirstError(composer, offset);
  const documents: Document.Parsed[] = [];
  const take = (tokens: ReturnType<Parser["next"]>): void => {
    for (const token of tokens) {
      if (token.type === "error") throw refusal("UNEXPECTED_TOKEN", token.message, token.offset + offset);
      for (const document of composer.next(token)) documents.push(document);
    }
  };
  for (const lexeme of new Lexer().lex(text)) {
    take(parser.next(lexeme));
    const problem = guard.after(lexeme);
    if (problem) throw new Refusal({ ...problem, offset: problem.offset + offset });
  }
  take(parser.end());
  for (const document of composer.end(true, text.length)) documents.push(document);
  for (const { errors } of documents)
    if (errors[0]) throw refusal(errors[0].code, errors[0].message, errors[0].pos[0] + offset);
  const second = documents[1];
  if (second) throw refusal("multiple-documents", "another document starts here", second.range[0] + offset);
  return documents[0]?.contents ?? null;
}

/**
 * A text can hold an error a character, and each costs a stack trace. The library cannot be told to stop, so its
 * error handler is replaced; should a later version rename that handler, errors are still found, only slower.
 */
function stopAtFirstError(composer: Composer, offset: number): void {
  let first: Refusal | undefined;
  Reflect.set(composer, "onError", (at: unknown, code: string, message: string, warning?: boolean): void => {
    if (warning) return;
    // The composer catches what is thrown below a collection and reports it again, as another error.
    first ??= refusal(code, message, errorOffset(at) + offset);
    throw first;
  });
}

/** The library names a place by an offset, a range or a token. */
function errorOffset(at: unknown): number {
  if (typeof at === "number") return at;
  const found: unknown = Array.isArray(at) ? at[0] : Reflect.get(Object(at), "offset");
  return typeof found === "number" ? found : 0;
}

function refusal(code: string, message: string, offset: number): Refusal {
  const line = message.split("\n", 1)[0] ?? "";
  const short = line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
  return new Refusal({ code: code.toLowerCase().replaceAll("_", "-"), message: short, offset });
}

/** Turns the library's nodes into ours. An alias sees the anchors before it, the latest of a name first. */
class TreeBuilder {
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
    const result: ScalarNode = { type: "scalar", start, end, value: scalarValue(node, style), style };
    if (node.anchor !== undefined) {
      result.anchor = node.anchor;
      this.#anchors.set(node.anchor, result);
    }
    return result;
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

/** Tags are not obeyed, but that plain text is a string must be believed. */
function scalarValue(node: Scalar, style: ScalarStyle): ScalarNode["value"] {
  const source = node.source ?? "";
  if (style !== "plain") return source;
  if (node.tag === "!" || node.tag === "tag:yaml.org,2002:str") return source;
  return resolvePlain(source);
}
