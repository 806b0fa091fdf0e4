import { ANY, type Reference } from "../src/core/graph.ts";
import type { FieldOp } from "../src/core/ops.ts";
import type { Change, Target } from "../src/core/plan.ts";
import { isRefused } from "../src/core/refusal.ts";
import type { Transform } from "../src/core/transform.ts";
import { type PathStep, textAt } from "../src/core/tree.ts";
import { applyOps } from "../src/edit/apply-ops.ts";

/** The rows that have a rewrite of their own. */
const OWN: ReadonlySet<string> = new Set(["kustomization-source-ref", "patch-source-ref"]);

/**
 * Every other field that takes an OCIRepository where it took a GitRepository, as the consumer table and `references`
 * of the configuration have them: `kind` changes in place, with what stands beside it.
 */
export const sourceKind: Transform = {
  name: "source-kind",
  description: "Repoints a field that accepts both kinds from GitRepository to OCIRepository",
  rows: (row) => row.rewrite === "kind" && !OWN.has(row.id),
  applies: () => true,
  run(manifest, context) {
    const text = context.text(manifest.document.file);
    const changes: Change[] = [];
    const refused = [];
    for (const reference of context.references) {
      const target = context.destination(reference);
      if ("stays" in target) continue;
      const ops = reference.steps && repointOps(reference, target, reference.steps);
      if (!ops || text === undefined) {
        refused.push({ reference, reason: ops ? "the file could not be read again" : IN_A_TEXT });
        continue;
      }
      const tried = applyOps(text, manifest.node, ops);
      if (isRefused(tried)) refused.push({ reference, reason: tried.refused });
      else
        changes.push({
          rule: reference.row.id,
          file: manifest.document.file,
          intent: { type: "repoint", reference, target, ops },
          why: `${manifest.kind} ${manifest.name ?? "?"} names OCIRepository ${target.namespace}/${target.name} instead of GitRepository${reference.row.note === undefined ? "" : `; ${reference.row.note}`}`,
        });
    }
    return { changes, refused };
  },
};

const IN_A_TEXT = "it stands in a text, so only a person can change it";

/** What changes in a reference at `path`: its kind, a name or namespace that differs, an apiVersion that is there. */
export function repointOps(
  { node, target: { name: meant } }: Reference,
  target: Target,
  path: readonly PathStep[],
): FieldOp[] {
  const set = (field: string, value: string): FieldOp[] =>
    textAt(node, [field]) === undefined || textAt(node, [field]) === value
      ? []
      : [{ op: "set", path: [...path, field], value }];
  const kind: FieldOp = { op: "set", path: [...path, "kind"], value: target.kind };
  // What means every source goes on meaning every one.
  const named = meant === ANY ? [] : [...set("name", target.name), ...set("namespace", target.namespace)];
  return [kind, ...set("apiVersion", target.apiVersion), ...named];
}
