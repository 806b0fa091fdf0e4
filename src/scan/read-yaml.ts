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
