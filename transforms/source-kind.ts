import { ANY, type Reference } from "../src/core/graph.ts";
import type { FieldOp } from "../src/core/ops.ts";
import type { Target } from "../src/core/plan.ts";
import { refuse } from "../src/core/refusal.ts";
import type { Transform } from "../src/core/transform.ts";
import { type PathStep, textAt } from "../src/core/tree.ts";
import { hasVariable } from "../src/core/variables.ts";
import { rewriteReferences } from "./rewrite-references.ts";

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
    return rewriteReferences(manifest, context, (reference, target) => {
      const { row, steps } = reference;
      if (!steps) return refuse(IN_A_TEXT);
      const note = row.note === undefined ? "" : `; ${row.note}`;
      const why = `${manifest.kind} ${manifest.name ?? "?"} names OCIRepository ${target.namespace}/${target.name} instead of GitRepository${note}`;
      return { rule: row.id, type: "repoint", ops: repointOps(reference, target, steps), why };
    });
  },
};

const IN_A_TEXT = "it stands in a text, so only a person can change it";

/** What changes in a reference at `path`: its kind, a name or namespace that differs, an apiVersion that is there. */
export function repointOps(reference: Reference, target: Target, path: readonly PathStep[]): FieldOp[] {
  const {
    node,
    target: { name: meant },
  } = reference;
  const set = (field: string, value: string): FieldOp[] =>
    textAt(node, [field]) === undefined || textAt(node, [field]) === value
      ? []
      : [{ op: "set", path: [...path, field], value }];
  const kind: FieldOp = { op: "set", path: [...path, "kind"], value: target.kind };
  // What means every source goes on meaning every one.
  const name = keepsName(reference, target) ? [] : set("name", target.name);
  const named = meant === ANY ? [] : [...name, ...set("namespace", target.namespace)];
  return [kind, ...set("apiVersion", target.apiVersion), ...named];
}

/**
 * True if the new object is called as what the reference means, or if it means every source: a text that a patch, a
 * replacement or a variable turns into that name stays.
 */
export function keepsName({ node, sources, target: { name: meant } }: Reference, target: Target): boolean {
  if (meant === ANY || meant === target.name) return true;
  const written = textAt(node, ["name"]);
  return written !== undefined && hasVariable(written) && sources.some(({ name }) => name === target.name);
}
