import { deref, pairOf, textAt, type YamlNode } from "../core/tree.ts";

/**
 * Why a document that parses must still not be trusted: a template that happens to be YAML reads as wrong
 * maps, and any edit of an encrypted file breaks its checksum. Undefined for a document to use.
 */
export function refusalOf(root: YamlNode, text: string, offset: number): string | undefined {
  const map = deref(root);
  if (map?.type !== "map") return undefined;
  if (pairOf(map, "sops") && text.includes("ENC["))
    return "encrypted with SOPS, any edit would break its checksum";
  const isObject = textAt(map, ["apiVersion"]) !== undefined && textAt(map, ["kind"]) !== undefined;
  if (isObject && text.includes("{{") && holdsTemplate(map, text, offset))
    return "a template that parses as YAML with a wrong meaning";
  return undefined;
}

/** `name: {{ .x }}` reads as a map in a map, `name: a-{{ .x }}` as a plain text; quoted ones may be meant as text. */
function holdsTemplate(node: YamlNode | undefined, text: string, offset: number): boolean {
  if (!node) return false;
  if (node.type === "scalar") return node.style === "plain" && String(node.value).includes("{{");
  if (node.type === "seq") return node.items.some((item) => holdsTemplate(item, text, offset));
  if (node.type === "alias") return false;
  if (node.flow && text.startsWith("{{", node.start - offset)) return true;
  return node.items.some(
    (pair) => holdsTemplate(pair.key, text, offset) || holdsTemplate(pair.value, text, offset),
  );
}
