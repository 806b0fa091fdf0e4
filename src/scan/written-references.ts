import type { ConsumerRow } from "../core/consumer.ts";
import { type Reference, UNKNOWN } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { Location } from "../core/manifest.ts";
import { type Receiver, type Slot, spotKey, type WrittenReference } from "../core/patch.ts";
import { at, child, deref, itemsAt, type MapNode, textAt, type YamlNode } from "../core/tree.ts";
import { CONSUMERS, PATCH_ROWS } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import type { ReadText } from "./find-references.ts";
import { type FoundReference, GIT, isSourceApi } from "./found-reference.ts";
import { type Piece, piecesWithin } from "./patch-pieces.ts";
import type { PatchTouches } from "./patch-touches.ts";

/** A chain of patches in patches is followed this far. */
const MAX_NESTING = 5;

/** The field whose references in patches are followed; other consumers are left to a person. */
const ROW = CONSUMERS.find((row) => row.id === "kustomization-source-ref");

const KUSTOMIZATION = { group: GROUP.kustomize, kind: "Kustomization" };

/** Dotted path of the field in the objects that get it. */
export const WRITTEN_FIELD = ROW?.path.join(".") ?? "";

/** A whole reference in the text of a patch: its parts, and the map that stands for it. */
interface Parts {
  kind: Slot;
  name: Slot;
  apiVersion: Slot | undefined;
  namespace: string | undefined;
  /** True where what the object says itself stays beside it. */
  merges: boolean;
  node: YamlNode;
}

/** Pieces with those that they write into Flux Kustomizations, which apply them as their own. */
export function withNestedPieces(
  pieces: readonly Piece[],
  touches: PatchTouches,
  readText: ReadText,
): Piece[] {
  const all: Piece[] = [...pieces];
  let last: readonly Piece[] = pieces;
  for (let depth = 0; depth < MAX_NESTING && last.length > 0; depth++) {
    last = last.flatMap((piece) => {
      if (itemsAt(piece.content, ["spec", "patches"]).length === 0) return [];
      const by = touches.receiversOf(piece, KUSTOMIZATION).map(({ manifest }) => manifest.node);
      return by.length === 0 ? [] : piecesWithin(piece, [...new Set(by)], readText);
    });
    pushAll(all, last);
  }
  return all;
}

/** Whole references to Git sources that patches write into Flux Kustomizations, each place once. */
export function writtenReferences(pieces: readonly Piece[], touches: PatchTouches): FoundReference[] {
  const found = new Map<string, FoundReference>();
  for (const piece of pieces)
    for (const parts of isForKustomizations(piece, touches) ? partsOf(piece) : []) {
      const receivers = touches.receiversOf(piece, KUSTOMIZATION).map((one) => looking(one, parts));
      // Objects of another repository: a whole reference with its namespace means the same for each of them.
      if (receivers.length === 0 && parts.namespace === undefined) continue;
      const key = spotKey({ ...piece.contentIn, node: parts.node });
      const known = found.get(key)?.written;
      const all = [...(known?.receivers ?? []), ...receivers];
      found.set(key, reference(piece, parts, all));
    }
  return [...found.values()];
}

/** Spots of the references, so that nobody finds them a second time. */
export function spotsOf(found: readonly FoundReference[]): Set<string> {
  return new Set(
    found.flatMap(({ written }) => (written ? [spotKey({ ...written, node: written.kind.map })] : [])),
  );
}

/** Tells the references of objects about patches that write over them. */
export function markOverwritten(references: readonly Reference[]): void {
  const patches = new Map<MapNode, Location>();
  for (const { written, location } of references)
    for (const { manifest } of written?.receivers ?? []) patches.set(manifest.node, location);
  for (const reference of references) {
    const patch = reference.row === ROW ? patches.get(reference.manifest.node) : undefined;
    if (patch) reference.overwritten = patch;
  }
}

