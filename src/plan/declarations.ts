import { type Declaration, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { PlainRecord } from "../core/ops.ts";
import { type Change, type Finding, reasonsText, type Target } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import type { Transform } from "../core/transform.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { declareElsewhere, newObject, retire } from "./declare.ts";
import type { Sharers } from "./targets.ts";

type Active = ReadonlyMap<Unit, Target>;
type Keeps = ReadonlyMap<SourceNode, string | undefined>;

/** Changes that declare the targets of sources and charts, and retire what nothing needs any more. */
export function declareSources(
  active: Active,
  keeps: Keeps,
  sharers: Sharers,
  transforms: readonly Transform[],
  text: (file: string) => string | undefined,
): { changes: Map<Unit, Change[]>; findings: Finding[] } {
  const changes = new Map<Unit, Change[]>();
  const findings: Finding[] = [];
  const firstOf = firstUnits(active);
  const heirOf = heirs(active, keeps, sharers);
  for (const [unit, target] of active) {
    const source = sourceOf(unit);
    const { place } = target;
    if (place.at !== "beside") {
      const keepsOn =
        isChart(unit) && firstOf(source) !== unit ? "another chart takes it away" : keeps.get(source);
      changes.set(unit, declareElsewhere(unit, target, keepsOn));
      continue;
    }
    if (isChart(unit) && heirOf(source) !== unit.path) {
      changes.set(unit, [declareAfter(unit, target, place.declaration)]);
      continue;
    }
    if (isChart(unit) && target.kind === "HelmRepository") {
      changes.set(unit, [
        declareAfter(unit, target, place.declaration),
        retire(source, target, place.declaration),
      ]);
      continue;
    }
    const { manifest } = place.declaration;
    const own: Change[] = [];
    for (const transform of transforms) {
      if (typeof transform.rows === "function" || transform.rows.length > 0 || !transform.applies(manifest))
        continue;
      const result = transform.run(manifest, {
        references: [],
        sources: [source],
        destination: () => ({ stays: "only declarations are looked at" }),
        targetOf: (one) => (one === source ? target : undefined),
        keepsGit: (one) => keeps.get(one),
        namespaceOf: ({ namespace }) => namespace ?? UNKNOWN,
        remains: () => undefined,
        text,
      });
      pushAll(own, result.changes ?? []);
      pushAll(findings, result.findings ?? []);
    }
    changes.set(unit, own);
  }
  return { changes, findings };
}

/** Answers which unit takes a Git declaration away where no other is written in its place. */
function firstUnits(active: Active): (source: SourceNode) => Unit | undefined {
  return once((source) => {
    const all = [source, ...source.charts].filter((one) => active.has(one));
    return all.every((one) => active.get(one)?.place.at !== "beside") ? all[0] : undefined;
  });
}

/**
 * Answers which chart is written in the place of a Git declaration that feeds only charts: the first by its path, of
 * all clusters that share the text. The others follow as objects of their
 * own. One HelmRepository for all of them is written where no OCIRepository is.
 */
function heirs(active: Active, keeps: Keeps, sharers: Sharers): (source: SourceNode) => string | undefined {
  return once((source) => {
    if (keeps.get(source) !== undefined) return undefined;
    const sources = sharers(source).map(sourceOf);
    if (sources.some((one) => active.has(one))) return undefined;
    const besideOf = (kind: Target["kind"]) =>
      sources
        .flatMap(({ charts }) => charts)
        .filter((chart) => active.get(chart)?.place.at === "beside" && active.get(chart)?.kind === kind)
        .map(({ path }) => path)
        .sort(compare)[0];
    return besideOf("OCIRepository") ?? besideOf("HelmRepository");
  });
}

/** Finds something about a source once: a source can have thousands of charts, and each of them asks. */
function once<T>(find: (source: SourceNode) => T): (source: SourceNode) => T {
  const known = new Map<SourceNode, T>();
  return (source) => {
    if (!known.has(source)) known.set(source, find(source));
    return known.get(source) as T;
  };
}

function declareAfter(unit: Unit, target: Target, declaration: Declaration): Change {
  const object = newObject(unit, target);
  // A declaration without a namespace gets it on the way, in each cluster its own; so does what follows it.
  if (declaration.manifest.namespace === undefined) delete (object.metadata as PlainRecord).namespace;
  return {
    rule: "helmrelease-chart",
    file: declaration.manifest.document.file,
    intent: { type: "declare-after", unit, declaration, object },
    why: `${target.kind} ${target.namespace}/${target.name} from ${target.decision.url}, for ${unit.id}${reasonsText(target)}`,
  };
}
