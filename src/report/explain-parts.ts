import { hideCredentials } from "../core/credentials.ts";
import { type Context, calledAs, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import type { Place, Plan, Target } from "../core/plan.ts";
import type { Unit } from "../core/units.ts";
import { type ExplainedLine, type ExplainedStep, said, saidAt } from "./explain.ts";
import { refText } from "./pretty.ts";

/** What explanations of sources and of references are made of. */
export interface ExplainInput {
  plan: Plan;
  /** The entry or flag that decides a source: where it is written (`git2oci.yaml:9:5`), and what it matches. */
  entryOf: (source: SourceNode) => { origin: string; selector: string } | undefined;
}

/** Where a source is declared, and what the declarations say. */
export function declaredLines(source: SourceNode): ExplainedLine[] {
  const { declarations, patches, url, ref, owner, id } = source;
  if (declarations.length === 0)
    return [said(`${id} is declared in no file of this tree; a reference names it, so it exists`)];
  return [
    ...declarations.map((one) => saidAt(one.location, `${id} is declared here (${calledAs(one)})`)),
    said(`url ${hideCredentials(url ?? "unknown")}, ref ${refText(ref ?? {}) || "none"}, owner: ${owner}`),
    ...patches.map((one) =>
      saidAt(one.location, `a patch changes ${one.fields.map((field) => `spec.${field}`).join(", ")}`),
    ),
  ];
}

const NOWHERE = "no cluster of this tree is known to apply it";

/**
 * How a file reaches clusters, and what happens to names on the way.
 * @param otherwise clusters that are known without a file that applies it, each with how; they come instead
 */
export function contextLines(
  contexts: readonly Context[],
  otherwise: readonly { scope: string; how: string }[] = [],
): ExplainedLine[] {
  const reached = new Set(contexts.map((one) => one.scope));
  const others = otherwise.filter(({ scope }) => scope !== UNKNOWN && !reached.has(scope));
  const told = contexts.filter((one) => one.scope !== UNKNOWN || others.length === 0);
  const lines = told.map(({ scope, namespace, prefix, suffix, via, chain }) => {
    const changes = [
      namespace === undefined ? "" : `namespace ${namespace}`,
      prefix === "" ? "" : `name prefix ${prefix}`,
      suffix === "" ? "" : `name suffix ${suffix}`,
    ].filter((part) => part !== "");
    const way = chain.length === 0 ? "" : ` through ${chain.join(", ")}`;
    const names =
      changes.length === 0 ? "names and namespaces stay as written" : `sets ${changes.join(", ")}`;
    const cluster = scope === UNKNOWN ? NOWHERE : `cluster ${scopeText(scope)}`;
    const text = `${cluster}${way}: ${names}`;
    if (!via) return said(text);
    return saidAt(
      { file: via.document.file, line: via.document.line },
      `${describe(via)} applies it, ${text}`,
    );
  });
  lines.push(...others.map(({ scope, how }) => said(`cluster ${scopeText(scope)}: ${how}`)));
  return unique(lines.length === 0 ? [said(NOWHERE)] : lines);
}

/** Who decided what about a source or a chart. */
export function decisionLines(
  unit: Unit,
  source: SourceNode,
  { plan, entryOf }: ExplainInput,
): ExplainedLine[] {
  const decision = plan.decisions.get(unit);
  const action = decision?.action ?? "undecided";
  const target = decision?.action === "migrate" ? ` to ${decision.url} ${refText(decision.ref)}` : "";
  const notes = decision?.action === "migrate" ? decision.notes : [];
  return [
    said(`${unit.id}: ${action}${target}`),
    said(
      `${entryText(source, entryOf)}: ${(decision?.reason ?? "nobody decided").replace(/^undecided: /, "")}`,
    ),
    ...notes.map(said),
  ];
}

function entryText(source: SourceNode, entryOf: ExplainInput["entryOf"]): string {
  const entry = entryOf(source);
  if (!entry) return "no entry and no flag names the source";
  return `the first entry that matches the source is ${entry.selector} (${entry.origin})`;
}

/** What is written for a source or a chart, and where. */
export function targetLines(unit: Unit, { plan }: ExplainInput): ExplainedLine[] {
  const target = plan.migrations.find((one) => one.unit === unit)?.target;
  if (!target) return [said("nothing is written")];
  const { kind, namespace, name, apiVersion } = target;
  return [said(`${kind} ${namespace}/${name} (${apiVersion})`), placeLine(target.place, target)];
}

function placeLine(place: Place, { kind }: Target): ExplainedLine {
  if (place.at === "beside")
    return saidAt(place.declaration.location, "beside or instead of this declaration");
  if (place.at === "existing") return said(`the tree declares that ${kind} already`);
  if (place.at === "elsewhere") return said("another repository or the bootstrap declares it");
  return said(`in ${place.file}${place.listIn === undefined ? "" : `, listed in ${place.listIn}`}`);
}

/** What becomes of a source or a chart. */
export function fateStep(unit: Unit, { plan }: ExplainInput): ExplainedStep {
  const fate = plan.fates.get(unit);
  return { step: "outcome", lines: [said(`${fate?.state ?? "kept"}: ${fate?.reason ?? ""}`)] };
}

/** Lines that differ; several clusters often say the same. */
export function unique(lines: readonly ExplainedLine[]): ExplainedLine[] {
  const seen = new Map(lines.map((one) => [JSON.stringify(one), one]));
  return [...seen.values()];
}
