/** What a cluster gets: everything that its root applies, followed from Kustomization to Kustomization. */

import type { Filling } from "./filling.ts";
import type { Gap } from "./gap.ts";
import type { BuildFailure } from "./node.ts";
import type { BuiltObject, Missed } from "./object.ts";
import type { ObjectId } from "./object-id.ts";

/** An object of a cluster. */
export interface ClusterObject {
  built: BuiltObject;
  id: ObjectId;
  delivery: Delivery;
}

/** Objects that one thing applies. */
export interface Delivery {
  /** A Kustomization, a FluxInstance or a ResourceSet; undefined for what somebody applies by hand. */
  by: ClusterObject | undefined;
  /** The directory that it applies; undefined for objects that stand in no directory of their own. */
  directory: string | undefined;
  /** The directory of the tree at which paths of its source begin; undefined if it has no source. */
  base: string | undefined;
  objects: readonly ClusterObject[];
  gaps: readonly Gap[];
  missed: readonly Missed[];
  /** Why it brings nothing today; undefined if it builds. */
  failure: BuildFailure | undefined;
  /** Files and directories that it is made of. */
  visited: ReadonlySet<string>;
  /** What its postBuild fills in; left out if none runs. */
  filling?: Filling | undefined;
  /** Set if nobody knows whether this cluster gets it. */
  doubt: Gap | undefined;
}

/** What applies a cluster. */
export interface ClusterRoot {
  by: "Kustomization" | "gotk-sync" | "FluxInstance" | "FluxInstance-values";
  /** Path that it applies. */
  path: string;
  /** The Kustomization or FluxInstance as the cluster gets it; undefined if the tree does not hold it. */
  object: ClusterObject | undefined;
  /** The file that makes it. */
  file: string | undefined;
  namespace: string;
  source: { kind: string; namespace: string; name: string };
  prune: boolean;
}

/** A cluster of the tree. */
export interface Cluster {
  /** Path of its root; undefined for what no root of the tree reaches. */
  path: string | undefined;
  /** Tells clusters apart: the path of its root, or what is applied by hand. */
  key: string;
  roots: readonly ClusterRoot[];
  deliveries: readonly Delivery[];
  objects: readonly ClusterObject[];
  /** What this cluster may get beside, or what may change what it gets. */
  gaps: readonly Gap[];
}
