import type { Decision } from "../core/decision.ts";
import { ANY, type Graph, type Reference, scopeText, takesGitAlone, UNKNOWN } from "../core/graph.ts";
import { describe, locate } from "../core/manifest.ts";
import { basename } from "../core/paths.ts";
import type { Target } from "../core/plan.ts";
import { textAt } from "../core/tree.ts";
import { isChart, type Unit, unitOf } from "../core/units.ts";
import { pathsUnmoved } from "../flux/artifact-paths.ts";
import { refusalOf, rowsFor } from "../flux/consumers.ts";
import { formatMinor, minorIn } from "../flux/flux-version.ts";
import { isGenerated } from "./generated.ts";
import { stayOfLoose } from "./loose.ts";
import { releaseBlocker } from "./release-blockers.ts";
import type { Targets } from "./targets.ts";
import type { Tree } from "./tree.ts";

/** Why a reference stays, and whether a person has something to do about it. */
export interface Stay {
  stays: string;
  outcome: "keep" | "manual";
}

/**
 * Where a reference moves: only if every source it may mean, one a cluster, goes to the same kind, namespace
 * and name. Whatever does not fit stays on Git, where it works.
 * @param clusters root paths of the tree
 * @param flux target version of each scope
 */
export function destinationOf(
  reference: Reference,
  decisions: ReadonlyMap<object, Decision>,
  targets: Targets,
  tree: Tree,
  clusters: readonly string[],
  flux: Graph["flux"],
): Target | Stay {
  const { row, sources } = reference;
  const keep = (stays: string): Stay => ({ stays, outcome: "keep" });
  const manual = (stays: string): Stay => ({ stays, outcome: "manual" });
  if (reference.root) return keep("the root of a cluster stays on Git: it is how the next change arrives");
  const units = sources.map((source) => unitOf(source, reference));
  const staying = units.filter((unit) => decisions.get(unit)?.action !== "migrate");
  // One that names every source, or may get an entry more, is concerned as soon as a single one moves.
  const partly = reference.target.name === ANY || row.rewrite === "append";
  const unclear = row.rewrite && partly ? computedOf(reference) : undefined;
  if (unclear !== undefined && !isAllKept(units, decisions)) return manual(unclear);
  const open = staying.find((unit) => decisions.get(unit)?.action === "undecided");
  const first = partly && staying.length < sources.length ? undefined : (open ?? staying[0]);
  const decision = first && decisions.get(first);
  if (first && decision && decision.action !== "migrate") {
    const reason = sources.length > 1 ? ofSource(first, decision) : decision.reason;
    const isOpen = decision.action === "undecided" && takesGitAlone(reference);
    return keep(
      isOpen ? `${reason}. It stays on Git whatever is decided: ${whyGitAlone(reference)}` : reason,
    );
  }
  const found = units.flatMap((unit) => {
    const target = targets.get(unit);
    return target && !("none" in target) ? [target] : [];
  });
  const placeless = units.flatMap((unit) => {
    const target = targets.get(unit);
    return target && "none" in target ? [`${unit.id}: ${target.none}`] : [];
  })[0];
  if (placeless !== undefined && !(row.rewrite === "append" && found.length > 0)) {
    if (row.follows) return keep(placeless);
    return row.rewrite ? manual(placeless) : { stays: row.why, outcome: row.outcome };
  }
  const old = tooOld(reference, flux);
  if (old !== undefined) return manual(row.rewrite ? old : `${old}. ${row.why}`);
  if (row.rewrite === undefined) return { stays: withReaders(reference), outcome: row.outcome };
  if (reference.held !== undefined) return keep(reference.held);
  const any = reference.target.name === ANY;
  if (any && row.rewrite !== "append")
    return manual("it gives no name, so which source it means is not known here; write the name");
  if (reference.unknown !== undefined)
    return manual(computedOf(reference) ?? `which source it means cannot be known: ${reference.unknown}`);
  const { patched } = reference;
  if (patched && row.rewrite === "chart")
    return manual(
      `the patch at ${patched.file}:${patched.line} writes into its spec.chart, and would bring chart back beside chartRef, which the API rejects; take that out of the patch, then run again`,
    );
  const file = reference.manifest.document.file;
  if (basename(file) === "gotk-sync.yaml")
    return keep("flux bootstrap writes this file anew, so it is never edited");
  if (isGenerated(tree.text(file) ?? "")) return manual(`${file} is generated; change what generates it`);
  const versionRefusal = versionRefusalOf(reference);
  if (versionRefusal !== undefined) return manual(versionRefusal);
  const blocked = units.flatMap((unit) =>
    isChart(unit) ? (releaseBlocker(reference, unit, decisions.get(unit)) ?? []) : [],
  )[0];
  if (blocked !== undefined) return manual(blocked);
  const [target, ...others] = found;
  if (!target || (found.length !== units.length && !partly)) return keep("no source of this tree answers it");
  // What means every source keeps its words, whatever each of them becomes.
  if (any) return target;
  // What gives no namespace looks in that of each object, as before: one base for several tenants.
  const local = reference.written
    ? reference.written.local
    : row.rewrite !== "text" && reference.node && textAt(reference.node, ["namespace"]) === undefined;
  const rival = others.find(
    (one) => one.name !== target.name || (!local && one.namespace !== target.namespace),
  );
  if (rival)
    return manual(
      `it reaches ${reference.scopes.join(", ")}, whose sources would get different names (${target.namespace}/${target.name}, ${rival.namespace}/${rival.name}); patch it in each overlay`,
    );
  const { overwritten } = reference;
  if (overwritten && target.decision.artifact)
    return manual(
      `the patch at ${overwritten.file}:${overwritten.line} writes another sourceRef over it, and spec.path has to follow the root of the artifact with both; change them together by hand`,
    );
  const stuck = pathsUnmoved(row, target.decision);
  if (stuck !== undefined) return manual(stuck);
  return stayOfLoose(reference, found, clusters) ?? target;
}

