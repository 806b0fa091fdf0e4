import type { Decision } from "../core/decision.ts";
import { type Graph, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { fillName, targetName } from "../core/names.ts";
import type { Target } from "../core/plan.ts";
import type { Transform } from "../core/transform.ts";
import { NEWEST_MINOR, ociRepositoryVersion } from "../flux/api-versions.ts";
import { intervalOf } from "./interval.ts";
import { placeOf, type Tree } from "./place.ts";

/** Where each decided source goes, or why it cannot. */
export type Targets = ReadonlyMap<SourceNode, Target | { none: string }>;

/**
 * Finds name, version and place of the OCIRepository of each source that is to migrate. Sources that share one
 * declaration go together or not at all: one text cannot say two things.
 */
export function findTargets(
  graph: Graph,
  decisions: ReadonlyMap<SourceNode, Decision>,
  tree: Tree,
  transforms: readonly Transform[],
): Targets {
  const targets = new Map<SourceNode, Target | { none: string }>();
  const sharers = sharersOf(graph);
  for (const source of graph.sources) {
    const decision = decisions.get(source);
    if (decision?.action !== "migrate") continue;
    const place = placeOf(source, decision, graph, tree);
    if ("none" in place) {
      targets.set(source, place);
      continue;
    }
    const scopes = place.at === "beside" ? sharers(source).map((one) => one.scope) : [source.scope];
    const minors = [...new Set(scopes)].map((scope) => minorOf(graph, scope));
    const apiVersion = ociRepositoryVersion(minors);
    if (apiVersion === undefined) {
      targets.set(source, {
        none: `its file reaches clusters of Flux ${minors.map((minor) => `2.${minor}`).join(" and ")}, and no version of OCIRepository is served by all`,
      });
      continue;
    }
    const name = targetName(source, decision.nameTemplate);
    const writtenName =
      place.at === "beside"
        ? fillName(decision.nameTemplate, place.declaration.manifest.name ?? source.name)
        : name;
    const interval = intervalOf(source, place.at === "beside");
    const target: Target = {
      kind: "OCIRepository",
      apiVersion,
      name,
      namespace: source.namespace,
      writtenName,
      minors,
      interval,
      decision,
      place,
    };
    const refusal = refusalBeside(source, target, tree, transforms);
    targets.set(source, refusal === undefined ? target : { none: refusal });
  }
  for (const source of graph.sources) {
    const target = targets.get(source);
    if (!target || "none" in target || target.place.at !== "beside") continue;
    const rival = sharers(source).find((other) => other !== source && !agree(target, targets.get(other)));
    if (rival)
      targets.set(source, {
        none: `its declaration is also that of ${rival.id}, which is decided otherwise; decide both the same, or split the file`,
      });
  }
  for (const [source, target] of targets) {
    if ("none" in target) continue;
    const twin = [...targets].find(
      ([other, one]) =>
        other !== source &&
        !("none" in one) &&
        one.name === target.name &&
        one.namespace === target.namespace &&
        other.scope === source.scope,
    );
    if (twin)
      targets.set(source, {
        none: `${twin[0].id} would get the same name ${target.namespace}/${target.name}`,
      });
  }
  return targets;
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
  for (const source of graph.sources)
    for (const node of nodesOf(source)) {
      const list = byNode.get(node);
      if (list) list.push(source);
      else byNode.set(node, [source]);
    }
  return (source) => [...new Set([source, ...nodesOf(source).flatMap((node) => byNode.get(node) ?? [])])];
}

/** Target Flux minor of a scope; of all known ones the oldest where the scope is unknown. */
function minorOf(graph: Graph, scope: string): number {
  return graph.flux.get(scope)?.minor ?? graph.flux.get(UNKNOWN)?.minor ?? NEWEST_MINOR;
}

function agree(a: Target, b: Target | { none: string } | undefined): boolean {
  if (!b || "none" in b) return false;
  return (
    a.writtenName === b.writtenName &&
    a.decision.url === b.decision.url &&
    JSON.stringify([a.decision.ref, a.decision.access, a.decision.verify]) ===
      JSON.stringify([b.decision.ref, b.decision.access, b.decision.verify])
  );
}
