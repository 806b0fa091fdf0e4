import type { ConsumerRow } from "../core/consumer.ts";
import { ANY, type Reference } from "../core/graph.ts";
import { type Location, locate } from "../core/manifest.ts";
import { at, child, deref, pairOf, textAt, type YamlNode } from "../core/tree.ts";
import { CONSUMERS, PATCH_ROWS, rowsFor } from "../flux/consumers.ts";
import { type FoundReference, GIT } from "./found-reference.ts";
import type { Piece } from "./patch-pieces.ts";
import { WRITTEN_FIELD } from "./written-references.ts";

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

const REF_ROWS = CONSUMERS.filter((row) => row.shape === "ref" && !row.path.includes("*"));
const HALVES = ["kind", "name", "namespace"] as const;

/** Those of the patches that change one half of a reference. */
export function referencePatches(pieces: readonly Piece[]): ReferencePatch[] {
  return pieces.flatMap((piece) =>
    deref(piece.content)?.type === "seq" ? fromOperations(piece) : fromMerge(piece),
  );
}

/** The first patch that reaches into a reference; undefined for references that no patch changes. */
export function patchOf(
  { row, manifest, path, written }: Pick<Reference, "row" | "manifest" | "path" | "written">,
  patches: readonly ReferencePatch[],
): ReferencePatch | undefined {
  if (written) {
    const [first] = written.receivers.flatMap(
      (one) => patchOf({ row, manifest: one.manifest, path: WRITTEN_FIELD }, patches) ?? [],
    );
    return first;
  }
  if (row === PATCH_ROWS.content || row === PATCH_ROWS.target || row === PATCH_ROWS.replacement)
    return undefined;
  return patches.find(
    (one) =>
      one.field === path &&
      (one.kind === undefined || one.kind === manifest.kind) &&
      (one.name === ANY || one.name === manifest.name),
  );
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

/** A JSON6902 patch: a list of operations on one half of a reference; both halves are a whole one. */
function fromOperations(piece: Piece): ReferencePatch[] {
  const { content, target } = piece;
  const list = deref(content);
  const operations = list?.type === "seq" ? list.items : [];
  const pointers = new Set(operations.map((operation) => textAt(operation, ["path"])));
  return operations.flatMap((operation) => {
    const pointer = textAt(operation, ["path"]) ?? "";
    const row = REF_ROWS.find((one) => HALVES.some((half) => pointer === `/${one.path.join("/")}/${half}`));
    const whole = row && ["kind", "name"].every((half) => pointers.has(`/${row.path.join("/")}/${half}`));
    if (whole && row.path.join(".") === WRITTEN_FIELD) return [];
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
