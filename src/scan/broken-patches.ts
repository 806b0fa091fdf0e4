import type { Document } from "../core/manifest.ts";
import type { BrokenPatch, Mention } from "../core/neighbours.ts";
import { spotKey } from "../core/patch.ts";
import type { YamlNode } from "../core/tree.ts";
import { GIT } from "./found-reference.ts";
import { locatePiece, type Piece } from "./patch-pieces.ts";
import { readYaml } from "./read-yaml.ts";

/** Patches whose texts are no YAML, and what they may still name. */
export interface BrokenPatches {
  patches: BrokenPatch[];
  /** A text that names GitRepository keeps the sources whose names it holds, and no others. */
  mentions: Mention[];
  /** Places of the texts in their files. */
  texts: { document: Document; node: YamlNode }[];
  /** Spots of the texts, so that nobody takes them for references to every source. */
  spots: Set<string>;
}

/** Finds the patches that nothing can apply: the fleet around them migrates all the same. */
export function brokenPatches(pieces: readonly Piece[]): BrokenPatches {
  const found: BrokenPatches = { patches: [], mentions: [], texts: [], spots: new Set() };
  for (const piece of pieces) {
    const { broken, contentIn } = piece;
    if (!broken) continue;
    const text = String(broken.value);
    const holders = contentIn.holders.slice(0, -1);
    found.spots.add(spotKey({ document: contentIn.document, holders, node: broken }));
    found.texts.push({ document: contentIn.document, node: holders[0] ?? broken });
    const location = locatePiece(piece);
    const read = readYaml(text, 0);
    const problem = "error" in read ? read.error.message : "it is no YAML";
    found.patches.push({ location, problem });
    const { file, line, column } = location;
    if (text.includes(GIT)) found.mentions.push({ file, line, column, text, why: "a patch that is no YAML" });
  }
  return found;
}
