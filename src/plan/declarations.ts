import type { SourceNode } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { Change, Finding, Target } from "../core/plan.ts";
import type { Transform } from "../core/transform.ts";
import { declareElsewhere } from "./declare.ts";

/** Changes that declare the targets of sources and retire what nothing needs any more. */
export function declareSources(
  active: ReadonlyMap<SourceNode, Target>,
  keeps: ReadonlyMap<SourceNode, string | undefined>,
  transforms: readonly Transform[],
  text: (file: string) => string | undefined,
): { changes: Map<SourceNode, Change[]>; findings: Finding[] } {
  const changes = new Map<SourceNode, Change[]>();
  const findings: Finding[] = [];
  for (const [source, target] of active) {
    if (target.place.at !== "beside") {
      changes.set(source, declareElsewhere(source, target, keeps.get(source)));
      continue;
    }
    const { manifest } = target.place.declaration;
    const own: Change[] = [];
    for (const transform of transforms) {
      if (transform.rows.length > 0 || !transform.applies(manifest)) continue;
      const result = transform.run(manifest, {
        references: [],
        sources: [source],
        destination: () => ({ stays: "only declarations are looked at" }),
        targetOf: (one) => active.get(one),
        keepsGit: (one) => keeps.get(one),
        text,
      });
      pushAll(own, result.changes ?? []);
      pushAll(findings, result.findings ?? []);
    }
    changes.set(source, own);
  }
  return { changes, findings };
}
