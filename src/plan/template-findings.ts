import { type Graph, type Reference, sourceOf, type TemplatePlace, type Unit } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { type Change, type Finding, isMove, leavesGit, type Outcome } from "../core/plan.ts";
import { TEMPLATE_ROW } from "../flux/consumers.ts";

/** A file with more lines than this that name Git sources gets one finding, with the first lines. */
const MOST_OF_A_FILE = 3;

/** What a person has to do about the lines of templates that name Git sources and that this plan does not edit. */
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
        message: `${told(place)}${stays(place, outcome, known)}`,
        location: place.location,
      };
    });
    return findings.length > MOST_OF_A_FILE ? [gathered(findings)] : findings;
  });
}

function gathered(findings: readonly Finding[]): Finding {
  const worst = findings.find((one) => one.severity === "warning") ?? findings[0]!;
  const lines = findings.slice(0, MOST_OF_A_FILE).map((one) => one.location.line);
  const more = findings.length - lines.length;
  return {
    ...worst,
    message: `${findings.length} lines of this template name Git sources (${lines.join(", ")} and ${more} more). Line ${worst.location.line}: ${worst.message}`,
  };
}

const BY_HAND: Readonly<Record<TemplatePlace["what"], (place: TemplatePlace) => string>> = {
  declaration: ({ name }) =>
    `the template declares ${name === undefined ? "a GitRepository whose name is an expression" : `GitRepository ${name}`}. To move it, write \`apiVersion: source.toolkit.fluxcd.io/v1\` (v1beta2 before Flux 2.6), \`kind: OCIRepository\`, an oci:// url, and \`ref\` with tag, semver or digest instead of branch and commit; a secretRef has to be one for the registry. What gives url and ref in values has to change with it`,
  reference: ({ name, path, row }) =>
    `the template names ${name === undefined ? "a GitRepository" : `GitRepository ${name}`} in ${path}. ${row?.why ?? "Where what reads it accepts an OCIRepository, write `kind: OCIRepository`."}`,
  value: ({ path, values, row }) => {
    const [first, ...more] = values.map((one) => `\`${one}\``);
    const given = first === undefined ? "what gives it" : `the value ${[first, ...more].join(" or ")}`;
    const advice =
      row && row.rewrite !== "kind"
        ? row.why
        : `To move it, set ${given} to OCIRepository, in values.yaml and wherever the template is installed`;
    return `an expression gives the kind of ${path || "this reference"}. ${advice}`;
  },
  text: () =>
    "the template names Git sources here. Look whether it has to name OCIRepository as well, or instead",
};

function told(place: TemplatePlace): string {
  return BY_HAND[place.what](place).replace(/\.$/, "");
}

/** Why the line stays as it is, for a reference; whether a flag would edit it. */
function stays(
  { what, name, refusal, reference, row }: TemplatePlace,
  outcome: Outcome | undefined,
  known: ReadonlySet<string>,
): string {
  if (what !== "reference") return "";
  if (reference) return `. Not edited: ${outcome?.reason ?? "it is not part of the plan"}`;
  if (refusal !== undefined) return refusal === row?.why ? "" : `. Not edited: ${refusal}`;
  if (name !== undefined && !known.has(name)) return `. Not edited: no source of this tree is called ${name}`;
  return ". --templates edits it where its source moves";
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
  const shown = files.slice(0, 3).join(", ") + (files.length > 3 ? ` and ${files.length - 3} more` : "");
  return [
    `Render the changed templates before and after (such as helm template) with the values of every cluster, and compare: only \`kind\` of references may differ, and each has to find its OCIRepository. ${shown}.`,
  ];
}
