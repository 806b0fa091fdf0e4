import type { Graph, Reference, SourceNode } from "../core/graph.ts";
import { groupBy, pushTo } from "../core/group.ts";
import type { FieldOp } from "../core/ops.ts";
import type { Change, Outcome, Target } from "../core/plan.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { applyOpsWithin, type OpsWithin } from "../edit/apply-ops-within.ts";
import { choosesVersion, followOps } from "./patch-ops.ts";
import type { Targets } from "./targets.ts";

/** A patch of a source that can follow it, where every source that it reaches is replaced. */
export interface Following {
  /** Every source that the text reaches: it is one for all of them, so they go together. */
  sources: readonly SourceNode[];
  outcome: Outcome;
  /** One change a file that the patch is written in. */
  changes: readonly Change[];
}

/** What patches of sources can do. */
export interface Followers {
  following: ReadonlyMap<Reference, Following>;
  /** Why a patch cannot follow although its sources might go; empty where nothing takes their place at all. */
  refused: ReadonlyMap<Reference, string>;
}

/**
 * Tries for each patch of sources whether it can become one of the OCIRepositories that would take their places.
 * @param declined references that stay whatever could become of them; what shares a text with one stays too
 */
export function followersOf(
  graph: Graph,
  targets: Targets,
  text: (file: string) => string | undefined,
  declined: ReadonlyMap<Reference, string>,
): Followers {
  const following = new Map<Reference, Following>();
  const refused = new Map<Reference, string>();
  const patches = graph.references.filter((one) => one.site !== undefined);
  const choosers = choosersOf(patches);
  for (const references of groupBy(patches, (one) => one.site?.key).values()) {
    if (references.some((one) => declined.has(one))) continue;
    const sources = [...new Set(references.flatMap((one) => one.sources))];
    const tried = references.map((one) => changesOf(one, targets, text, choosers));
    const [problem] = tried.filter(isRefused);
    const differ = new Set(tried.map((one) => (isRefused(one) ? "" : contentKey(one)))).size > 1;
    references.forEach((reference, i) => {
      const changes = tried[i];
      const why = problem?.refused ?? (differ ? "its sources follow different artifacts" : undefined);
      if (why !== undefined || !changes || isRefused(changes)) refused.set(reference, why ?? "");
      else {
        const reason = changes[0]?.why ?? "";
        following.set(reference, { sources, outcome: { outcome: "repoint", reason }, changes });
      }
    });
  }
  return { following, refused };
}

/** The edits of the text of the patch itself; those of a target may differ between the places that use it. */
function contentKey(changes: readonly Change[]): string {
  return JSON.stringify(changes.map(({ file, intent }) => [file, "ops" in intent && intent.ops]).at(-1));
}

/** The patches that say what a source follows, by source; a patch that several places use counts once. */
function choosersOf(patches: readonly Reference[]): ReadonlyMap<SourceNode, ReadonlySet<unknown>> {
  const choosers = new Map<SourceNode, Set<unknown>>();
  for (const { site, sources } of patches) {
    if (!site || !choosesVersion(site)) continue;
    for (const source of sources) choosers.set(source, (choosers.get(source) ?? new Set()).add(site.key));
  }
  return choosers;
}

function changesOf(
  reference: Reference,
  targets: Targets,
  text: (file: string) => string | undefined,
  choosers: ReturnType<typeof choosersOf>,
): Change[] | Refusal {
  const { site, sources } = reference;
  const [source, ...others] = sources;
  const target = source && targets.get(source);
  const rivals = source && choosers.get(source);
  if (site && rivals?.has(site.key) && rivals.size > 1)
    return refuse("several patches say what its source follows, and it would follow one thing only");
  if (!site || !source || others.length > 0) return refuse("it may mean several sources");
  if (!target || "none" in target || target.place.at !== "beside") return refuse("");
  const names = { written: target.place.declaration.manifest.name, applied: source.name };
  const ops = followOps(site, target, names);
  return isRefused(ops) ? ops : changed(reference, target, ops, text);
}

function changed(
  reference: Reference,
  target: Target,
  ops: readonly { file: string; work: OpsWithin }[],
  text: (file: string) => string | undefined,
): Change[] | Refusal {
  const byFile = new Map<string, OpsWithin[]>();
  for (const { file, work } of ops) pushTo(byFile, file, work);
  const changes: Change[] = [];
  for (const [file, work] of byFile) {
    const before = text(file);
    const done =
      before === undefined ? refuse(`${file} could not be read again`) : applyOpsWithin(before, work);
    if (isRefused(done)) return done;
    const edits = done.edits.map((edit): FieldOp => ({ op: "text", ...edit }));
    changes.push({
      rule: "patch-target",
      file,
      intent: { type: "repoint", reference, target, ops: edits },
      why: `the patch follows ${reference.sources[0]?.id ?? "?"}, which becomes OCIRepository ${target.namespace}/${target.name}`,
    });
  }
  return changes;
}

/** Outcomes in which a patch that stays by hand also says why it cannot follow. */
export function withRefusals(
  outcomes: ReadonlyMap<Reference, Outcome>,
  refused: Followers["refused"],
): Map<Reference, Outcome> {
  const told = new Map(outcomes);
  for (const [reference, why] of refused) {
    const old = told.get(reference);
    if (old?.outcome === "manual" && why !== "")
      told.set(reference, {
        outcome: "manual",
        reason: `it cannot follow its source: ${why}. ${old.reason}`,
      });
  }
  return told;
}
