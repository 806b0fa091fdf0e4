import type { ConsumerRow } from "../core/consumer.ts";
import { ANY, type Reference } from "../core/graph.ts";
import { type Document, type Location, locate, type Manifest } from "../core/manifest.ts";
import { at, child, deref, pairOf, textAt, type YamlNode } from "../core/tree.ts";
import { CONSUMERS, PATCH_ROWS, rowsFor } from "../flux/consumers.ts";
import { asManifest } from "./as-manifest.ts";
import { type FoundReference, GIT, type ReadText } from "./find-references.ts";
import type { Objects } from "./objects.ts";
import { inlinePatches, patchesOf } from "./patches.ts";

/**
 * A patch that changes where a reference points and leaves the other half to the object that it patches: a name
 * without a kind, or a kind without a name. Once the object reads an OCIRepository, the patch makes it read one that
 * nobody declares.
 */
export interface ReferencePatch {
  /** The consumer's kind; undefined where the patch has a target of every kind. */
  kind: string | undefined;
  /** The consumer's name, or ANY. */
  name: string;
  /** Dotted path of the reference in the consumer. */
  field: string;
  location: Location;
  /** The source that the patch names, where it names one. */
  found: FoundReference | undefined;
}

/** A patch, wherever it is written: what it says, what it aims at, and the place to point at. */
interface Piece {
  content: YamlNode;
  target: YamlNode | undefined;
  holder: Manifest;
  path: string;
  /** The place in the holder's file; undefined where `content` has places of its own in it. */
  within: YamlNode | undefined;
}

const REF_ROWS = CONSUMERS.filter((row) => row.shape === "ref" && !row.path.includes("*"));
const HALVES = ["kind", "name", "namespace"] as const;

/** Every such patch of the tree: in kustomization.yaml files, in the files that they name, in Flux objects. */
export function referencePatches(objects: Objects, readText: ReadText): ReferencePatch[] {
  return piecesOf(objects, readText).flatMap((piece) =>
    deref(piece.content)?.type === "seq" ? fromOperations(piece) : fromMerge(piece),
  );
}

/** The first patch that reaches into a reference; undefined for references that no patch changes. */
export function patchOf(
  { row, manifest, path }: Pick<Reference, "row" | "manifest" | "path">,
  patches: readonly ReferencePatch[],
): ReferencePatch | undefined {
  if (row === PATCH_ROWS.content || row === PATCH_ROWS.target) return undefined;
  return patches.find(
    (one) =>
      one.field === path &&
      (one.kind === undefined || one.kind === manifest.kind) &&
      (one.name === ANY || one.name === manifest.name),
  );
}

function piecesOf(objects: Objects, readText: ReadText): Piece[] {
  const inFiles = new Map<string, Document[]>();
  for (const document of [...objects.patches.map((one) => one.document), ...objects.patchTexts])
    inFiles.set(document.file, [...new Set([...(inFiles.get(document.file) ?? []), document])]);
  const pieces: Piece[] = [];
  const add = (
    holder: Manifest,
    {
      patch,
      target,
      path,
      file,
    }: { patch: YamlNode | undefined; target: YamlNode | undefined; path: string; file?: string | undefined },
  ) => {
    for (const document of file === undefined ? [] : (inFiles.get(file) ?? [])) {
      const own = asManifest(document, "Patch");
      if (own) pieces.push({ content: document.root, target, holder: own, path: "", within: undefined });
    }
    const scalar = deref(patch);
    const text = scalar?.type === "scalar" && typeof scalar.value === "string" ? scalar.value : "";
    const content = text.includes("sourceRef") ? readText(text) : undefined;
    if (scalar && content) pieces.push({ content, target, holder, path, within: scalar });
  };
  for (const kustomization of objects.tree.byDirectory.values()) {
    const holder = asManifest(kustomization.document, "Kustomization");
    if (holder) for (const patch of inlinePatches(kustomization)) add(holder, patch);
  }
  for (const manifest of objects.manifests) for (const patch of patchesOf(manifest)) add(manifest, patch);
  return pieces;
}

/** A strategic-merge patch: an object with a part of its fields. */
function fromMerge(piece: Piece): ReferencePatch[] {
  const { content, target } = piece;
  const [group = ""] = (textAt(content, ["apiVersion"]) ?? "").split("/");
  const kind = textAt(content, ["kind"]) ?? "";
  return rowsFor(group, kind).flatMap((row) => {
    const map = REF_ROWS.includes(row) ? deref(at(content, row.path)) : undefined;
    if (map?.type !== "map" || pairOf(map, "kind") || map.items.length === 0) return [];
    const name = target ? nameOf(target) : (textAt(content, ["metadata", "name"]) ?? ANY);
    return [made(piece, row, kind, name, map, textAt(map, ["name"]), textAt(map, ["namespace"]))];
  });
}

/** A JSON6902 patch: a list of operations on one half of a reference. */
function fromOperations(piece: Piece): ReferencePatch[] {
  const { content, target } = piece;
  const list = deref(content);
  return (list?.type === "seq" ? list.items : []).flatMap((operation) => {
    const pointer = textAt(operation, ["path"]) ?? "";
    const row = REF_ROWS.find((one) => HALVES.some((half) => pointer === `/${one.path.join("/")}/${half}`));
    const value = deref(child(operation, "value"));
    if (!row) return [];
    const name = pointer.endsWith("/name") ? textAt(value) : undefined;
    return [made(piece, row, textAt(target, ["kind"]), nameOf(target), value ?? operation, name, undefined)];
  });
}

/** kustomize reads the name of a target as a regular expression; only a plain one is sure to mean one object. */
function nameOf(target: YamlNode | undefined): string {
  const name = textAt(target, ["name"]);
  return name !== undefined && /^[a-z0-9-]+$/.test(name) ? name : ANY;
}

function made(
  { holder, path, within }: Piece,
  row: ConsumerRow,
  kind: string | undefined,
  name: string,
  node: YamlNode,
  source: string | undefined,
  namespace: string | undefined,
): ReferencePatch {
  const field = row.path.join(".");
  const place = within ?? node;
  return {
    kind,
    name,
    field,
    location: locate(holder.document, place),
    found:
      source === undefined || source === GIT
        ? undefined
        : {
            row: PATCH_ROWS.content,
            manifest: holder,
            path: path === "" ? field : `${path}: ${field}`,
            node: undefined,
            at: place,
            name: source,
            namespace,
          },
  };
}
