import type { Graph, Reference } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { TemplatePlace } from "../core/neighbours.ts";
import { type Change, type Finding, isMove, leavesGit, type Outcome } from "../core/plan.ts";
import { sourceOf, type Unit } from "../core/units.ts";
import { firstOf } from "../core/wording.ts";
import { TEMPLATE_ROW } from "../flux/consumers.ts";

/** A file with more lines than this that name Git sources gets one finding, with the first lines. */
const MOST_OF_A_FILE = 3;

/**
 * What a person has to do about the lines of templates that name Git sources and that this plan does not edit. What to
 * write is the same for many of them, so it stands in `help`.
 */
export function templateFindings(
  graph: Graph,
  outcomes: ReadonlyMap<Reference, Outcome>,
  active: ReadonlyMap<Unit, unknown>,
): Finding[] {
  const moving = new Set([...active.keys()].map((unit) => sourceOf(unit).name));
  const known = new Set(graph.sources.map((source) => source.name));
  const left = graph.templates.filter(({ reference }) => !reference || !leavesGit(outcomes.get(reference)));
  return [...groupBy(left, (place) => place.location.file).values()].flatMap((places) => {
    const findings = places.map((place): Finding => {
      const outcome = place.reference && outcomes.get(place.reference);
      const moves = place.name !== undefined && moving.has(place.name);
      return {
        rule: TEMPLATE_ROW,
        severity: moves ? "warning" : "note",
        message: `${whatItIs(place)}${stays(place, outcome, known)}`,
        location: place.location,
        help: HELP[place.what](place),
      };
    });
    return findings.length > MOST_OF_A_FILE ? [gathered(findings)] : findings;
  });
}

/** Many lines of one file: the first of the worst speaks for them. */
function gathered(findings: readonly Finding[]): Finding {
  const lines = findings.map((one) => one.location.line);
  const [worst = findings[0]!] = findings.filter((one) => one.severity === "warning");
  const more = lines.length - MOST_OF_A_FILE;
  const shown = `${lines.slice(0, MOST_OF_A_FILE).join(", ")} and ${more} more`;
  return {
    ...worst,
    message: `${lines.length} lines of this template name Git sources (${shown}); here ${worst.message}`,
  };
}

function whatItIs({ what, name, path, values }: TemplatePlace): string {
  const named = name === undefined ? "a GitRepository" : `GitRepository ${name}`;
  if (what === "declaration") return `the template declares ${named}`;
  if (what === "reference") return `the template names ${named} in ${path}`;
  if (what === "text") return `the template names Git sources${path === "" ? "" : ` in ${path}`}`;
  const from = values.length === 0 ? "" : `: ${values.join(" or ")} in the values of the chart`;
  return `an expression gives the kind${path === "" ? "" : ` of ${path}`}${from}`;
}

const HELP: Readonly<Record<TemplatePlace["what"], (place: TemplatePlace) => string>> = {
  declaration: () =>
    "Write `apiVersion: source.toolkit.fluxcd.io/v1` (v1beta2 before Flux 2.6), `kind: OCIRepository`, an oci:// url, and a ref with tag, semver or digest instead of branch and commit; a secretRef has to be one for the registry. Values that give url and ref change with it.",
  reference: ({ row }) => row?.why ?? "Write `kind: OCIRepository` where what reads it accepts one.",
  value: ({ row }) =>
    row && row.rewrite !== "kind"
      ? row.why
      : "Set what gives it to OCIRepository, in values.yaml and wherever the template is installed.",
  text: () => "Look whether it has to name OCIRepository as well, or instead.",
};

/** Why a reference stays as it is, or that a flag would edit it. */
function stays(
  { what, name, refusal, reference, row }: TemplatePlace,
  outcome: Outcome | undefined,
  known: ReadonlySet<string>,
): string {
  if (what !== "reference") return "";
  if (reference) return `, and stays: ${outcome?.reason ?? "it is not part of the plan"}`;
  if (refusal !== undefined) return refusal === row?.why ? "" : `, and stays: ${refusal}`;
  if (name !== undefined && !known.has(name)) return `, and stays: no source of this tree is called ${name}`;
  return "; --templates edits it where its source moves";
}

/** The one thing that nobody can see here: what the templates that change are rendered to. */
export function templateStep(changes: readonly Change[]): string[] {
  const files = [
    ...new Set(
      changes.flatMap(({ intent, file }) =>
        isMove(intent) && intent.reference.row.id === TEMPLATE_ROW ? [file] : [],
      ),
    ),
  ].sort();
  if (files.length === 0) return [];
  const shown = firstOf(files);
  return [
    `Render the changed templates before and after (such as helm template) with the values of every cluster, and compare: only \`kind\` of references may differ, and each has to find its OCIRepository. ${shown}.`,
  ];
}
