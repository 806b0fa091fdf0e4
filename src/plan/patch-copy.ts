import { refEntry } from "../core/decision.ts";
import type { Graph, Reference } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { FieldOp } from "../core/ops.ts";
import { type PatchItem, spotKey } from "../core/patch.ts";
import { dirname } from "../core/paths.ts";
import type { Change, Outcome, Target } from "../core/plan.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { at, deref, textAt, type YamlNode } from "../core/tree.ts";
import type { Unit } from "../core/units.ts";
import { applyOps } from "../edit/apply-ops.ts";
import { applyOpsWithin } from "../edit/apply-ops-within.ts";
import type { TextEdit } from "../edit/types.ts";
import { itemRange, rewrittenSlice } from "../edit/yaml-items.ts";
import { PATCH_ROWS } from "../flux/consumers.ts";
import type { Followers } from "./patch-follow.ts";
import { followOps } from "./patch-ops.ts";
import { changesMore } from "./patch-same.ts";
import type { Targets } from "./targets.ts";
import type { Tree } from "./tree.ts";

/** What becomes of a patch whose Git source stays: a copy for the OCIRepository, or why there can be none. */
export interface Copied {
  outcome: Outcome;
  changes: readonly Change[];
}

/**
 * Copies patches of Git sources that stay for the OCIRepositories beside them, directly after the original, where all
 * that they change is the same for both kinds, and the same file delivers both objects. Nothing else changes: it is
 * settled by then which sources stay, and a patch that gets a copy still needs its own.
 */
export function copiesOf(
  graph: Graph,
  targets: Targets,
  active: ReadonlyMap<Unit, Target>,
  outcomes: ReadonlyMap<Reference, Outcome>,
  refused: Followers["refused"],
  tree: Tree,
): Map<Reference, Copied> {
  const copies = new Map<Reference, Copied>();
  const manual = graph.references.filter(
    (one) => one.site && outcomes.get(one)?.outcome === "manual" && one.sources.length === 1,
  );
  const texts = groupBy(
    graph.references.filter((one) => one.site),
    itemKey,
  );
  for (const references of groupBy(manual, (one) => one.site?.key).values()) {
    const moving = references.flatMap((one) => {
      const target = one.sources[0] && targets.get(one.sources[0]);
      return target && !("none" in target) ? [{ reference: one, target }] : [];
    });
    const others = (texts.get(itemKey(references[0])) ?? []).some(
      (one) => one.site?.key !== references[0]?.site?.key,
    );
    const tried = moving.map(({ reference, target }) =>
      others ? refuse("it is one of several patches of one text") : copyOf(reference, target, graph, tree),
    );
    const same = new Set(tried.map((one) => JSON.stringify(isRefused(one) ? one : one.ops))).size === 1;
    moving.forEach(({ reference, target }, i) => {
      const done = tried[i];
      // Why it cannot follow is told already, and says more.
      const replaces = reference.site?.replaces !== undefined;
      const told = !replaces && isRefused(done ?? {}) && (refused.get(reference) ?? "") !== "";
      // Where nothing moves to a new object, only what is there already is worth a word.
      const moves = reference.sources.every((source) => active.has(source));
      if (done && same && !told && (moves || (!isRefused(done) && done.there)))
        copies.set(reference, copied(reference, target, done));
    });
  }
  return copies;
}

/** Tells items of lists apart. */
function itemKey(reference: Reference | undefined): string {
  const item = reference?.site?.item;
  return item
    ? `${spotKey({ document: item.holder.document, holders: [], node: item.holder.node })} ${item.steps.join(".")}`
    : (reference?.site?.key ?? "");
}

function copied(reference: Reference, target: Target, done: Copy | Refusal): Copied {
  const { row } = reference;
  if (isRefused(done))
    return {
      outcome: {
        outcome: "keep",
        note: true,
        reason: `its source stays, and it is not copied for the OCIRepository: ${done.refused}. ${adviceFor(done, usualAdvice(reference, target))}`,
      },
      changes: [],
    };
  const object = `OCIRepository ${target.namespace}/${target.name}`;
  const source = reference.sources[0]?.id ?? "?";
  if (done.there)
    return {
      outcome: { outcome: "keep", reason: `${source} stays, and the same patch for ${object} follows it` },
      changes: [],
    };
  const why = `${source} stays and needs this patch; a copy of it directly after it is for ${object}`;
  return {
    outcome: { outcome: "append", reason: why },
    changes: [
      {
        rule: row.id,
        file: done.file,
        intent: { type: "append", reference, target, ops: done.ops },
        why,
      },
    ],
  };
}

/** A refusal that says what to write itself. */
interface Advised extends Refusal {
  advice: string;
}

