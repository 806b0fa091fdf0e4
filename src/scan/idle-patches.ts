/** Patches of Git sources that have left. */
import type { Cluster } from "../build/cluster.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import type { IdlePatch } from "../core/neighbours.ts";
import { dirname } from "../core/paths.ts";
import { child, deref, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import type { ManifestIndex } from "../graph/built-roots.ts";
import type { Delivery } from "./deliver.ts";
import { GIT } from "./found-reference.ts";
import { locatePiece, type Piece } from "./patch-pieces.ts";
import type { PatchTouches } from "./patch-touches.ts";
import { mayMean } from "./select.ts";

/** What tells which objects stand around a patch. */
interface Around {
  manifests: readonly Manifest[];
  clusters: readonly Cluster[];
  index: ManifestIndex;
  touches: PatchTouches;
  delivery: Delivery;
}

/**
 * Patches of a GitRepository that no build has applied, and that would be applied if the OCIRepository there were the
 * GitRepository: what a tree looks like after somebody moved the source and forgot the patch. With a target kustomize
 * drops such a patch without a word, without one the build fails (flux-facts 8.34).
 */
export function idlePatches(pieces: readonly Piece[], around: Around): IdlePatch[] {
  const sources = around.manifests.filter(({ group }) => group === GROUP.source);
  return pieces.flatMap((piece) => {
    const name = gitNameOf(piece);
    if (name === undefined || around.touches.of(piece).length > 0) return [];
    const directories = directoriesOf(piece, around);
    const fitting = sources.filter(
      (one) =>
        isFor(piece, one) &&
        directories.some((directory) => around.delivery.delivers(directory, one.document.file)),
    );
    const declared = fitting.find(({ kind }) => kind === "OCIRepository");
    if (!declared || fitting.some(({ kind }) => kind === GIT)) return [];
    const { holder, target } = piece;
    const location = locatePiece(piece);
    return [{ location, place: placeOf(piece, location), git: name, declared, holder, fails: !target }];
  });
}

/** The kind in the target, if that stands in the file itself; else the patch. */
function placeOf({ target, targetIn }: Piece, patch: IdlePatch["location"]): IdlePatch["location"] {
  const kind = targetIn.holders.length === 0 && target ? deref(child(target, "kind")) : undefined;
  return kind ? locate(targetIn.document, kind) : patch;
}

/** The name of the GitRepository that a patch is for; undefined if it may be for others as well. */
function gitNameOf({ target, content }: Piece): string | undefined {
  if (target) return textAt(target, ["kind"]) === GIT ? textAt(target, ["name"]) : undefined;
  return textAt(content, ["kind"]) === GIT ? textAt(content, ["metadata", "name"]) : undefined;
}

/** The directories whose objects the patch may select. */
function directoriesOf({ by }: Piece, { clusters, index }: Around): string[] {
  return by.flatMap((key: string | YamlNode) =>
    typeof key === "string"
      ? [dirname(key)]
      : clusters.flatMap(({ deliveries }) =>
          deliveries.flatMap((one) =>
            one.by && one.directory !== undefined && index.of(one.by.built.node)?.node === key
              ? [one.directory]
              : [],
          ),
        ),
  );
}

/** True for a patch that selects an object, whichever of the two kinds it is of. */
function isFor({ target, content }: Piece, manifest: Manifest): boolean {
  const { group, version, name, namespace } = manifest;
  if (target)
    return mayMean(target, {
      group,
      version,
      kind: GIT,
      names: [name ?? ""],
      namespaces: [namespace],
      manifest,
    });
  const wanted = textAt(content, ["metadata", "namespace"]);
  return (
    textAt(content, ["metadata", "name"]) === name &&
    (textAt(content, ["apiVersion"]) ?? "").startsWith(`${group}/`) &&
    (wanted === undefined || namespace === undefined || wanted === namespace)
  );
}
