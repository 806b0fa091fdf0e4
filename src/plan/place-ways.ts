import { type Context, type Graph, type Mount, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { groupBy, pushTo } from "../core/group.ts";
import { dirname } from "../core/paths.ts";
import { at, textAt } from "../core/tree.ts";
import type { Tree } from "./tree.ts";

/**
 * The ways in which a file at this path reaches clusters, or would if it were there: its own, those of the
 * kustomization.yaml files that list it or would have to, else those of the folders around it that are applied whole.
 */
export function waysOf(file: string, graph: Graph, tree: Tree): readonly Context[] {
  const own = tree.kustomizationOf(dirname(file));
  const lists = [...(own ? [own.file] : []), ...tree.listersOf(file)];
  const ways = [file, ...lists].flatMap((one) => graph.contexts.get(one) ?? []);
  return own ? ways : [...ways, ...waysAround(file, graph, tree)];
}

/** Ways through applied folders: each ends at a kustomization.yaml, which alone says what is applied from there. */
function waysAround(file: string, graph: Graph, tree: Tree): Context[] {
  const mounts = mountsOf(graph);
  const ways: Context[] = [];
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    if (tree.kustomizationOf(directory) || tree.unreadKustomization(directory)) return ways;
    ways.push(...(mounts.get(directory) ?? []).map((mount) => mount.context));
    if (directory === "") return ways;
  }
}

/** Why a file at this path would be in no artifact that brings it to a cluster on this way. */
export function leftOut(file: string, way: Context, graph: Graph, tree: Tree): string | undefined {
  const rules = [...gitRules(way, graph), ...ociRules(way, graph)];
  const by = [...rules, ...(rules.length === 0 ? [undefined] : [])]
    .map((one) => tree.leftOutBy(file, one))
    .find((one) => one !== undefined);
  return by && `${file} is left out of the artifact that Flux applies, by ${by}`;
}

/** Ignore rules that a source carries itself, and how to call them. */
interface SpecIgnore {
  text: string;
  from: string;
}

/** Rules of the Git source that a way starts at, patches of it included. */
function gitRules(way: Context, graph: Graph): SpecIgnore[] {
  const read = sourcesOf(graph).get(way.via?.node) ?? [];
  return read
    .filter(({ scope }) => [way.scope, UNKNOWN].includes(scope))
    .flatMap((source) =>
      source.declarations.flatMap(({ spec, location }) => {
        const text = textAt(spec, ["ignore"]);
        const from = `spec.ignore of ${source.id} (${location.file}:${location.line})`;
        return text === undefined ? [] : [{ text, from }];
      }),
    );
}

/** Rules of the OCIRepository that a way starts at, where that left Git already. */
function ociRules({ via, scope }: Context, graph: Graph): SpecIgnore[] {
  const ref = at(via?.node, ["spec", "sourceRef"]);
  if (textAt(ref, ["kind"]) !== "OCIRepository") return [];
  const namespace = textAt(ref, ["namespace"]) ?? via?.namespace ?? UNKNOWN;
  return graph.existing.flatMap((one) => {
    const text = textAt(one.manifest.node, ["spec", "ignore"]);
    const isRead =
      one.name === textAt(ref, ["name"]) &&
      [one.namespace, UNKNOWN].includes(namespace) &&
      [scope, UNKNOWN].includes(one.scope);
    const { file, line } = one.manifest.document;
    const from = `spec.ignore of OCIRepository/${one.namespace}/${one.name} (${file}:${line})`;
    return text === undefined || !isRead ? [] : [{ text, from }];
  });
}

/** Applied folders by path; made once a graph. */
const mounts = new WeakMap<Graph, Map<string, Mount[]>>();

function mountsOf(graph: Graph): Map<string, Mount[]> {
  let index = mounts.get(graph);
  if (!index) {
    index = groupBy(graph.mounts, (mount) => mount.path);
    mounts.set(graph, index);
  }
  return index;
}

/** The sources that an object of Flux reads, by the object; made once a graph. */
const sources = new WeakMap<Graph, Map<unknown, SourceNode[]>>();

function sourcesOf(graph: Graph): Map<unknown, SourceNode[]> {
  let index = sources.get(graph);
  if (!index) {
    index = new Map();
    for (const { row, manifest, sources } of graph.references)
      if (row.id === "kustomization-source-ref")
        for (const source of sources) pushTo(index, manifest.node, source);
    for (const source of graph.sources)
      for (const { manifest } of source.roots) if (manifest) pushTo(index, manifest.node, source);
    sources.set(graph, index);
  }
  return index;
}
