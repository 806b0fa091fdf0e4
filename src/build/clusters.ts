/** Every cluster of a tree: those that a root reaches, and what is applied by hand. */
import { isWithin } from "../core/paths.ts";
import { bootstrapRoots } from "./bootstrap-roots.ts";
import type { Cluster } from "./cluster.ts";
import {
  ClusterWalk,
  type KnownSources,
  type RemoteDelivery,
  type Start,
  sourceKey,
} from "./cluster-walk.ts";
import { attempt } from "./files.ts";
import { instanceObjects } from "./flux-instance.ts";
import { BuildFailure, get, textIn } from "./node.ts";
import { idKey } from "./object-id.ts";
import { type OwnRepository, refText, sourceLocator } from "./own-repository.ts";
import { type FoundRoot, fileOf, findRoots, syncSource } from "./roots.ts";
import { Starters } from "./starters.ts";
import type { Build, TreeBuilder } from "./tree-builder.ts";
import { instanceValues, type Unit, unitsOf } from "./units.ts";

/** What clusters are found in. */
export interface ClusterInput {
  builder: TreeBuilder;
  /** Every file that may hold manifests, from the top of the tree. */
  paths: readonly string[];
  repository: OwnRepository;
  /** Kustomizations whose source is this tree for sure: a plan that repoints one knows. */
  known?: KnownSources;
}

/** Every Kustomization that clusters follow, with the directory at which its paths begin. */
export function knownSources(clusters: readonly Cluster[]): Map<string, string> {
  const known = new Map<string, string>();
  for (const { key, deliveries } of clusters)
    for (const { by, base, doubt } of deliveries)
      if (by && base !== undefined && !doubt) known.set(sourceKey(key, by.id), base);
  return known;
}

/** All clusters of a tree, those with a root first; each has a key of its own. */
export function findClusters({ builder, paths, repository, known: sure }: ClusterInput): Cluster[] {
  const starters = new Starters(builder);
  const units = unitsOf(paths, builder, starters);
  const written = [...findRoots(units, builder, repository, starters), ...rootsOfValues(paths, builder)];
  const found = [...written, ...bootstrapRoots(paths, builder, written)];
  const walk = new ClusterWalk(builder, sourceLocator(found, repository), sure);
  const known = withRemote(
    independent(found, (roots) => follow(roots, walk)),
    found,
    walk,
  );
  return [...known, ...appliedByHand(units, known, walk)];
}

type Followed = ReturnType<ClusterWalk["follow"]>;

/**
 * With what Kustomizations apply to other clusters by their `kubeConfig`: the cluster of the root that the directory
 * belongs to, else one that is called like the directory.
 */
function withRemote(
  clusters: readonly Followed[],
  roots: readonly FoundRoot[],
  walk: ClusterWalk,
): Followed[] {
  const remote = new Map<string, RemoteDelivery[]>();
  for (const cluster of clusters)
    for (const delivery of cluster.remote) {
      const paths = roots.map(({ root }) => root.path).filter((path) => path !== cluster.path);
      const holders = paths.filter((path) => isWithin(delivery.directory, path));
      const path = holders.sort((a, b) => b.length - a.length)[0] ?? delivery.directory;
      remote.set(path, [...(remote.get(path) ?? []), delivery]);
    }
  if (remote.size === 0) return [...clusters];
  const own = new Set(clusters.map(({ key }) => key));
  const more = [...remote.keys()].filter((path) => !own.has(path));
  const again = (path: string) => {
    const here = roots.filter(({ root }) => root.path === path);
    return walk.follow({ ...startOf(path, here), remote: remote.get(path) ?? [] });
  };
  return [
    ...clusters.map((cluster) => (remote.has(cluster.key) ? again(cluster.key) : cluster)),
    ...more.map(again),
  ];
}

/** Roots that a file of values for the flux-instance chart makes. */
function rootsOfValues(paths: readonly string[], builder: TreeBuilder): FoundRoot[] {
  return instanceValues(paths, builder).flatMap(({ file, instance }): FoundRoot[] => {
    const sync = get(instance, "sync");
    const path = textIn(sync, ["path"])
      .replace(/^(?:\.?\/)+/, "")
      .replace(/\/$/, "");
    if (!sync || textIn(sync, ["url"]) === "" || textIn(sync, ["path"]) === "") return [];
    const source = syncSource(sync, "flux-system");
    const root = {
      by: "FluxInstance-values" as const,
      path: path === "." ? "" : path,
      object: undefined,
      file,
      namespace: "flux-system",
      source,
      prune: true,
    };
    const sources = {
      filtered: false,
      documents: () => undefined,
      documentsIn: builder.files.documentsIn.bind(builder.files),
      text: () => undefined,
      isDirectory: () => false,
    };
    const built = attempt(() => instanceObjects(instance, "flux-system", sources));
    const made = built instanceof BuildFailure ? [] : built;
    return [
      { root, url: textIn(sync, ["url"]), ref: refText(get(sync, "ref")), objects: [], made, unit: file },
    ];
  });
}

