import { type Graph, type Reference, type SourceNode, UNKNOWN } from "../core/graph.ts";
import type { FileChange, Finding, Migration, Plan } from "../core/plan.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { colourDiff, type Paint, visible } from "./colour.ts";
import { fileDiff } from "./unified-diff.ts";

/** The inventory for a person: sources by how much depends on them, what each needs, and what was not read. */
export function prettyScan(graph: Graph, plan: Plan, paint: Paint): string {
  const lines: string[] = [];
  const add = (text = "") => lines.push(text);
  const { sources, references } = graph;
  add(
    `${count(graph.files, "file")} looked at, ${count(sources.length, "Git source")}, ${count(references.length, "reference")}${graph.roots.length === 0 ? ", no cluster root found" : ""}`,
  );
  for (const scope of [...new Set(graph.roots.map((root) => root.scope))].sort()) {
    const version = graph.flux.get(scope);
    add(
      paint.dim(
        `  cluster root ${scope === "" ? "." : visible(scope)}: Flux 2.${version?.minor} (${visible(version?.from ?? "?")})`,
      ),
    );
  }
  for (const source of [...sources].sort(
    (a, b) => b.references.length - a.references.length || (a.id < b.id ? -1 : 1),
  )) {
    add();
    add(`${paint.bold(visible(source.id))}${suffix(source)}`);
    for (const line of sourceLines(source, plan)) add(`  ${visible(line)}`);
    for (const line of grouped(source.references, plan)) add(`  ${visible(line)}`);
  }
  lines.push(...findingLines(plan.findings, paint), ...skippedLines(graph, paint));
  return `${lines.join("\n")}\n`;
}

function suffix(source: SourceNode): string {
  return source.scope !== UNKNOWN && !source.id.includes("@")
    ? `  (${source.scope === "" ? "." : source.scope})`
    : "";
}

function sourceLines(source: SourceNode, plan: Plan): string[] {
  const places = source.declarations.map((one) => `${one.location.file}:${one.location.line} (${one.as})`);
  const decision = plan.decisions.get(source);
  const target = decision?.action === "migrate" ? `${decision.url} ${refText(decision.ref)}, ` : "";
  const fate = plan.fates.get(source);
  return [
    `declared: ${places.length > 0 ? places.join(", ") : "in no file of this tree"}`,
    `from:     ${source.url ?? "url unknown"} ${JSON.stringify(source.ref ?? {})}, ${source.owner}`,
    `decision: ${decision?.action === "undecided" ? "" : `${decision?.action}, `}${target}${decision?.reason ?? "undecided"}`,
    ...(decision?.action === "migrate" ? [`result:   ${fate?.state}, ${fate?.reason}`] : []),
  ];
}

/** References counted by outcome and reason; the first places of each. */
function grouped(references: readonly Reference[], plan: Plan): string[] {
  const groups = new Map<string, Reference[]>();
  for (const one of references) {
    const outcome = plan.outcomes.get(one);
    const reason = outcome?.outcome === "repoint" ? "reads the OCIRepository" : (outcome?.reason ?? "");
    const key = `${outcome?.outcome ?? "manual"}: ${reason}`;
    const list = groups.get(key);
    if (list) list.push(one);
    else groups.set(key, [one]);
  }
  return [...groups].flatMap(([key, list]) => {
    const places = list.slice(0, 3).map((one) => `${one.location.file}:${one.location.line}`);
    const more = list.length > 3 ? ` and ${list.length - 3} more` : "";
    return [`${String(list.length).padStart(4)} ${key}`, `       ${places.join(", ")}${more}`];
  });
}

/**
 * The change for a person: each migration with its reasons and its diff, then what stays and what to do first.
 * `waiting` are migrations that only a person may accept, and nobody was asked.
 */
export function prettyMigrate(
  graph: Graph,
  plan: Plan,
  files: readonly FileChange[],
  diffOf: (migration: Migration) => readonly FileChange[],
  paint: Paint,
  waiting: readonly Migration[] = [],
): string {
  const lines: string[] = [];
  for (const migration of plan.migrations)
    lines.push(prettyMigration(migration, diffOf(migration), paint), "");
  if (plan.migrations.length === 0) lines.push("Nothing to migrate.");
  else
    lines.push(
      `${count(plan.migrations.length, "source")} and ${count([...plan.outcomes.values()].filter((one) => one.outcome === "repoint").length, "reference")} move, in ${count(files.length, "file")}.`,
    );
  for (const { source, reservation } of waiting)
    lines.push(
      `${paint.yellow("Needs a person's yes:")} ${visible(source.id)}, ${visible(reservation ?? "it is inferred")}; run migrate in a terminal without --yes.`,
    );
  lines.push(
    ...remainingLines(graph, plan, paint),
    ...findingLines(plan.findings, paint),
    ...skippedLines(graph, paint),
  );
  for (const one of plan.elsewhere)
    lines.push(
      "",
      paint.bold(`Apply first, where ${visible(one.id)} is made:`),
      visible(`---\n${renderBlock(one.manifest, 0, "\n")}`).trimEnd(),
    );
  for (const [title, manifest] of printed(graph, plan))
    lines.push("", paint.bold(visible(title)), visible(manifest));
  if (plan.before.length > 0) {
    lines.push("", paint.bold("Before merging:"));
    plan.before.forEach((line, i) => {
      lines.push(`  ${i + 1}. ${visible(line)}`);
    });
  }
  return `${lines.join("\n")}\n`;
}

