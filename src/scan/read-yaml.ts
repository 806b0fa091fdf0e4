import type { YamlNode } from "../core/tree.ts";
import { parseYaml } from "./yaml.ts";
import { readYamlFast } from "./yaml-fast.ts";
import type { YamlProblem, YamlResult } from "./yaml-limits.ts";

/**
 * Reads one YAML document: `text` may begin with a byte-order mark, directives or `---`, and ends before the next
 * `---`. `offset` is the place of `text` in its file, in UTF-16 units, and is added to every range and to the place
 * of an error. `root` is undefined where the document holds only comments. Never throws for any text.
 */
export function readYaml(text: string, offset: number): YamlResult {
  return readYamlFast(text, offset) ?? readYamlFull(text, offset);
}

/** As `readYaml`, always with the full parser: edits are made from its ranges only. */
export function readYamlFull(text: string, offset: number): YamlResult {
  const result = parseYaml(text, offset);
  const repeated = "root" in result && findRepeatedKey(result.root);
  return repeated ? { error: repeated } : result;
}

/** Characters that end a line for go-yaml (YAML 1.1) but not for our readers; it keeps the last two in values. */
const GO_BREAKS = /\r(?!\n)|[\u0085\u2028\u2029]/g;
const KEPT_BREAKS = /[\u2028\u2029]/g;

/**
 * As `readYaml`, but as go-yaml reads, which clusters are built with. Repeated keys are kept: only what is built from
 * the tree says whether they are an error. What stands below or behind the document's content is not looked at.
 */
export function readYamlAsBuilt(text: string, offset: number): YamlResult {
  return withGoBreaks(text, offset, (lines) => readYamlFast(lines, offset) ?? readContent(lines, offset));
}

/** As `readYamlAsBuilt`, always with the full parser. */
export function readYamlAsBuiltFull(text: string, offset: number): YamlResult {
  return withGoBreaks(text, offset, (lines) => readContent(lines, offset));
}

function withGoBreaks(text: string, offset: number, read: (lines: string) => YamlResult): YamlResult {
  if (text.search(GO_BREAKS) === -1) return read(text);
  const lines = text.replace(GO_BREAKS, (found) => (found < "\u2000" ? "\n" : found));
  const result = read(lines);
  if ("error" in result || text.search(KEPT_BREAKS) === -1) return result;
  const quoted = quotedIn(result.root);
  const isQuoted = (at: number): boolean => quoted.some(({ start, end }) => start <= at && at < end);
  const broken = read(
    lines.replace(KEPT_BREAKS, (found, at: number) => (isQuoted(at + offset) ? found : "\n")),
  );
  return "error" in broken ? broken : result;
}

/** The quoted scalars of a tree. */
function quotedIn(node: YamlNode | undefined): YamlNode[] {
  if (node?.type === "scalar") return node.style === "single" || node.style === "double" ? [node] : [];
  if (node?.type === "seq") return node.items.flatMap(quotedIn);
  if (node?.type !== "map") return [];
  return node.items.flatMap(({ key, value }) => [...quotedIn(key), ...quotedIn(value)]);
}

function readContent(text: string, offset: number): YamlResult {
  const result = parseYaml(text, offset);
  if (!("error" in result) || result.error.code !== "unexpected-token") return result;
  const content = text.slice(0, result.error.offset - offset);
  const first = parseYaml(content, offset);
  return "root" in first && first.root && endsWith(first.root, content, offset) ? first : result;
}

/** True if the content of a text ends with the text: a block collection does if the next line is indented less. */
function endsWith(root: YamlNode, text: string, offset: number): boolean {
  if (root.type === "scalar" || root.type === "alias") return false;
  const next = text.slice(text.lastIndexOf("\n") + 1);
  if (root.flow) return next === "";
  const first = text.slice(text.lastIndexOf("\n", root.start - offset - 1) + 1).replace(/^\uFEFF/, "");
  return /^ *$/.test(next) && next.length < first.search(/[^ ]/);
}

/**
 * The first key, in the order of the text, that its map has already, compared as text as all readers of the tree
 * look keys up. Linear, where the check of the `yaml` library is quadratic.
 */
function findRepeatedKey(node: YamlNode | undefined): YamlProblem | undefined {
  if (node?.type === "seq") return firstOf(node.items, findRepeatedKey);
  if (node?.type !== "map") return undefined;
  const names = new Set<string>();
  return firstOf(node.items, ({ key, value }) => {
    const name = String(key.value);
    if (names.has(name))
      return { code: "duplicate-key", message: `the key ${name} is repeated in its map`, offset: key.start };
    names.add(name);
    return findRepeatedKey(value);
  });
}

function firstOf<Item, Result>(
  items: readonly Item[],
  find: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
