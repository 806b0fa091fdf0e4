import { type Declaration, isChart, type SourceNode, sourceOf, UNKNOWN, type Unit } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { PlainRecord } from "../core/ops.ts";
import type { Change, Finding, Target } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import type { Transform } from "../core/transform.ts";
import { declareElsewhere, newObject } from "./declare.ts";
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
  for (const [unit, target] of active) {
    const source = sourceOf(unit);
    const { place } = target;
    if (place.at !== "beside") {
      const keepsOn =
        isChart(unit) && !isFirst(unit, active) ? "another chart takes it away" : keeps.get(source);
      changes.set(unit, declareElsewhere(unit, target, keepsOn));
      continue;
    }
    if (isChart(unit) && !takesPlace(unit, active, keeps, sharers)) {
      const after = declareAfter(unit, target, place.declaration);
      changes.set(unit, takesAway(unit, active, keeps, sharers) ? [after, retire(source, after)] : [after]);
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

/** True for the unit that takes a Git declaration away where no other is written in its place. */
function isFirst(unit: Unit, active: Active): boolean {
  const source = sourceOf(unit);
  const all = [source, ...source.charts].filter((one) => active.has(one));
  return all[0] === unit && all.every((one) => active.get(one)?.place.at !== "beside");
}

/**
 * True for the chart that is written in the place of a Git declaration which feeds only charts: the first by its path,
 * of all clusters that share the text. The others follow as objects of their own.
 */
function takesPlace(unit: Unit, active: Active, keeps: Keeps, sharers: Sharers): boolean {
  const source = sourceOf(unit);
  if (!isChart(unit) || keeps.get(source) !== undefined) return false;
  if (active.get(unit)?.kind === "HelmRepository") return false;
  const sources = sharers(source).map(sourceOf);
  if (sources.some((one) => active.has(one))) return false;
  const beside = sources
    .flatMap(({ charts }) => charts)
    .filter(
      (chart) => active.get(chart)?.place.at === "beside" && active.get(chart)?.kind === "OCIRepository",
    )
    .sort((a, b) => compare(a.path, b.path));
  return beside[0]?.path === unit.path;
}

/** True for the chart with which a Git declaration goes that nothing of its kind takes the place of. */
function takesAway(unit: Unit, active: Active, keeps: Keeps, sharers: Sharers): boolean {
  const source = sourceOf(unit);
  if (active.get(unit)?.kind !== "HelmRepository" || keeps.get(source) !== undefined) return false;
  if (sharers(source).some((one) => active.has(one))) return false;
  return source.charts.filter((one) => active.get(one)?.place.at === "beside")[0] === unit;
}

function retire(source: SourceNode, { file, rule, intent }: Change): Change {
  if (intent.type !== "declare-after") throw new Error("nothing takes the place of the declaration");
  const { declaration } = intent;
  return {
    rule,
    file,
    intent: { type: "retire", source, declaration },
    why: `nothing refers to ${source.id} any more`,
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
    why: `${target.kind} ${target.namespace}/${target.name} from ${target.decision.url}, for ${unit.id}`,
  };
}
