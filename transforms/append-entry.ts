import type { Reference } from "../src/core/graph.ts";
import { locate, type Manifest } from "../src/core/manifest.ts";
import type { FieldOp } from "../src/core/ops.ts";
import type { Finding, Target } from "../src/core/plan.ts";
import { refuse } from "../src/core/refusal.ts";
import type { Transform } from "../src/core/transform.ts";
import { deref, itemsAt, type PathStep, pairsAt, textAt, type YamlNode } from "../src/core/tree.ts";
import { hasVariable } from "../src/core/variables.ts";
import { readsGitMessage, readsRevision } from "../src/flux/event-messages.ts";
import { rewriteReferences } from "./rewrite-references.ts";
import { keepsName, repointOps } from "./source-kind.ts";

/**
 * Entries that say something about one kind of source: they get one for OCIRepository beside them while a Git source
 * that they mean is left, and become one where none is.
 */
export const appendEntry: Transform = {
  name: "append-entry",
  description: "Adds the entry for OCIRepository beside one for GitRepository, or puts it in its place",
  rows: (row) => row.rewrite === "append",
  applies: () => true,
  run(manifest, context) {
    const result = rewriteReferences(manifest, context, (reference, target) => {
      const { steps } = reference;
      if (!steps) return refuse("its place in the file is not known");
      const left = context.remains(reference);
      const there = twinOf(reference, target, steps);
      if (there && left !== undefined)
        return {
          kept: `the entry for OCIRepository is there already, and this one is still needed: ${left}`,
        };
      // Written out, the name would be that of one cluster.
      const named = textAt(reference.node, ["name"]);
      if (named !== undefined && hasVariable(named) && !keepsName(reference, target))
        return {
          kept: `a variable in its name (${named}) may mean others too; write the entry for OCIRepository by hand`,
        };
      // Copied as it is, it would never hold, and the Kustomization would never be ready.
      const reads = revisionIn(reference);
      if (reads !== undefined) return { kept: `${reads}; write the entry for OCIRepository by hand` };
      return {
        rule: reference.row.id,
        type: left === undefined ? "repoint" : "append",
        ops: opsOf(reference, target, steps, left !== undefined, there),
        why: whyOf(reference, target, left, there),
      };
    });
    const isSeen = (result.changes?.length ?? 0) + (result.kept?.length ?? 0) > 0;
    return { ...result, findings: isSeen ? textFindings(manifest) : [] };
  },
};

function opsOf(
  reference: Reference,
  target: Target,
  steps: readonly PathStep[],
  append: boolean,
  there: boolean,
): FieldOp[] {
  if (append) return [{ op: "copy-item", path: steps, ops: repointOps(reference, target, []) }];
  return there ? [{ op: "remove-item", path: steps }] : repointOps(reference, target, steps);
}

function whyOf(
  { manifest, row }: Reference,
  target: Target,
  left: string | undefined,
  there: boolean,
): string {
  const object = `${manifest.kind} ${manifest.name ?? "?"}`;
  const field = row.path.at(-2) ?? "";
  if (left !== undefined)
    return `${object} gets an entry of ${field} for ${target.kind} beside the one for GitRepository: ${left}`;
  return there
    ? `${object} has the entry of ${field} for ${target.kind} already, and no Git source is left for this one`
    : `${object} names ${target.kind} in ${field} instead of GitRepository`;
}

/**
 * True where the list holds the entry for OCIRepository: the same fields, or a wildcard without labels. One that was
 * copied from an entry with an empty namespace has that of the target.
 */
function twinOf({ node, manifest }: Reference, target: Target, steps: readonly PathStep[]): boolean {
  const name = textAt(node, ["name"]);
  const namespace = textAt(node, ["namespace"]);
  const namespaces = namespace === "" ? ["", target.namespace] : [namespace];
  return itemsAt(manifest.node, steps.slice(0, -1)).some((item) => {
    if (textAt(item, ["kind"]) !== target.kind) return false;
    if (!namespaces.includes(textAt(item, ["namespace"]))) return false;
    const other = textAt(item, ["name"]);
    if (other === "*" && labels(item) === "") return true;
    return (other === name || (name !== "*" && other === target.name)) && labels(item) === labels(node);
  });
}

function labels(item: YamlNode | undefined): string {
  return pairsAt(item, ["matchLabels"])
    .map(({ key, value }) => `${key.value}=${textAt(value)}`)
    .sort()
    .join();
}

/** Why an expression of a health check does not hold for the other kind. */
function revisionIn({ row, node }: Reference): string | undefined {
  if (!row.path.includes("healthCheckExprs")) return undefined;
  return pairsAt(node)
    .map(({ value }) => readsRevision(textAt(value) ?? ""))
    .find((reason) => reason !== undefined);
}

/** Texts of the object that match what only Git sources say; they are for a person, because a pattern is one's own. */
function textFindings(manifest: Manifest): Finding[] {
  const filters = ["inclusionList", "exclusionList"].flatMap((field) =>
    itemsAt(manifest.node, ["spec", field]).flatMap((item) => {
      const reason = readsGitMessage(textAt(item) ?? "");
      return reason === undefined ? [] : [{ item, message: `${field}: ${reason}` }];
    }),
  );
  const expressions = itemsAt(manifest.node, ["spec", "healthCheckExprs"]).flatMap((entry) =>
    textAt(entry, ["kind"]) !== "GitRepository"
      ? []
      : pairsAt(entry).flatMap(({ key, value }) => {
          const reason = readsRevision(textAt(value) ?? "");
          return reason === undefined || !value ? [] : [{ item: value, message: `${key.value}: ${reason}` }];
        }),
  );
  return [...filters, ...expressions].map(({ item, message }) => ({
    rule: "append-entry",
    severity: "warning",
    message,
    location: locate(manifest.document, deref(item) ?? item),
  }));
}