/** What of it a program computes, in words that stand for themselves. */
function computedOf({ unknown, computed }: Reference): string | undefined {
  return computed ? unknown : undefined;
}

function whyGitAlone(reference: Reference): string {
  return reference.held ?? withReaders(reference);
}

function isAllKept(units: readonly Unit[], decisions: ReadonlyMap<object, Decision>): boolean {
  return units.length > 0 && units.every((unit) => decisions.get(unit)?.action === "keep");
}

/** Why the API of the consumer refuses an OCIRepository; of each object that gets the reference from a patch. */
function versionRefusalOf({ row, manifest, written }: Reference): string | undefined {
  if (!written) return refusalOf(row, manifest.version);
  for (const reader of written.readers) {
    const [own] = rowsFor(reader.group, reader.kind);
    const refusal = own && refusalOf(own, reader.version);
    if (refusal !== undefined) return `the patch reaches ${describe(reader)}: ${refusal}`;
  }
  return undefined;
}

/** Why a cluster that the reference reaches would not take an OCIRepository there yet. */
function tooOld({ row, scopes }: Reference, flux: Graph["flux"]): string | undefined {
  if (typeof row.acceptsOci === "boolean") return undefined;
  const { sinceFlux } = row.acceptsOci;
  const scope = scopes.find((one) => minorIn(flux, one) < sinceFlux);
  if (scope === undefined) return undefined;
  return `${row.kind} takes an OCIRepository there since Flux ${formatMinor(sinceFlux)}, and ${scope === UNKNOWN ? "its cluster" : scopeText(scope)} has Flux ${formatMinor(minorIn(flux, scope))}; raise Flux first`;
}

/** A decision's reason with the one source of several that it is about; programs look for `undecided: ` in front. */
function ofSource({ id }: Unit, { action, reason }: Decision): string {
  const mark = "undecided: ";
  if (action !== "undecided") return `${id}: ${reason}`;
  return `${mark}${id}: ${reason.startsWith(mark) ? reason.slice(mark.length) : reason}`;
}

/** What the table says, and who depends on it in turn. */
function withReaders({ row, readBy }: Reference): string {
  if (readBy.length === 0) return row.why;
  const readers = readBy.map(
    (one) => `${describe(one)} (${one.document.file}:${locate(one.document, one.node).line})`,
  );
  return `${row.why} Named by ${readers.join(", ")}.`;
}
