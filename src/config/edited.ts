/** Decisions that a person changes at a question: entries like those of git2oci.yaml, for this run. */
import { ACCESS_KEYS, type ChartWaiver, type MigrateDecision, type Waiver } from "../core/decision.ts";
import { type Graph, scopeText } from "../core/graph.ts";
import type { PlainRecord } from "../core/ops.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { matchesSource } from "./match.ts";
import type { ChartEntry, Config, SourceEntry } from "./types.ts";

/** What can be changed. */
export type EditField = "url" | "ref" | "secretRef" | "provider" | "name";

const SOURCE_WAIVERS: Readonly<Record<Waiver, true>> = {
  "dropped-verify": true,
  "excluded-readers": true,
  "policy-lost": true,
  suspended: true,
};

/**
 * The configuration that decides one source or chart as it is decided now, but for one field.
 * @param value as typed; empty takes a field away that may be missing
 */
export function editedEntry(
  unit: Unit,
  decision: MigrateDecision,
  config: Config,
  field: EditField,
  value: string,
): PlainRecord {
  if (field === "name") return { name: value };
  const source = sourceOf(unit);
  const own = config.sources.find((one) => matchesSource(one.selector, source));
  const id = `${source.namespace}/${source.name}@${scopeText(source.scope)}`;
  const isWaived = (one: Waiver | ChartWaiver) => one in SOURCE_WAIVERS !== isChart(unit);
  const waive = decision.waive.filter(isWaived);
  const access: Record<string, string | boolean> = {};
  for (const key of ACCESS_KEYS) {
    const now = decision.access[key];
    if (now !== undefined) access[key] = now;
  }
  if (field === "secretRef" || field === "provider") {
    delete access[field];
    if (value !== "") access[field] = value;
    if (value !== "") delete access.anonymous;
    // "None" is an answer too: nobody is to ask again how the cluster signs in.
    else if (!access.secretRef && !access.provider && !access.serviceAccountName) access.anonymous = true;
  }
  const { verify, artifact, declareIn } = decision;
  const reason = isChart(unit) ? undefined : own?.reason;
  const entry: PlainRecord = {
    source: id,
    ...(isChart(unit) ? { chart: unit.path || "." } : { action: "migrate" }),
    url: field === "url" ? value : decision.url,
    ref: field === "ref" ? typedRef(value) : { ...decision.ref },
    ...access,
    ...(verify && { verify: plainCopy(verify) }),
    ...(waive.length > 0 && { waive: [...waive] }),
    ...(reason !== undefined && { reason }),
  };
  if (isChart(unit)) return { charts: [entry] };
  return {
    sources: [
      {
        ...entry,
        ...(decision.root === "migrate" && { root: "migrate" }),
        ...(own?.chartKind !== undefined && { chartKind: own.chartKind }),
        ...(artifact && { artifact: { path: artifact.path } }),
        ...(declareIn && { declareIn: declareIn.elsewhere ? "elsewhere" : [...declareIn.files] }),
      },
    ],
  };
}

/** `main`, `tag main`, `semver >=1.0`, `digest sha256:…` or the digest alone. */
function typedRef(value: string): PlainRecord {
  const [, field, rest] = /^(tag|semver|digest)\s+(.*)$/s.exec(value) ?? [];
  if (field !== undefined && rest !== undefined) return { [field]: rest };
  return value.startsWith("sha256:") ? { digest: value } : { tag: value };
}

function plainCopy(value: object): PlainRecord {
  return JSON.parse(JSON.stringify(value)) as PlainRecord;
}

/** A configuration with edits on top, the last one first; each replaces what said something about that source alone. */
export function withEdits(config: Config, edits: readonly Config[], graph: Graph): Config {
  let current = config;
  for (const edit of edits) current = withEdit(current, edit, graph);
  return current;
}

function withEdit(config: Config, edit: Config, graph: Graph): Config {
  const origin = { answer: "your edit" };
  const sources = edit.sources.map((one): SourceEntry => ({ ...one, origin }));
  const charts = edit.charts.map((one): ChartEntry => ({ ...one, origin }));
  const about = ({ selector }: SourceEntry) =>
    graph.sources
      .filter((source) => matchesSource(selector, source))
      .map((one) => one.id)
      .join(" ");
  const covered = new Set(sources.map(about));
  return {
    ...config,
    name: sources.length + charts.length > 0 ? config.name : edit.name,
    sources: [...sources, ...config.sources.filter((one) => !covered.has(about(one)))],
    charts: [...charts, ...config.charts],
  };
}
