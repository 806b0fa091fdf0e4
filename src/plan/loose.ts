/** References of clusters whose root is elsewhere: in Terraform, or in the values of an operator in another repository. */
import { type Graph, type Reference, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { leavesGit, type Outcome, type Target } from "../core/plan.ts";
import { type Unit, unitOf } from "../core/units.ts";
import { firstOf } from "../core/wording.ts";
import { TEMPLATE_ROW } from "../flux/consumers.ts";
import type { Stay } from "./destination.ts";

/**
 * True for a reference of a cluster that is not known, whose source is known for other clusters alone. What a program
 * makes may be for any cluster.
 */
export function isLoose({ row, scopes, sources, manifest }: Reference): boolean {
  if (!scopes.includes(UNKNOWN) || sources.length === 0) return false;
  if (row.holds === "unknown") return true;
  const isUnknown = ({ scope }: SourceNode) => scope === UNKNOWN;
  const isAny = manifest.document.code || row.id === TEMPLATE_ROW;
  return !(isAny ? sources.every(isUnknown) : sources.some(isUnknown));
}

/**
 * Why a loose reference stays: that the known clusters get the object is no answer. It moves if a person says that it
 * is declared elsewhere; and in a template, which only a flag edits, if every known cluster gets it.
 */
export function stayOfLoose(
  reference: Reference,
  found: readonly Target[],
  clusters: readonly string[],
): Stay | undefined {
  // An entry more in an Alert does no harm where its object is not.
  if (!isLoose(reference) || reference.row.rewrite === "append") return undefined;
  const { row, manifest, sources } = reference;
  const [to] = found;
  const object = `OCIRepository ${to?.namespace}/${to?.name}`;
  if (row.id === TEMPLATE_ROW) {
    const without = clusters.filter((scope) => !sources.some((source) => source.scope === scope));
    if (without.length === 0) return undefined;
    const not = firstOf(without.map(scopeText));
    const stays = `no root of this tree applies it, and not every cluster gets ${object} (not ${not}); change kind by hand where its cluster has one`;
    return { stays, outcome: "manual" };
  }
  if (found.every(({ decision }) => decision.declareIn?.elsewhere)) return undefined;
  const whose = manifest.document.code
    ? "a program makes it, for clusters that this tree does not tell"
    : row.holds
      ? `it is made of what ${manifest.kind} holds, so its cluster is not known`
      : "no root of this tree applies it, so its cluster is not known";
  return {
    stays: `${whose}, and whether that gets ${object} is not known either; say declareIn: elsewhere and apply the object there first, or change kind by hand where its cluster has one`,
    outcome: "manual",
  };
}

/** Sources and charts that a person has to declare in clusters which are not known, each with a reference that moves there. */
export function wantedElsewhere(
  { references }: Pick<Graph, "references">,
  outcomes: ReadonlyMap<Reference, Outcome>,
): Map<Unit, Reference> {
  const wanted = new Map<Unit, Reference>();
  for (const one of references)
    if (one.row.id !== TEMPLATE_ROW && isLoose(one) && leavesGit(outcomes.get(one)))
      for (const source of one.sources) {
        const unit = unitOf(source, one);
        if (!wanted.has(unit)) wanted.set(unit, one);
      }
  return wanted;
}