/** Roots of one path are one cluster. */
function follow(roots: readonly FoundRoot[], walk: ClusterWalk): Map<string, Followed> {
  const paths = new Set(roots.map(({ root }) => root.path));
  const here = (path: string) => roots.filter(({ root }) => root.path === path);
  return new Map([...paths].map((path) => [path, walk.follow(startOf(path, here(path)))]));
}

function startOf(path: string, roots: readonly FoundRoot[]): Start {
  const objects = [
    ...new Set(roots.flatMap((one) => [...one.objects.map(({ built }) => built), ...(one.made ?? [])])),
  ];
  const build: Build = { objects, gaps: [], missed: [], visited: new Set() };
  return { key: path, path, build, directory: undefined, roots: roots.map(({ root }) => root) };
}

/**
 * Roots that another root applies are no clusters of their own, unless they apply each other. A Kustomization that
 * applies the whole repository on the way does not count: a tenant may well read everything (case 196).
 */
function independent(
  roots: readonly FoundRoot[],
  follow: (roots: readonly FoundRoot[]) => Map<string, Followed>,
): Followed[] {
  const all = follow(roots);
  const applies = (path: string, other: FoundRoot): boolean =>
    path !== other.root.path &&
    (all.get(path)?.deliveries ?? []).some(
      (delivery) =>
        (delivery.directory !== "" || path === "") &&
        delivery.objects.some((object) =>
          other.objects.some(
            (own) =>
              own === other.objects[0] &&
              idKey(own.id) === idKey(object.id) &&
              fileOf(own) === fileOf(object),
          ),
        ),
    );
  const paths = [...all.keys()];
  const inner = roots.filter((root) =>
    paths.some(
      (path) =>
        applies(path, root) &&
        !roots.some((outer) => outer.root.path === path && applies(root.root.path, outer)),
    ),
  );
  if (inner.length === 0) return [...all.values()];
  const outer = roots.filter((root) => !inner.includes(root));
  return [...follow(outer).values()];
}

/** Units that no root reaches, each a cluster of its own if none of the others applies it. */
function appliedByHand(units: readonly Unit[], known: readonly Cluster[], walk: ClusterWalk): Cluster[] {
  const reached = new Set(
    known.flatMap(({ deliveries, roots }) => [
      ...deliveries.flatMap(({ visited }) => [...visited]),
      ...roots.flatMap(({ file }) => file ?? []),
    ]),
  );
  // What a root's directory would bring if it did build belongs to its cluster, and to no other.
  const failing = known.flatMap(({ deliveries }) =>
    deliveries.flatMap(({ failure, directory }) => (failure && directory !== undefined ? [directory] : [])),
  );
  const isReached = (path: string) =>
    reached.has(path) || failing.some((directory) => isWithin(path, directory));
  const open = units.flatMap((unit) => remaining(unit, isReached) ?? []);
  const clusters = open.map((unit) =>
    walk.follow({
      key: `?${unit.key}`,
      path: undefined,
      build: unit.build(),
      directory: unit.directory,
      roots: [],
    }),
  );
  const visits = clusters.map(
    ({ deliveries }) => new Set(deliveries.slice(1).flatMap(({ visited }) => [...visited])),
  );
  const isIn = (unit: Unit, other: number) =>
    unit.directory !== undefined && visits[other]!.has(unit.directory);
  return clusters.filter((_, i) => open.every((unit, j) => i === j || !isIn(open[i]!, j) || isIn(unit, i)));
}

/** A unit without what clusters reach; undefined if nothing is left. */
function remaining(unit: Unit, isReached: (path: string) => boolean): Unit | undefined {
  if (unit.directory !== undefined) return isReached(unit.directory) ? undefined : unit;
  const build = unit.build();
  if (build instanceof BuildFailure) return unit;
  const objects = build.objects.filter((built) => {
    const file = fileOf({ built });
    return file === undefined || !isReached(file);
  });
  return objects.length === 0 ? undefined : { ...unit, build: () => ({ ...build, objects }) };
}
