import type { SourceNode } from "../core/graph.ts";
import { reasonIn } from "../core/manifest.ts";
import type { Change } from "../core/plan.ts";
import { isRefused } from "../core/refusal.ts";
import { sourceOf, type Unit } from "../core/units.ts";
import { declaredEdits } from "../edit/declared.ts";

/**
 * Sources whose file cannot hold the new object beside the Git source that has to stay, and charts whose file cannot
 * hold theirs after it, with the reason.
 */
export function refusedBeside(
  changes: ReadonlyMap<Unit, readonly Change[]>,
  keeps: ReadonlyMap<SourceNode, string | undefined>,
  text: (file: string) => string | undefined,
): Map<Unit, string> {
  const refused = new Map<Unit, string>();
  for (const [unit, own] of changes) {
    const goes = own.some(({ intent }) => intent.type === "retire");
    for (const { intent, file } of own) {
      if (intent.type !== "declare-after") continue;
      const work = { ops: undefined, goes, after: [intent.object] };
      const { manifest } = intent.declaration;
      const tried = declaredEdits(text(file) ?? "", manifest, work);
      if (isRefused(tried)) refused.set(unit, reasonIn(manifest.document, tried));
    }
    if (goes) continue;
    for (const { intent, file } of own) {
      if (intent.type !== "declare-beside") continue;
      const work = { ops: intent.ops, goes, after: [] };
      const { manifest } = intent.declaration;
      const tried = declaredEdits(text(file) ?? "", manifest, work);
      if (isRefused(tried))
        refused.set(
          unit,
          `${reasonIn(manifest.document, tried)}, and the GitRepository has to stay: ${keeps.get(sourceOf(unit)) ?? "?"}`,
        );
    }
  }
  return refused;
}