/** A namespace that neither the patch nor the object's own reference gives is that of the object. */
function looking(receiver: Receiver, { namespace, merges }: Parts): Receiver {
  const own = merges ? textAt(receiver.manifest.node, [...(ROW?.path ?? []), "namespace"]) : undefined;
  return { ...receiver, namespace: namespace ?? own ?? receiver.namespace };
}

/**
 * True for a patch that says that it is for Kustomizations, or that the builds apply to nothing else: one that aims at
 * other kinds as well may write into fields of the same path that take no OCIRepository.
 */
function isForKustomizations(piece: Piece, touches: PatchTouches): boolean {
  const { group, kind } = KUSTOMIZATION;
  if (textAt(piece.target ?? piece.content, ["kind"]) === kind) return true;
  const touched = touches.of(piece);
  return touched.length > 0 && touched.every(({ object: { id } }) => id.group === group && id.kind === kind);
}

function partsOf({ content, replaces }: Piece): Parts[] {
  if (!ROW || replaces) return [];
  const whole = deref(content);
  if (whole?.type === "seq") return fromOperations(whole.items, ROW);
  const map = deref(at(whole, ROW.path));
  return map?.type === "map" ? fromMap(map, true) : [];
}

function fromMap(map: MapNode, merges: boolean): Parts[] {
  const slot = (key: string): Slot => ({ map, key });
  if (textAt(map, ["kind"]) !== GIT || !isSourceApi(textAt(map, ["apiVersion"]))) return [];
  if (textAt(map, ["name"]) === undefined) return [];
  const apiVersion = textAt(map, ["apiVersion"]) === undefined ? undefined : slot("apiVersion");
  const namespace = textAt(map, ["namespace"]);
  return [{ kind: slot("kind"), name: slot("name"), apiVersion, namespace, merges, node: map }];
}

/** A JSON6902 patch: one operation on the whole reference, or one on its kind and one on its name. */
function fromOperations(items: readonly YamlNode[], row: ConsumerRow): Parts[] {
  const pointer = `/${row.path.join("/")}`;
  const valueAt = (path: string) =>
    items.flatMap((item) => {
      const map = deref(item);
      const writes = ["add", "replace"].includes(textAt(item, ["op"]) ?? "");
      return map?.type === "map" && writes && textAt(item, ["path"]) === path ? [map] : [];
    });
  const whole = valueAt(pointer).flatMap((item) => {
    const value = deref(child(item, "value"));
    return value?.type === "map" ? fromMap(value, false) : [];
  });
  const [kind, name, namespace, apiVersion] = ["kind", "name", "namespace", "apiVersion"].map((key) =>
    valueAt(`${pointer}/${key}`).at(-1),
  );
  if (!kind || !name || textAt(kind, ["value"]) !== GIT || textAt(name, ["value"]) === undefined)
    return whole;
  const slot = (map: MapNode): Slot => ({ map, key: "value" });
  const split = {
    kind: slot(kind),
    name: slot(name),
    apiVersion: apiVersion && slot(apiVersion),
    namespace: namespace && textAt(namespace, ["value"]),
  };
  return [...whole, { ...split, merges: true, node: kind }];
}

function reference(piece: Piece, parts: Parts, receivers: readonly Receiver[]): FoundReference {
  const { holder, path, within, contentIn } = piece;
  const { kind, name, apiVersion, node, namespace } = parts;
  const written: WrittenReference = {
    ...contentIn,
    kind,
    name,
    apiVersion,
    namespace,
    receivers: [...new Set(receivers)],
  };
  const colon = within ? ": " : ".";
  return {
    row: PATCH_ROWS.reference,
    manifest: holder,
    path: path === "" ? WRITTEN_FIELD : `${path}${colon}${WRITTEN_FIELD}`,
    node: within || node.type !== "map" ? undefined : node,
    at: within ?? deref(child(kind.map, kind.key)) ?? node,
    name: textAt(name.map, [name.key]) ?? UNKNOWN,
    namespace,
    written,
  };
}
