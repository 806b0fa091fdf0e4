import type { Cluster } from "../build/cluster.ts";
import type { ArtifactTree } from "../core/artifact-tree.ts";
import type { Gone } from "../core/gone.ts";
import { type Graph, UNKNOWN } from "../core/graph.ts";
import type { ObjectIdentity } from "../core/lint.ts";
import { type Location, locate, type Manifest } from "../core/manifest.ts";
import type { Plan } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { pairOf } from "../core/tree.ts";
import type { Tree } from "../plan/tree.ts";
import type { Objects } from "../scan/objects.ts";
import type { PickedUp } from "../scan/picked-up.ts";

/** Everything a rule may look at. A rule changes nothing in it. */
export interface LintContext {
  /** Every object that was read, and the patches and kustomization.yaml files among the documents. */
  objects: Objects;
  /** What each cluster gets. */
  clusters: readonly Cluster[];
  graph: Graph;
  plan: Plan;
  /** The same, with nothing in it but what may be applied without asking: what fixes are made of. */
  safe: Plan;
  /** Texts and files of the tree. */
  tree: Tree;
  /** What the tree tells about artifacts that are made of its directories. */
  artifacts: ArtifactTree;
  /** Files that may hold manifests. */
  paths: readonly string[];
  /** The Kustomizations that take a file at a path for a manifest. */
  pickedUp: (path: string) => Iterable<PickedUp>;
  /** Sources that another repository takes away; left out if nobody asks. */
  gone?: readonly Gone[];
}

/** What a manifest is called in a baseline: with the namespace that its cluster sees. */
export function identityOf(manifest: Manifest, { contexts }: Pick<Graph, "contexts">): ObjectIdentity {
  const ways = contexts.get(manifest.document.file) ?? [];
  const scopes = [...new Set(ways.map(({ scope }) => scope))].sort(compare);
  const namespaces = new Set(ways.map(({ namespace }) => namespace ?? manifest.namespace ?? UNKNOWN));
  const [only = UNKNOWN] = namespaces;
  return {
    scope: scopes.length === 0 ? UNKNOWN : scopes.join(","),
    kind: manifest.kind,
    namespace: namespaces.size === 1 ? only : (manifest.namespace ?? UNKNOWN),
    name: manifest.name ?? UNKNOWN,
  };
}

/** The place of a range of a manifest; where there is none, of the value of its `kind`. */
export function placeIn(manifest: Manifest, range: { start: number; end: number } | undefined): Location {
  const kind = pairOf(manifest.node, "kind");
  return locate(manifest.document, range ?? kind?.value ?? manifest.node);
}