/** What to write for the OCIRepository beside a patch, or a target of a replacement, that stays. */
function usualAdvice({ row, site }: Reference, target: Target): string {
  const { kind, name, decision } = target;
  if (site?.replaces) {
    const [to] = refEntry(decision.ref);
    const paths = site.replaces.paths.map((path) => (path.startsWith("spec.ref.") ? `spec.ref.${to}` : path));
    return `Leave it, and add to its targets \`- {select: {kind: ${kind}, name: ${name}}, fieldPaths: [${paths.join(", ")}]}\`, where the value fits the artifact too.`;
  }
  if (row.id !== PATCH_ROWS.content.id) return row.why;
  return `Leave it, and write a patch with \`kind: ${kind}\` and \`name: ${name}\` beside it for what the new source needs of it; \`ref\`, \`secretRef\`, \`provider\` and \`verify\` mean other things there.`;
}

function adviceFor(refusal: Refusal | Advised, usual: string): string {
  return "advice" in refusal ? refusal.advice : usual;
}

interface Copy {
  file: string;
  ops: FieldOp[];
  /** True where the next item of the list is that copy already. */
  there: boolean;
}

function copyOf(
  { site, sources: [source] }: Reference,
  target: Target,
  graph: Graph,
  tree: Tree,
): Copy | Refusal | Advised {
  if (site?.replaces) return refuse("it is a replacement, whose value comes from another object");
  if (!site || !source) return refuse("it is no patch of one source");
  const more = changesMore(site, target);
  if (more) return more;
  const own = site.content?.document.file;
  if (!site.item && !site.target)
    return {
      refused: "its text is a file of its own",
      advice: `Write a copy of ${own ?? "that file"} with \`kind: ${target.kind}\` and \`name: ${target.name}\`, and name it beside ${own ?? "that file"} as well.`,
    };
  if (!site.item) return refuse("it is no item of a list with a place of its own");
  const { holder, steps } = site.item;
  const { file } = holder.document;
  const text = tree.text(file);
  if (text === undefined) return refuse(`${file} could not be read again`);
  const declared = source.declarations.find((one) => one.as === "object" || one.as === "gotk-sync");
  const work = followOps(site, target, { written: declared?.manifest.name, applied: source.name });
  if (isRefused(work)) return work;
  // With a target, kustomize gives the text of a patch the kind and the name of what it reaches.
  const here = work.filter((one) => one.file === file);
  const rewrite = applyOpsWithin(
    text,
    here.map((one) => one.work),
  );
  if (isRefused(rewrite)) return rewrite;
  const inside = rewrite.edits.map((edit): FieldOp => ({ op: "text", ...edit }));
  const tried = applyOps(text, holder.node, [{ op: "copy-item", path: steps, ops: inside }]);
  if (isRefused(tried)) return tried;
  const there = isThere(text, site.item, rewrite.edits);
  const elsewhere = there ? undefined : (apart(target, file, tree) ?? widens(site.target?.node, graph));
  if (elsewhere) return elsewhere;
  return { file, ops: tried.edits.map((edit): FieldOp => ({ op: "text", ...edit })), there };
}

/** True where the next item says what the copy would say. */
function isThere(text: string, { holder, steps }: PatchItem, edits: readonly TextEdit[]): boolean {
  const seq = deref(at(holder.node, steps.slice(0, -1)));
  const index = Number(steps.at(-1));
  if (seq?.type !== "seq") return false;
  const [own, next] = [itemRange(text, seq, index), itemRange(text, seq, index + 1)];
  if (isRefused(own) || isRefused(next)) return false;
  return (
    withoutComments(rewrittenSlice(text, own, edits)) === withoutComments(text.slice(next.start, next.end))
  );
}

/** An item as lines; the comments above it say nothing about what it does. */
function withoutComments(item: string): string {
  return item.replace(/^(?:[ \t]*#.*\r?\n)+/, "").trim();
}

/** Why something else than the file of the patch delivers the new object. */
function apart({ place, namespace, name }: Target, file: string, tree: Tree): Advised | undefined {
  if (place.at === "beside") return undefined;
  const by = place.at === "file" ? tree.kustomizationOf(dirname(place.file))?.file : undefined;
  const where = place.at === "file" ? ` in ${place.file}` : "";
  if (by === file) return undefined;
  return {
    refused: `nothing tells that ${file} delivers that one too`,
    advice: `Write what the patch changes into OCIRepository ${namespace}/${name}${where} itself; here a patch for it may reach nothing.`,
  };
}

/** Why a copy might reach more than what comes from the sources of the patch. */
function widens(target: YamlNode | undefined, { existing }: Graph): Refusal | undefined {
  const name = textAt(target, ["name"]);
  if (target === undefined || existing.length === 0 || (name !== undefined && /^[a-z0-9.-]+$/.test(name)))
    return undefined;
  return refuse(
    "its target has no name of one object, and a copy might reach an OCIRepository that is there already",
  );
}
