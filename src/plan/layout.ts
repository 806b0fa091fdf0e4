import { applyEdits, type Edit } from "../core/edits.ts";
import type { Declaration } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { FieldOp } from "../core/ops.ts";
import { basename, dirname } from "../core/paths.ts";
import { type Change, type FileChange, isMove, type Migration } from "../core/plan.ts";
import { isRefused } from "../core/refusal.ts";
import { compare, lineEnding } from "../core/text.ts";
import { applyOps } from "../edit/apply-ops.ts";
import { removeCode } from "../edit/code-sites.ts";
import { listResource } from "../edit/kustomization.ts";
import type { Edited } from "../edit/types.ts";
import { appendDocument, removeDocument } from "../edit/yaml-documents.ts";
import { followedBy, replaceDocument } from "../edit/yaml-following-documents.ts";
import { removeItem } from "../edit/yaml-items.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { insertCopy, listOf } from "./beside.ts";
import { Programs } from "./programs.ts";
import type { Tree } from "./tree.ts";

/** A change that was tried while planning cannot be laid out: our bug, never the user's. */
export class LayoutError extends Error {
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}; this was possible while planning, please report it`);
    this.name = "LayoutError";
  }
}

/** Everything that happens to one declaration: written beside, retired, or both, which is a rewrite in place. */
interface DeclarationWork {
  declaration: Declaration;
  declare: { change: Change; ops: readonly FieldOp[] } | undefined;
  retire: Change | undefined;
  /** Objects that follow it, as text, each with its change: those of charts. */
  after: Map<string, Change>;
}

/**
 * Turns the accepted migrations into edits, once and for all files together.
 * @throws LayoutError where a change does not fit the text it was planned on
 */
export function layout(migrations: readonly Pick<Migration, "id" | "changes">[], tree: Tree): FileChange[] {
  const changes = migrations.flatMap((migration) =>
    migration.changes.map((change) => ({ change, order: migration.id })),
  );
  const edits = new Map<string, Edit[]>();
  const programs = new Programs();
  const add = (file: string, change: Change, order: string, { edits: texts, needs = [] }: Edited) => {
    for (const one of texts) pushTo(edits, file, { ...one, rule: change.rule, why: change.why, order });
    programs.need(file, needs);
  };
  const done = new Set<unknown>();
  for (const { change, order } of changes) {
    const { intent } = change;
    if (!isMove(intent) && intent.type !== "repair") continue;
    const { manifest } = isMove(intent) ? intent.reference : intent;
    // A patch is a reference for each source, and a change for each file: its text and its target.
    const site = isMove(intent) ? intent.reference.site : undefined;
    const what = isMove(intent) ? intent.reference : manifest.node;
    const key = site ? `${change.file} ${JSON.stringify(intent.ops)}` : what;
    if (done.has(key)) continue;
    done.add(key);
    const { file } = change;
    add(file, change, order, must(file, applyOps(textOf(tree, file), manifest.node, intent.ops)));
    programs.see(manifest);
  }
  for (const [work, order] of declarationWork(changes)) {
    const [followed] = work.after.values();
    const change = work.declare?.change ?? work.retire ?? followed;
    const file = work.declaration.manifest.document.file;
    if (change) add(file, change, order, layoutDeclaration(textOf(tree, file), work));
    programs.see(work.declaration.manifest);
  }
  const added = newDocuments(changes, tree, add);
  const files = [...edits].map(([path, own]): FileChange => {
    const before = textOf(tree, path);
    const list = [...own, ...programs.imports(path, before, own)];
    return { path, change: "modified", edits: list, before, after: applyEdits(before, list) };
  });
  return [...files, ...added]
    .filter((one) => one.before !== one.after)
    .sort((a, b) => compare(a.path, b.path));
}

function textOf(tree: Tree, file: string): string {
  const text = tree.text(file);
  if (text === undefined) throw new LayoutError(file, "it could not be read again");
  return text;
}

function must<T extends object>(file: string, result: T): Exclude<T, { refused: string }> {
  if (isRefused(result)) throw new LayoutError(file, result.refused);
  return result as Exclude<T, { refused: string }>;
}

/** One piece of work for each declaration, though several sources of several clusters may share it. */
function declarationWork(
  changes: readonly { change: Change; order: string }[],
): Map<DeclarationWork, string> {
  const byNode = new Map<unknown, DeclarationWork>();
  const result = new Map<DeclarationWork, string>();
  for (const { change, order } of changes) {
    const { intent } = change;
    if (intent.type !== "declare-beside" && intent.type !== "declare-after" && intent.type !== "retire")
      continue;
    const { node } = intent.declaration.manifest;
    let work = byNode.get(node);
    if (!work) {
      work = { declaration: intent.declaration, declare: undefined, retire: undefined, after: new Map() };
      byNode.set(node, work);
      result.set(work, order);
    }
    if (intent.type === "retire") work.retire ??= change;
    else if (intent.type === "declare-after") {
      const body = renderBlock(intent.object, 0, "\n");
      if (!work.after.has(body)) work.after.set(body, change);
    } else work.declare ??= { change, ops: intent.ops };
  }
  return result;
}

function layoutDeclaration(text: string, work: DeclarationWork): Edited {
  const { declaration, declare, retire, after } = work;
  const { document, item, node } = declaration.manifest;
  const bodies = [...after.keys()].sort(compare);
  if (declare) {
    const result = retire ? applyOps(text, node, declare.ops) : insertCopy(text, declaration, declare.ops);
    const done = must(document.file, result);
    return bodies.length === 0 ? done : must(document.file, followedBy(text, document, done.edits, bodies));
  }
  if (bodies.length > 0)
    return must(
      document.file,
      retire ? replaceDocument(text, document, bodies) : followedBy(text, document, [], bodies),
    );
  if (document.code) return must(document.file, removeCode(text, node));
  const seq = listOf(declaration);
  const removed = seq && item !== undefined ? removeItem(text, seq, item) : removeDocument(text, document);
  const result = must(document.file, removed);
  if ("empty" in result) throw new LayoutError(document.file, "nothing would be left in it");
  return result;
}

/** Objects without a Git declaration to stand beside: gathered by file, each file written once. */
function newDocuments(
  changes: readonly { change: Change; order: string }[],
  tree: Tree,
  add: (file: string, change: Change, order: string, edited: Edited) => void,
): FileChange[] {
  const byFile = new Map<
    string,
    Map<string, { change: Change; order: string; listIn: string | undefined }>
  >();
  for (const { change, order } of [...changes].sort((a, b) => compare(a.order, b.order))) {
    const { intent } = change;
    if (intent.type !== "declare-in") continue;
    const bodies = byFile.get(intent.file) ?? new Map();
    const body = renderBlock(intent.object, 0, "\n");
    if (!bodies.has(body)) bodies.set(body, { change, order, listIn: intent.listIn });
    byFile.set(intent.file, bodies);
  }
  const added: FileChange[] = [];
  for (const [file, bodies] of byFile) {
    const [first] = bodies.values();
    if (!first) continue;
    const text = tree.text(file);
    if (text === undefined) {
      const after = [...bodies.keys()].map((body) => `---\n${body}`).join("");
      const edits: Edit[] = [
        { start: 0, end: 0, text: after, rule: first.change.rule, why: first.change.why },
      ];
      added.push({ path: file, change: "added", edits, before: undefined, after });
    } else {
      const eol = lineEnding(text);
      const body = [...bodies.keys()].join("---\n").replaceAll("\n", eol);
      add(file, first.change, first.order, must(file, appendDocument(text, body)));
    }
    if (first.listIn === undefined) continue;
    const kustomization = tree.kustomizationOf(dirname(file));
    if (!kustomization) throw new LayoutError(first.listIn, "it is gone");
    const listed = listResource(textOf(tree, first.listIn), kustomization.root, basename(file));
    add(
      first.listIn,
      { ...first.change, why: `lists ${basename(file)}, which would not be applied otherwise` },
      first.order,
      must(first.listIn, listed),
    );
  }
  return added;
}
