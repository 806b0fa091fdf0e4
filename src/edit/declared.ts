/** What happens to declared objects, the same for YAML documents, items of Lists and objects of programs. */
import type { Variable } from "../core/code.ts";
import type { Manifest } from "../core/manifest.ts";
import type { FieldOp } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { compare } from "../core/text.ts";
import { child, deref, type MapNode, type SeqNode } from "../core/tree.ts";
import { applyOps } from "./apply-ops.ts";
import { type ListChange, listEdits } from "./code-lists.ts";
import { type ObjectWork, type SiteEdits, siteEdits } from "./code-sites.ts";
import { type Edited, type EditResult, edited } from "./types.ts";
import { documentBody, insertDocumentAfter, removeDocument } from "./yaml-documents.ts";
import { followedBy, replaceDocument } from "./yaml-following-documents.ts";
import { insertItemAfter, itemRange, removeItem, rewrittenSlice } from "./yaml-items.ts";
import { renderBlock } from "./yaml-render.ts";

export type { ObjectWork } from "./code-sites.ts";

/** A declared object of a file with what happens to it. */
export interface DeclaredWork extends ObjectWork {
  manifest: Manifest;
}

/** The edits that one piece of work comes to; what several share belongs to the first of them. */
export interface DeclaredEdits extends Edited {
  /** The variable of a copy beside that of its original; programs only. */
  renamed: { variable: Variable; name: string } | undefined;
}

/** Carries out what happens to one declared object. */
export function declaredEdits(text: string, manifest: Manifest, work: ObjectWork): EditResult {
  const done = allDeclaredEdits(text, [{ ...work, manifest }]);
  return isRefused(done) ? done : (done[0] ?? edited([]));
}

/** Carries out all that happens to the declared objects of one file: elements of one list settle their commas once. */
export function allDeclaredEdits(text: string, works: readonly DeclaredWork[]): DeclaredEdits[] | Refusal {
  const results: DeclaredEdits[] = [];
  const lists = new Map<number, { changes: ListChange[]; result: DeclaredEdits; object: MapNode }>();
  for (const work of works) {
    const { document, node } = work.manifest;
    const done = document.code ? siteEdits(text, node, work) : inDocument(text, work);
    if (isRefused(done)) return done;
    const { edits, lostComments, renamed, needs = [] } = done;
    const result: DeclaredEdits = { edits, lostComments, renamed, needs };
    results.push(result);
    for (const change of done.lists) {
      const known = lists.get(change.list.start) ?? { changes: [], result, object: node };
      known.changes.push(change);
      lists.set(change.list.start, known);
    }
  }
  for (const { changes, result, object } of lists.values())
    result.edits.push(...listEdits(text, changes, commentsOf(object)));
  return results;
}

/** Takes an object away that nothing replaces; `empty` where nothing would be left around it. */
export function removeDeclared(text: string, manifest: Manifest): Edited | { empty: true } | Refusal {
  const { document } = manifest;
  if (document.code) return declaredEdits(text, manifest, { ops: undefined, goes: true, after: [] });
  const seq = listOf(manifest);
  return seq && manifest.item !== undefined
    ? removeItem(text, seq, manifest.item)
    : removeDocument(text, document);
}

function commentsOf({ code }: MapNode) {
  return (code?.form === "object" && code.unit?.file.comments) || [];
}

function inDocument(text: string, work: DeclaredWork): SiteEdits | Refusal {
  const done = documentEdits(text, work);
  return isRefused(done) ? done : { ...done, lists: [], renamed: undefined };
}

function documentEdits(text: string, work: DeclaredWork): EditResult {
  const { manifest, ops, goes, after } = work;
  const { document, node } = manifest;
  const bodies = [...new Set(after.map((one) => renderBlock(one, 0, "\n")))].sort(compare);
  if (ops) {
    const done = goes ? applyOps(text, node, ops) : insertCopy(text, manifest, ops);
    if (isRefused(done) || bodies.length === 0) return done;
    return followedBy(text, document, done.edits, bodies);
  }
  if (bodies.length > 0)
    return goes ? replaceDocument(text, document, bodies) : followedBy(text, document, [], bodies);
  if (!goes) return edited([]);
  const removed = removeDeclared(text, manifest);
  return "empty" in removed ? refuse("nothing would be left in its file") : removed;
}

/** The `items` of the List that holds an object; undefined where it is a document of its own. */
function listOf({ document, item }: Manifest): SeqNode | undefined {
  if (item === undefined) return undefined;
  const items = deref(child(document.root, "items"));
  return items?.type === "seq" ? items : undefined;
}

/** Inserts a rewritten copy of a document or an item directly after it. */
function insertCopy(text: string, manifest: Manifest, ops: readonly FieldOp[]): EditResult {
  const { document, node, item = 0 } = manifest;
  const rewrite = applyOps(text, node, ops);
  if (isRefused(rewrite)) return rewrite;
  const seq = listOf(manifest);
  const body = seq ? itemRange(text, seq, item) : documentBody(text, document);
  if (isRefused(body)) return body;
  if (text.slice(body.start, body.end).includes("\uFEFF"))
    return refuse("a byte-order mark stands inside the document, so it cannot be copied");
  const copy = rewrittenSlice(text, body, rewrite.edits);
  return seq ? insertItemAfter(text, seq, item, copy) : insertDocumentAfter(text, document, copy);
}