/** One migration: source to target, why, the clusters, and its diff. */
export function prettyMigration(migration: Migration, files: readonly FileChange[], paint: Paint): string {
  const { source, target, changes } = migration;
  const scopes = new Set(
    changes.flatMap((one) => (one.intent.type === "repoint" ? one.intent.reference.scopes : [source.scope])),
  );
  const reached = [...scopes]
    .map((scope) => (scope === UNKNOWN ? "no known cluster" : scope === "" ? "." : scope))
    .join(", ");
  const moved = changes.filter((one) => one.intent.type === "repoint").length;
  const lines = [
    paint.bold(`${visible(source.id)} → OCIRepository/${visible(target.namespace)}/${visible(target.name)}`),
    `  ${visible(source.url ?? "url unknown")} ${visible(JSON.stringify(source.ref ?? {}))} → ${visible(target.decision.url)} ${visible(refText(target.decision.ref))}`,
    `  ${visible(target.decision.reason)}; reaches ${visible(reached)}`,
    ...target.decision.notes.map((note) => `  ${visible(note)}`),
    ...changes
      .filter((one) => one.intent.type !== "repoint")
      .map((one) => `  ${visible(one.file)}: ${visible(one.why)}`),
    ...(moved > 0 ? [`  ${count(moved, "reference")} ${moved === 1 ? "moves" : "move"} with it`] : []),
    ...(migration.reservation === undefined
      ? []
      : [paint.yellow(`  review: ${visible(migration.reservation)}`)]),
  ];
  const diffs = files.map((file) => colourDiff(fileDiff(file), paint)).join("");
  return `${lines.join("\n")}\n\n${diffs}`.trimEnd();
}

function remainingLines(graph: Graph, plan: Plan, paint: Paint): string[] {
  const staying = graph.references.filter((one) => plan.outcomes.get(one)?.outcome !== "repoint");
  if (staying.length === 0) return [];
  return [
    "",
    paint.bold(`${count(staying.length, "reference")} ${staying.length === 1 ? "stays" : "stay"} on Git:`),
    ...grouped(staying, plan).map((line) => `  ${visible(line)}`),
  ];
}

/** Sources with a target but without a place: the object to declare, as text. */
function printed(graph: Graph, plan: Plan): [string, string][] {
  return graph.sources.flatMap((source): [string, string][] => {
    const decision = plan.decisions.get(source);
    const fate = plan.fates.get(source);
    if (
      decision?.action !== "migrate" ||
      fate?.state !== "kept" ||
      source.references.length === 0 ||
      source.declarations.some((one) => one.as === "object")
    )
      return [];
    const metadata = {
      name: source.name,
      ...(source.namespace !== UNKNOWN && { namespace: source.namespace }),
    };
    const object = {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "OCIRepository",
      metadata,
      spec: { interval: "5m", url: decision.url, ref: { ...decision.ref } as Record<string, string> },
    };
    return [
      [
        `${source.id} has no place here (${fate.reason}); declare this where it is applied, and run again:`,
        `---\n${renderBlock(object, 0, "\n")}`.trimEnd(),
      ],
    ];
  });
}

/** What lint found for a person, and what it could not look into. */
export function prettyLint(findings: readonly Finding[], graph: Graph, paint: Paint): string {
  const said =
    findings.length === 0
      ? ["No Git source is left that could move."]
      : findingLines(findings, paint).slice(1);
  return `${[...said, ...skippedLines(graph, paint)].join("\n")}\n`;
}

/** Findings as `file:line:column severity rule message`. */
function findingLines(findings: readonly Finding[], paint: Paint): string[] {
  if (findings.length === 0) return [];
  const colour = { error: "red", warning: "yellow", note: "cyan" } as const;
  return [
    "",
    paint.bold(`${count(findings.length, "finding")}:`),
    ...findings.map(
      ({ location, severity, rule, message }) =>
        `  ${visible(location.file)}:${location.line}:${location.column} ${paint[colour[severity]](severity)} ${visible(message)} ${paint.dim(rule)}`,
    ),
  ];
}

function skippedLines(graph: Graph, paint: Paint): string[] {
  if (graph.skipped.length === 0) return [];
  return [
    "",
    paint.bold(`${count(graph.skipped.length, "file")} not read:`),
    ...graph.skipped.map((one) => `  ${visible(one.file)}: ${visible(one.reason)}`),
  ];
}

function refText(ref: object): string {
  return Object.entries(ref)
    .map(([field, value]) => `${field} ${value}`)
    .join(" ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
