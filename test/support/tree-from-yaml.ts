import type { YamlNode } from "../../src/core/tree.ts";
import { parseYaml } from "../../src/scan/yaml.ts";

/**
 * The tree of one document, for tests: that of the real reader, except that repeated keys are let through.
 * @param offset where the document starts in its file
 * @throws for a text that does not parse, or holds no value
 */
export function treeOf(text: string, offset = 0): YamlNode {
  const result = parseYaml(text, offset);
  if ("error" in result) throw new Error(result.error.message);
  if (!result.root) throw new Error("empty document");
  return result.root;
}
