import { hideCredentials } from "../core/credentials.ts";
import { type Graph, type Reference, scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy, pushAll } from "../core/group.ts";
import type { Fate, Plan } from "../core/plan.ts";
import { feedsOnlyCharts, isChart, shortId, sourceOf, type Unit, unitOf, unitsOf } from "../core/units.ts";
import { oneLine, type Paint } from "./colour.ts";
import { openLines } from "./opens.ts";
import { count, findingLines, grouped, refText, skippedLines } from "./pretty.ts";

/** The parts of the inventory, in the order in which a person acts on them. */
const PARTS = [
  { action: "undecided", title: "To decide" },
  { action: "migrate", title: "Moves" },
  { action: "keep", title: "Stays on Git, as decided" },
] as const;

/** What becomes of a source that moves. */
const FATES: Readonly<Record<Fate["state"], string>> = {
  replaced: "the OCIRepository takes the place of the GitRepository",
  beside: "the OCIRepository stands beside the GitRepository",
  declared: "the OCIRepository is declared in this repository",
  elsewhere: "the OCIRepository is declared elsewhere",
  kept: "nothing is written",
};

/** Of the clusters that apply one thing, more than these are counted. */
const MOST_CLUSTERS = 3;

/**
 * The inventory in short, for a terminal: what needs a decision first, each reason once with the sources that it is
 * about, and the next command at the end. `prettyScan` prints each source whole.
 * @param hasConfig whether a git2oci.yaml was read: then that is the place for decisions
 */
export function scanSummary(graph: Graph, plan: Plan, hasConfig: boolean, paint: Paint): string {
  const units = toDecide(graph, plan);
  const lines = headLines(graph, paint);
  for (const { action, title } of PARTS) {
    const list = units.filter((one) => (plan.decisions.get(one)?.action ?? "undecided") === action);
    if (list.length > 0) pushAll(lines, ["", paint.bold(`${title}:`), ...reasonLines(list, plan, paint)]);
  }
  const open = graph.references.filter((one) => one.sources.length === 0);
  pushAll(lines, [
    ...part(`References whose source this tree does not tell (${open.length}):`, grouped(open, plan), paint),
    ...part("References with a reason of their own:", grouped(ownReasons(graph, plan), plan), paint),
    ...findingLines(plan.findings, paint),
    ...openLines(graph.doors, paint),
    ...skippedLines(graph, paint),
    "",
    ...nextLines(units, plan, hasConfig),
  ]);
  return `${lines.join("\n")}\n`;
}

/** What has a decision of its own. A source that feeds charts alone is decided chart by chart. */
function toDecide(graph: Graph, plan: Plan): Unit[] {
  const isOpen = (unit: Unit) => (plan.decisions.get(unit)?.action ?? "undecided") === "undecided";
  return unitsOf(graph).filter((one) => isChart(one) || !feedsOnlyCharts(one) || !isOpen(one));
}

function part(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ["", paint.bold(title), ...lines.map((one) => `  ${oneLine(one)}`)];
}

function headLines({ files, sources, references, roots, flux }: Graph, paint: Paint): string[] {
  const scopes = [...new Set(roots.map((root) => root.scope))].sort();
  const clusters = scopes.length === 0 ? "no cluster root found" : count(scopes.length, "cluster");
  const versions = groupBy(scopes, (one) => `Flux 2.${flux.get(one)?.minor ?? "?"}`);
  return [
    `${count(files, "file")} looked at: ${count(sources.length, "Git source")}, ${count(references.length, "reference")}, ${clusters}`,
    ...[...versions].map(([version, list]) =>
      paint.dim(`  ${version}: ${list.map((one) => oneLine(scopeText(one))).join(", ")}`),
    ),
  ];
}

/** What one reason is about: the reason, and below it one line for each source or chart, whatever its clusters. */
function reasonLines(units: readonly Unit[], plan: Plan, paint: Paint): string[] {
  return byWeight(groupBy(units, (one) => reasonOf(one, plan))).flatMap(([reason, list]) => [
    `  ${oneLine(reason)}`,
    ...byWeight(groupBy(list, (one) => subjectOf(one, plan))).map(
      ([subject, same]) => `    ${boldId(oneLine(subject), paint)}${told(same)}`,
    ),
  ]);
}

