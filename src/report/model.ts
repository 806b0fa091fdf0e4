import { createHash } from "node:crypto";
import { hideCredentials } from "../core/credentials.ts";
import { sortEdits } from "../core/edits.ts";
import { calledAs, type Graph, type Reference, type SourceNode, UNKNOWN } from "../core/graph.ts";
import type { FileChange, Finding, Plan } from "../core/plan.ts";
import type { Unit } from "../core/units.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import type { About } from "./about.ts";
import type { Explanation } from "./explain.ts";
import { openOf } from "./opens.ts";
import { publishOf } from "./publish.ts";
import { tallyOf } from "./tally.ts";

/** The envelope of every JSON report; the schema of each kind ships in schema/. */
export const API_VERSION = "git2oci/v1";

/** What `scan --format json` prints; the contract is schema/scan-report.schema.json. */
export type ScanReport = ReturnType<typeof scanReport>;
/** What `migrate --format json` prints; the contract is schema/migrate-report.schema.json. */
export type MigrateReport = ReturnType<typeof migrateReport>;

/** The inventory of a tree: sources, references, decisions and what would become of them. */
export function scanReport(graph: Graph, plan: Plan, about: About) {
  return { apiVersion: API_VERSION, kind: "ScanReport", ...about, ...inventory(graph, plan) };
}

/** The inventory with the change itself. `dryRun` tells that nothing was written. */
export function migrateReport(
  graph: Graph,
  plan: Plan,
  files: readonly FileChange[],
  dryRun: boolean,
  about: About,
) {
  return {
    apiVersion: API_VERSION,
    kind: "MigrateReport",
    dryRun,
    ...about,
    ...inventory(graph, plan),
    files: files.map(fileOf),
    remaining: tallyOf(graph, plan).staying.map((one) => remainingOf(one, plan)),
    elsewhere: plan.elsewhere.map((one) => ({ ...one, manifest: renderBlock(one.manifest, 0, "\n") })),
    before: plan.before,
    after: plan.after,
  };
}

/** What `explain --format json` prints; the contract is schema/explain-report.schema.json. */
export type ExplainReport = ReturnType<typeof explainReport>;

/** How sources and references of a tree resolved, step by step. */
export function explainReport(explanations: readonly Explanation[]) {
  return {
    apiVersion: API_VERSION,
    kind: "ExplainReport",
    explanations: explanations.map(({ id, of, steps }) => ({
      id,
      of,
      steps: steps.map(({ step, lines }) => ({
        step,
        lines: lines.map(({ text, at }) => ({ text, file: at?.file ?? null, line: at?.line ?? null })),
      })),
    })),
  };
}

function inventory(graph: Graph, plan: Plan) {
  const { moving, beside, staying } = tallyOf(graph, plan);
  return {
    summary: {
      files: graph.files,
      sources: graph.sources.length,
      references: graph.references.length,
      moving: moving.length,
      beside: beside.length,
      staying: staying.length,
      undeclared: graph.references.filter((one) => one.resolution === "undeclared").length,
      findings: plan.findings.length,
    },
    flux: [...graph.flux]
      .filter(([scope]) => scope !== UNKNOWN || graph.roots.length === 0)
      .map(([scope, version]) => ({ scope, version: `2.${version.minor}`, from: version.from })),
    sources: graph.sources.map((source) => sourceOf(source, plan)),
    references: graph.references.map((reference) => referenceOf(reference, graph, plan)),
    findings: plan.findings.map(findingOf),
    skipped: graph.skipped,
    opens: graph.doors.map(openOf),
    publish: publishOf(plan.publish),
  };
}

function sourceOf(source: SourceNode, plan: Plan) {
  return {
    id: source.id,
    name: source.name,
    namespace: source.namespace,
    scope: source.scope,
    declared: source.declarations.map((one) => ({
      file: one.location.file,
      line: one.location.line,
      as: calledAs(one),
    })),
    url: source.url === undefined ? null : hideCredentials(source.url),
    ref: source.ref ?? null,
    owner: source.owner,
    root: source.roots.length > 0,
    ...becomes(source, plan),
    references: source.references.map((one) => one.id),
    charts: source.charts.map((chart) => ({
      id: chart.id,
      path: chart.path === "" ? "." : chart.path,
      ...becomes(chart, plan),
      references: chart.releases.map((one) => one.id),
    })),
  };
}

/** What was decided about a source or a chart, and what becomes of it. */
function becomes(unit: Unit, plan: Plan) {
  const decision = plan.decisions.get(unit);
  const fate = plan.fates.get(unit);
  const migrate = decision?.action === "migrate" ? decision : undefined;
  return {
    decision: {
      action: decision?.action ?? "undecided",
      url: migrate?.url ?? null,
      ref: migrate?.ref ?? null,
      reason: decision?.reason ?? "undecided",
    },
    result: { state: fate?.state ?? "kept", reason: fate?.reason ?? "" },
  };
}

function referenceOf(reference: Reference, graph: Graph, plan: Plan) {
  const { manifest, location } = reference;
  const outcome = plan.outcomes.get(reference);
  const namespaces = new Set(
    (graph.contexts.get(manifest.document.file) ?? []).map(
      (context) => context.namespace ?? manifest.namespace ?? UNKNOWN,
    ),
  );
  return {
    id: reference.id,
    file: location.file,
    line: location.line,
    column: location.column,
    from: {
      apiVersion: manifest.apiVersion,
      kind: manifest.kind,
      namespace: namespaces.size === 1 ? ([...namespaces][0] ?? UNKNOWN) : (manifest.namespace ?? UNKNOWN),
      name: manifest.name ?? UNKNOWN,
    },
    path: reference.path,
    sources: reference.sources.map((source) => source.id),
    scopes: reference.scopes,
    resolution: reference.resolution,
    outcome: outcome?.outcome ?? "manual",
    reason: outcome?.reason ?? "",
  };
}

function remainingOf(reference: Reference, plan: Plan) {
  const outcome = plan.outcomes.get(reference);
  return {
    id: reference.id,
    file: reference.location.file,
    line: reference.location.line,
    column: reference.location.column,
    path: reference.path,
    sources: reference.sources.map((source) => source.id),
    outcome: outcome?.outcome ?? "manual",
    reason: outcome?.reason ?? "",
  };
}

/** A finding in the shape of every JSON report. */
export function findingOf({ rule, severity, message, location, help }: Finding) {
  return { rule, severity, message, ...location, help: help ?? null };
}

/** A changed file in the shape of the JSON reports. */
export function fileOf({ path, change, edits, before, after }: FileChange) {
  const bytes = byteOffsets(before ?? "");
  return {
    path,
    change,
    sha256: {
      before: before === undefined ? null : sha256(before),
      after: after === undefined ? null : sha256(after),
    },
    edits: sortEdits(edits).map(({ start, end, text, rule, why }) => ({
      start,
      end,
      startByte: bytes(start),
      endByte: bytes(end),
      text,
      rule,
      why,
    })),
  };
}

/** Byte offsets for ascending UTF-16 offsets of a text; each part is measured once. */
export function byteOffsets(text: string): (offset: number) => number {
  let unit = 0;
  let byte = 0;
  return (offset) => {
    if (offset < unit) return Buffer.byteLength(text.slice(0, offset));
    byte += Buffer.byteLength(text.slice(unit, offset));
    unit = offset;
    return byte;
  };
}

/** SHA-256 of a text's UTF-8 bytes, hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
