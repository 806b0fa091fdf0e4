import { pushTo } from "../core/group.ts";
import { type Document, type Location, locate, type Manifest } from "../core/manifest.ts";
import { child, deref, itemsAt, type YamlNode } from "../core/tree.ts";
import { asManifest } from "./as-manifest.ts";
import type { ReadText } from "./find-references.ts";
import type { Objects } from "./objects.ts";
import { type PatchText, patchesOf } from "./patches.ts";

/** What applies a patch: a kustomization.yaml, or a Flux object with `patches`. */
export type PatchedBy = { file: string; object?: never } | { object: Manifest; file?: never };

/** A patch, wherever it is written: what it says, what it aims at, and the place to point at. */
export interface Piece {
  /** The patch as YAML; undefined where it was not read, or is none. */
  content: YamlNode | undefined;
  target: YamlNode | undefined;
  /** `fieldPaths` of a replacement, which has no content. */
  replaces: readonly YamlNode[] | undefined;
  by: PatchedBy;
  holder: Manifest;
  path: string;
  /** The scalar that holds the text; undefined where `content` has places of its own in the holder's file. */
  within: YamlNode | undefined;
  /** The node that stands for the whole patch in its list; undefined where that is only a path. */
  entry: YamlNode | undefined;
  /** True where kustomize finds the object by what the patch itself says, in a file of its own. */
  isObject: boolean;
}

/** Where to point at for a node of a piece. */
export function locatePiece({ holder, within, target }: Piece, node: YamlNode | undefined): Location {
  return locate(holder.document, within ?? node ?? target ?? holder.node);
}

/** Every patch of the tree: in kustomization.yaml files, in the files that they name, in Flux objects. */
export function piecesOf(objects: Objects, readText: ReadText): Piece[] {
  const inFiles = new Map<string, Document[]>();
  for (const document of new Set([...objects.patches.map((one) => one.document), ...objects.patchTexts]))
    pushTo(inFiles, document.file, document);
  const pieces: Piece[] = [];
  for (const kustomization of objects.tree.byDirectory.values()) {
    const holder = asManifest(kustomization.document, "Kustomization");
    if (!holder) continue;
    const by = { file: kustomization.file };
    for (const patch of kustomization.inline) {
      pieces.push(...ofText(patch, holder, by, readText));
      if (patch.file !== undefined) pieces.push(...ofFile(patch, inFiles.get(patch.file) ?? [], holder, by));
    }
  }
  for (const manifest of objects.manifests)
    for (const patch of patchesOf(manifest))
      for (const piece of ofText(patch, manifest, { object: manifest }, readText)) pieces.push(piece);
  return pieces;
}

function ofText(
  { patch, target, path }: PatchText,
  holder: Manifest,
  by: PatchedBy,
  readText: ReadText,
): Piece[] {
  const node = deref(patch);
  const base = { target, replaces: undefined, by, holder, path, entry: node, isObject: false };
  if (node?.type === "map" && child(node, "targets"))
    return itemsAt(node, ["targets"]).map((one, i) => ({
      ...base,
      content: undefined,
      target: deref(child(one, "select")),
      replaces: itemsAt(one, ["fieldPaths"]),
      path: `${path}.targets[${i}]`,
      within: undefined,
    }));
  if (node?.type === "map") return [{ ...base, content: node, within: undefined }];
  const text = node?.type === "scalar" && typeof node.value === "string" ? node.value : "";
  // A word is a path of a file, which comes by itself.
  return /[\n{]/.test(text) ? [{ ...base, content: readText(text), within: node }] : [];
}

function ofFile(
  { target, path }: PatchText,
  documents: readonly Document[],
  holder: Manifest,
  by: PatchedBy,
): Piece[] {
  const base = {
    target,
    replaces: undefined,
    by,
    within: undefined,
    entry: undefined,
    isObject: target === undefined,
  };
  if (documents.length === 0) return [{ ...base, content: undefined, holder, path }];
  return documents.flatMap((document) => {
    const own = asManifest(document, "Patch");
    return own ? [{ ...base, content: document.root, holder: own, path: "" }] : [];
  });
}
