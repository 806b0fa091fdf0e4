import type { Decision, MigrateDecision } from "../core/decision.ts";
import type { Graph, SourceNode } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { fillName, targetName } from "../core/names.ts";
import type { Place, Target } from "../core/plan.ts";
import type { Transform } from "../core/transform.ts";
import { ociRepositoryVersion } from "../flux/api-versions.ts";
import { minorIn } from "../flux/flux-version.ts";
import { intervalOf } from "./interval.ts";
import { placeAway, placeOf } from "./place.ts";
import type { Tree } from "./tree.ts";
import { overlaps, scopesOf, twins } from "./twins.ts";

/** Why a source cannot go; `wanted` is what it would become if there were a place for it. */
export interface NoTarget {
  none: string;
  wanted?: Target;
}

/** Where each decided source goes, or why it cannot. */
export type Targets = ReadonlyMap<SourceNode, Target | NoTarget>;

/**
 * Finds name, version and place of the OCIRepository of each source that is to migrate. One text cannot say two
 * things: sources that share a declaration and are not decided alike get one of their own each, away from it.
 */
export function findTargets(
  graph: Graph,
  decisions: ReadonlyMap<SourceNode, Decision>,
  tree: Tree,
  transforms: readonly Transform[],
): Targets {
  const targets = new Map<SourceNode, Target | NoTarget>();
  const sharers = sharersOf(graph);
  const put = (source: SourceNode, find: typeof placeOf) => {
    const decision = decisions.get(source);
    if (decision?.action !== "migrate") return;
    const place = find(source, decision, graph, tree);
    if ("none" in place) {
      const wanted = place.homeless && targetAt({ at: "elsewhere" }, source, decision, graph, sharers);
      targets.set(source, { none: place.none, ...(wanted && !("none" in wanted) && { wanted }) });
      return;
    }
    const target = targetAt(place, source, decision, graph, sharers);
    const refusal = "none" in target ? target.none : refusalBeside(source, target, tree, transforms);
    targets.set(source, refusal === undefined ? target : { none: refusal });
  };
  for (const source of graph.sources) put(source, placeOf);
  for (const [source, rival] of divided(targets, sharers)) {
    put(source, placeAway);
    const target = targets.get(source);
    if (target && "none" in target)
      targets.set(source, {
        none: `its declaration is also that of ${rival.id}, which is decided otherwise, and it gets no other place: ${target.none}`,
      });
  }
  for (const refused of [twins(targets), overlaps(targets, graph, sharers)])
    for (const [source, none] of refused) targets.set(source, { none });
  return targets;
}

/** The target of a source at a place, or why no version of OCIRepository serves all clusters that the place reaches. */
function targetAt(
  place: Place,
  source: SourceNode,
  decision: MigrateDecision,
  graph: Graph,
  sharers: ReturnType<typeof sharersOf>,
): Target | NoTarget {
  const beside = place.at === "beside";
  const scopes = scopesOf(place, source, sharers);
  const minors = [...new Set(scopes)].map((scope) => minorIn(graph.flux, scope));
  const apiVersion = ociRepositoryVersion(minors);
  if (apiVersion === undefined)
    return {
      none: `its file reaches clusters of Flux ${minors.map((minor) => `2.${minor}`).join(" and ")}, and no version of OCIRepository is served by all`,
    };
  const name = targetName(source, decision.nameTemplate);
  return {
    kind: "OCIRepository",
    apiVersion,
    name,
    namespace: source.namespace,
    writtenName: beside
      ? fillName(decision.nameTemplate, place.declaration.manifest.name ?? source.name)
      : name,
    minors,
    interval: intervalOf(source, beside),
    decision,
    place,
  };
}

/** Sources that would stand beside a declaration that is also that of another one, which wants something else of it. */
function divided(
  targets: Targets,
  sharers: ReturnType<typeof sharersOf>,
): readonly (readonly [SourceNode, SourceNode])[] {
  return [...targets].flatMap(([source, target]) => {
    if ("none" in target || target.place.at !== "beside") return [];
    const rival = sharers(source).find((other) => other !== source && !agree(target, targets.get(other)));
    return rival ? [[source, rival] as const] : [];
  });
}

/** Why no transform can write the target into the file of the Git declaration; undefined for other places. */
function refusalBeside(
  source: SourceNode,
  target: Target,
  tree: Tree,
  transforms: readonly Transform[],
): string | undefined {
  if (target.place.at !== "beside") return undefined;
  const { manifest } = target.place.declaration;
  const text = tree.text(manifest.document.file);
  if (text === undefined) return "its file could not be read again";
  const rewrite = transforms.find((one) => one.refuses && one.applies(manifest));
  return rewrite ? rewrite.refuses?.(manifest, source, target, text) : "no rewrite handles its declaration";
}

/** Answers which sources one and the same text declares, in several clusters; the source itself included. */
export function sharersOf(graph: Graph): (source: SourceNode) => readonly SourceNode[] {
  const byNode = new Map<unknown, SourceNode[]>();
  const nodesOf = (source: SourceNode) =>
    source.declarations.filter((one) => one.as === "object").map((one) => one.manifest.node);
  for (const source of graph.sources) for (const node of nodesOf(source)) pushTo(byNode, node, source);
  return (source) => [...new Set([source, ...nodesOf(source).flatMap((node) => byNode.get(node) ?? [])])];
}

function agree(a: Target, b: Target | NoTarget | undefined): boolean {
  if (!b || "none" in b) return false;
  return (
    a.writtenName === b.writtenName &&
    a.decision.url === b.decision.url &&
    JSON.stringify([a.decision.ref, a.decision.access, a.decision.verify]) ===
      JSON.stringify([b.decision.ref, b.decision.access, b.decision.verify])
  );
}
