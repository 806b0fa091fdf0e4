import { deref, pairOf, type YamlNode } from "../core/tree.ts";

/** Why a document that parses must still not be edited: any edit of an encrypted file breaks its checksum. */
export function refusalOf(root: YamlNode, text: string): string | undefined {
  const map = deref(root);
  if (map?.type === "map" && pairOf(map, "sops") && text.includes("ENC["))
    return "encrypted with SOPS, any edit would break its checksum";
  return undefined;
}
