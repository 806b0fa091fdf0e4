import { pushTo } from "../core/group.ts";
import { type Document, type Location, locate, type Manifest, toManifest } from "../core/manifest.ts";
import type { PatchItem, Within } from "../core/patch.ts";
import { child, deref, itemsAt, type ScalarNode, textAt, type YamlNode } from "../core/tree.ts";
import { asManifest } from "./as-manifest.ts";
import type { ReadText } from "./find-references.ts";
import type { Objects } from "./objects.ts";
import { type PatchText, patchesOf } from "./patches.ts";

/** A patch, wherever it is written: what it says, what it aims at, and the place to point at. */
export interface Piece {
  /** The patch as YAML; undefined where it was not read, or is none. */
  content: YamlNode | undefined;
  /** The text that the places of `content` are in. */
  contentIn: Within;
  target: YamlNode | undefined;
  targetIn: Within;
  /** `fieldPaths` of a replacement, which has no content. */
  replaces: readonly YamlNode[] | undefined;
  /** What applies it: a kustomization.yaml by its path, or the node of a Flux object with `patches`. */
  by: readonly (string | YamlNode)[];
  holder: Manifest;
  path: string;
  /** The scalar of the file that holds the text; undefined where `content` has places of its own in the file. */
  within: YamlNode | undefined;
  /** The node that stands for the whole patch in its list; undefined where that is only a path. */
  entry: YamlNode | undefined;
  /** The item of a list in the holder that is the whole patch; undefined where it stands in a text, or is none. */
  item: PatchItem | undefined;
  /** True where kustomize finds the object by what the patch itself says, in a file of its own. */
  isObject: boolean;
  /** The text that is no YAML; undefined where it is some. */
  broken: ScalarNode | undefined;
}

/** Where to point at for a piece: the scalar of the file that holds it, else a node of it, its target, or all of it. */
export function locatePiece({ holder, within, target, targetIn, content }: Piece, node?: YamlNode): Location {
  const aimed = targetIn.document === holder.document ? target : undefined;
  return locate(holder.document, within ?? node ?? aimed ?? content ?? holder.node);
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
    const frame: Frame = { holder, by: [kustomization.file], holders: [], within: undefined };
    for (const patch of kustomization.inline) {
      pieces.push(...ofText(patch, frame, readText));
      if (patch.file !== undefined) pieces.push(...ofFile(patch, inFiles.get(patch.file) ?? [], frame));
    }
  }
  for (const manifest of objects.manifests)
    for (const patch of patchesOf(manifest)) {
      const frame: Frame = { holder: manifest, by: [manifest.node], holders: [], within: undefined };
      for (const piece of ofText(patch, frame, readText)) pieces.push(piece);
    }
  return pieces;
}

/**
 * The patches that a patch writes into Flux objects, which apply them as if they were their own.
 * @param by the nodes of the objects that it reaches
 */
export function piecesWithin(piece: Piece, by: readonly YamlNode[], readText: ReadText): Piece[] {
  const { content, contentIn, holder, within } = piece;
  const object = content && toManifest(contentIn.document, content);
  if (!object) return [];
  const frame: Frame = { holder, by, holders: contentIn.holders, within };
  return patchesOf(object).flatMap((patch) => {
    const path = piece.path === "" ? patch.path : `${piece.path}: ${patch.path}`;
    return ofText({ patch: patch.patch, target: patch.target, path }, frame, readText);
  });
}

/** What surrounds patches. */
interface Frame {
  holder: Manifest;
  by: Piece["by"];
  /** Scalars that hold the list of patches. */
  holders: readonly ScalarNode[];
  within: YamlNode | undefined;
}

function ofText({ patch, target, path, steps }: PatchText, frame: Frame, readText: ReadText): Piece[] {
  const node = deref(patch);
  const { holder, by, holders } = frame;
  const around: Within = { document: holder.document, holders };
  const base: Omit<Piece, "content"> = {
    contentIn: around,
    target,
    targetIn: around,
    replaces: undefined,
    by,
    holder,
    path,
    within: frame.within,
    entry: node,
    item: steps && { holder, steps },
    isObject: false,
    broken: undefined,
  };
  if (node?.type === "map" && child(node, "targets"))
    return itemsAt(node, ["targets"]).map((one, i) => ({
      ...base,
      content: undefined,
      target: deref(child(one, "select")),
      replaces: itemsAt(one, ["fieldPaths"]),
      path: `${path}.targets[${i}]`,
    }));
  if (node?.type === "map") return [{ ...base, content: node }];
  if (node?.type !== "scalar" || typeof node.value !== "string") return [];
  // A word is a path of a file, which comes by itself.
  if (!/[\n{]/.test(node.value)) return [];
  const inner = {
    ...base,
    contentIn: { ...around, holders: [...holders, node] },
    within: frame.within ?? node,
  };
  const content = readText(node.value);
  if (!content) return [{ ...inner, content, broken: node }];
  return partsOf(content).map((part) => ({ ...inner, content: part }));
}

/** Several documents of one text are read as a list; each is a patch of its own. */
function partsOf(content: YamlNode): readonly YamlNode[] {
  const isList = content.type !== "seq" || content.items.length === 0 || content.items.some(isOperation);
  return isList ? [content] : content.items;
}

function isOperation(node: YamlNode): boolean {
  return textAt(node, ["op"]) !== undefined;
}

function ofFile({ target, path, steps }: PatchText, documents: readonly Document[], frame: Frame): Piece[] {
  const { holder, by } = frame;
  const around: Within = { document: holder.document, holders: [] };
  const base = {
    target,
    targetIn: around,
    replaces: undefined,
    by,
    within: undefined,
    entry: undefined,
    item: steps && { holder, steps },
    isObject: target === undefined,
    broken: undefined,
  };
  if (documents.length === 0) return [{ ...base, contentIn: around, content: undefined, holder, path }];
  return documents.flatMap((document) => {
    const own = asManifest(document, "Patch");
    const contentIn = { document, holders: [] };
    return own ? [{ ...base, contentIn, content: document.root, holder: own, path: "" }] : [];
  });
}
