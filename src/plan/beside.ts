import type { Declaration, SourceNode } from "../core/graph.ts";
import type { FieldOp } from "../core/ops.ts";
import type { Change } from "../core/plan.ts";
import { isRefused, refuse } from "../core/refusal.ts";
import { child, deref, type SeqNode } from "../core/tree.ts";
import { sourceOf, type Unit } from "../core/units.ts";
import { applyOps } from "../edit/apply-ops.ts";
import { copyCode, followCode } from "../edit/code-sites.ts";
import type { EditResult } from "../edit/types.ts";
import { documentBody, insertDocumentAfter } from "../edit/yaml-documents.ts";
import { followedBy, replaceDocument } from "../edit/yaml-following-documents.ts";
import { insertItemAfter, itemRange, rewrittenSlice } from "../edit/yaml-items.ts";
import { renderBlock } from "../edit/yaml-render.ts";

/** The `items` of the List that holds a declaration; undefined where it is a document of its own. */
export function listOf({ manifest }: Declaration): SeqNode | undefined {
  if (manifest.item === undefined) return undefined;
  const items = deref(child(manifest.document.root, "items"));
  return items?.type === "seq" ? items : undefined;
}

/** Inserts a rewritten copy of a declaration directly after it. `text` is that of its file. */
export function insertCopy(text: string, declaration: Declaration, ops: readonly FieldOp[]): EditResult {
  const { document, node, item = 0 } = declaration.manifest;
  if (document.code) return copyCode(text, node, ops);
  const rewrite = applyOps(text, node, ops);
  if (isRefused(rewrite)) return rewrite;
  const seq = listOf(declaration);
  const body = seq ? itemRange(text, seq, item) : documentBody(text, document);
  if (isRefused(body)) return body;
  if (text.slice(body.start, body.end).includes("\uFEFF"))
    return refuse("a byte-order mark stands inside the document, so it cannot be copied");
  const copy = rewrittenSlice(text, body, rewrite.edits);
  return seq ? insertItemAfter(text, seq, item, copy) : insertDocumentAfter(text, document, copy);
}

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
    for (const { intent, file } of own) {
      if (intent.type !== "declare-after") continue;
      const { document, node } = intent.declaration.manifest;
      const bodies = [renderBlock(intent.object, 0, "\n")];
      const goes = own.some((one) => one.intent.type === "retire");
      const tried = document.code
        ? followCode(text(file) ?? "", node, [intent.object], goes)
        : goes
          ? replaceDocument(text(file) ?? "", document, bodies)
          : followedBy(text(file) ?? "", document, [], bodies);
      if (isRefused(tried)) refused.set(unit, tried.refused);
    }
    if (own.some(({ intent }) => intent.type === "retire")) continue;
    for (const { intent, file } of own) {
      if (intent.type !== "declare-beside") continue;
      const tried = insertCopy(text(file) ?? "", intent.declaration, intent.ops);
      if (isRefused(tried))
        refused.set(
          unit,
          `${tried.refused}, and the GitRepository has to stay: ${keeps.get(sourceOf(unit)) ?? "?"}`,
        );
    }
  }
  return refused;
}
