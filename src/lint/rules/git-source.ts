import type { SourceNode } from "../../core/graph.ts";
import type { ObjectIdentity } from "../../core/lint.ts";
import type { Location } from "../../core/manifest.ts";
import { type ChartNode, isChart, type Unit, unitsOf } from "../../core/units.ts";
import type { LintContext } from "../context.ts";
import { migrationFix } from "../migration-fix.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * A Git source that could move is an error, one that nobody has decided a warning. What is kept by a decision, by a
 * root or because it must stay is legitimate and silent.
 */
export const gitSource: LintRule = {
  id: "git-source",
  find: (context) => unitsOf(context.graph).flatMap((unit) => found(unit, context)),
};

function found(unit: Unit, context: LintContext): Found[] {
  return isChart(unit) ? openChart(unit, context) : openSource(unit, context);
}

function openSource(source: SourceNode, { plan, safe, tree }: LintContext): Found[] {
  const location = placeOf(source, tree);
  const decision = plan.decisions.get(source);
  if (!location || !decision || source.roots.length > 0) return [];
  const object = identityOfSource(source);
  if (decision.action === "undecided" && staysForGood(source)) return [];
  if (decision.action === "undecided")
    return [
      { severity: "warning", open: true, message: `${source.id}: ${decision.reason}`, location, object },
    ];
  if (plan.fates.get(source)?.state !== "replaced") return [];
  const way = decision.action === "migrate" ? `it to ${decision.url}` : "each of its charts to OCI";
  return [
    {
      message: `${source.id} is still a Git source; git2oci migrate moves ${way}`,
      location,
      object,
      ...migrationFix(source, safe),
    },
  ];
}

/**
 * Where a source is told of: its declaration, or if a run looks at a part of the tree, what of the source is in that
 * part. Folders that are fleets of their own declare the same source again and again.
 */
function placeOf({ declarations, references }: SourceNode, tree: LintContext["tree"]): Location | undefined {
  const objects = declarations.filter(({ as }) => as === "object");
  if (objects.length === 0) return undefined;
  const isInside = ({ location: { file } }: { location: Location }) => tree.outside(file) === undefined;
  return ([...objects, ...references].find(isInside) ?? objects[0])?.location;
}

/** True where everything that reads it takes Git alone, such as image automation: no decision would move it. */
function staysForGood({ references }: SourceNode): boolean {
  const readers = references.filter(({ row }) => !row.follows);
  return (
    readers.length > 0 &&
    readers.every(
      ({ row, held }) => held !== undefined || (row.outcome === "keep" && !row.rewrite && !row.acceptsOci),
    )
  );
}

/** A chart that nobody has decided, of a source that somebody has. */
function openChart(chart: ChartNode, { plan }: LintContext): Found[] {
  const decision = plan.decisions.get(chart);
  const [first] = chart.releases;
  if (!first || decision?.action !== "undecided") return [];
  if (plan.decisions.get(chart.source)?.action !== "migrate") return [];
  const { location } = first;
  const object = identityOfSource(chart.source);
  return [{ severity: "warning", open: true, message: `${chart.id}: ${decision.reason}`, location, object }];
}

function identityOfSource({ scope, namespace, name }: SourceNode): ObjectIdentity {
  return { scope, kind: "GitRepository", namespace, name };
}