/** Groups by how many references they hold, most first; equal ones keep their order. */
function byWeight(groups: ReadonlyMap<string, Unit[]>): [string, Unit[]][] {
  return [...groups].sort(([, a], [, b]) => referencesOf(b).size - referencesOf(a).size);
}

/** Each reference once, also if it means a source of each cluster. */
function referencesOf(units: readonly Unit[]): ReadonlySet<Reference> {
  return new Set(
    units.flatMap((unit) =>
      isChart(unit) ? unit.releases : unit.references.filter((one) => unitOf(unit, one) === unit),
    ),
  );
}

function boldId(subject: string, paint: Paint): string {
  const [id = "", ...rest] = subject.split("  ");
  return [paint.bold(id), ...rest].join("  ");
}

/** A reason without the names that it is about, so that equal ones are one. */
function reasonOf(unit: Unit, plan: Plan): string {
  const decision = plan.decisions.get(unit);
  const { namespace, name } = sourceOf(unit);
  const whole = (decision?.reason ?? "undecided").replaceAll(`${namespace}/${name}`, "<namespace>/<name>");
  const reason = isChart(unit) ? generalChart(whole, unit.path) : whole;
  if (decision?.action !== "migrate") return bare(reason);
  const fate = isChart(unit) ? undefined : plan.fates.get(unit);
  if (!fate) return "the chart gets an OCIRepository of its own";
  return fate.reason === decision.reason ? FATES[fate.state] : `${FATES[fate.state]}: ${fate.reason}`;
}

function generalChart(reason: string, path: string): string {
  const name = path.split("/").at(-1) ?? "";
  return reason
    .replaceAll(`chart: ${path},`, "chart: <path>,")
    .replaceAll(`the chart ${name} `, "the chart ");
}

/** What tells one source of a reason from the others: its id, where it comes from, and where it goes. */
function subjectOf(unit: Unit, plan: Plan): string {
  const decision = plan.decisions.get(unit);
  const source = sourceOf(unit);
  const ref = refText(source.ref ?? {});
  const from = `  ${hideCredentials(source.url ?? "url unknown")}${ref === "" ? "" : `, ${ref}`}`;
  const to = decision?.action === "migrate" ? ` → ${decision.url} ${refText(decision.ref)}` : "";
  return `${shortId(unit)}${from}${to}`;
}

/** How much depends on it, and in which clusters. */
function told(units: readonly Unit[]): string {
  const scopes = [...new Set(units.map((one) => sourceOf(one).scope))]
    .filter((one) => one !== UNKNOWN)
    .sort();
  const shown = scopes.slice(0, MOST_CLUSTERS).map((one) => oneLine(scopeText(one)));
  const more = scopes.length > shown.length ? ` and ${scopes.length - shown.length} more` : "";
  const where = shown.length === 0 ? "" : ` in ${shown.join(", ")}${more}`;
  return ` (${count(referencesOf(units).size, "reference")}${where})`;
}

/** References that stay for a reason that none of their sources has; the others stand above with their source. */
function ownReasons({ references }: Graph, plan: Plan): Reference[] {
  return references.filter((one) => {
    const outcome = plan.outcomes.get(one);
    if (one.sources.length === 0 || (outcome?.outcome !== "keep" && outcome?.outcome !== "manual"))
      return false;
    return !one.sources.some((source) => {
      const decision = plan.decisions.get(unitOf(source, one));
      return decision && decision.action !== "migrate" && outcome.reason.includes(bare(decision.reason));
    });
  });
}

const bare = (reason: string) => reason.replace(/^undecided: /, "");

/** What is left to do, and the command for it. */
function nextLines(units: readonly Unit[], plan: Plan, hasConfig: boolean): string[] {
  const named = (action: string) =>
    new Set(units.filter((one) => (plan.decisions.get(one)?.action ?? "undecided") === action).map(shortId))
      .size;
  const [open, moving] = [named("undecided"), named("migrate")];
  const lines: string[] = [];
  if (open > 0) {
    const how = hasConfig
      ? "write each into git2oci.yaml"
      : "git2oci init asks for each and writes git2oci.yaml";
    lines.push(
      `${open} of ${new Set(units.map(shortId)).size} sources and charts wait for a decision; ${how}.`,
    );
  }
  if (moving > 0) lines.push("Next: git2oci migrate --dry-run shows what would change.");
  lines.push("git2oci scan --verbose shows each source and where it is declared.");
  return lines;
}
