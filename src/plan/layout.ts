import { applyEdits, type Edit } from "../core/edits.ts";
import { groupBy, pushTo } from "../core/group.ts";
import type { PlainRecord } from "../core/ops.ts";
import { basename, dirname } from "../core/paths.ts";
import { type Change, type FileChange, isMove, type Migration } from "../core/plan.ts";
import { isRefused } from "../core/refusal.ts";
import { compare, lineEnding } from "../core/text.ts";
import type { DeclaredWork } from "../edit/declared.ts";
import { fileEdits, type Rewrite } from "../edit/file-edits.ts";
import { listResource } from "../edit/kustomization.ts";
import { type Edited, edited } from "../edit/types.ts";
import { appendDocument } from "../edit/yaml-documents.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { Programs } from "./programs.ts";
import type { Tree } from "./tree.ts";

/** A change that was tried while planning cannot be laid out: our bug, never the user's. */
export class LayoutError extends Error {
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}; this was possible while planning, please report it`);
    this.name = "LayoutError";
  }
}

/** A change with the migration that it belongs to. */
interface Ordered {
  change: Change;
  order: string;
}

/** Everything that happens to one declaration: written beside, retired, or both, which is a rewrite in place. */
interface Declared extends DeclaredWork, Ordered {
  /** What comes behind it, by its text: the same for all clusters that share the declaration. */
  bodies: Map<string, PlainRecord>;
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
  const moved = groupBy(movedObjects(changes), ({ change }) => change.file);
  const declared = groupBy(declaredObjects(changes), ({ manifest }) => manifest.document.file);
  for (const file of new Set([...moved.keys(), ...declared.keys()])) {
    const rewrites = moved.get(file) ?? [];
    const works = declared.get(file) ?? [];
    const done = must(file, fileEdits(textOf(tree, file), rewrites, works));
    rewrites.forEach(({ change, order }, i) => {
      add(file, change, order, edited(done.rewrites[i] ?? []));
    });
    works.forEach(({ change, order }, i) => {
      add(file, change, order, edited(done.works[i] ?? []));
    });
    programs.need(file, done.needs);
    for (const object of [...rewrites.map((one) => one.object), ...works.map((one) => one.manifest.node)])
      programs.see(file, object);
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

/** Every object that changes where it stands, because it refers to what moves or is mended; each change once. */
function movedObjects(changes: readonly Ordered[]): (Rewrite & Ordered)[] {
  const done = new Set<unknown>();
  return changes.flatMap(({ change, order }): (Rewrite & Ordered)[] => {
    const { intent } = change;
    if (!isMove(intent) && intent.type !== "repair") return [];
    const { manifest } = isMove(intent) ? intent.reference : intent;
    // A patch is a reference for each source, and a change for each file: its text and its target.
    const site = isMove(intent) ? intent.reference.site : undefined;
    const what = isMove(intent) ? intent.reference : manifest.node;
    const key = site ? `${change.file} ${JSON.stringify(intent.ops)}` : what;
    if (done.has(key)) return [];
    done.add(key);
    const reference = isMove(intent) ? intent.reference.node : undefined;
    return [{ change, order, object: manifest.node, ops: intent.ops, reference }];
  });
}

/** One piece of work for each declaration, though several sources of several clusters may share it. */
function declaredObjects(changes: readonly Ordered[]): Declared[] {
  const byNode = new Map<unknown, Declared>();
  // The reason of an edit is that of the new object; where none is written, that of the end of the old one.
  const rank = ({ intent }: Change) => ["declare-beside", "retire", "declare-after"].indexOf(intent.type);
  for (const { change, order } of changes) {
    const { intent } = change;
    if (intent.type !== "declare-beside" && intent.type !== "declare-after" && intent.type !== "retire")
      continue;
    const { manifest } = intent.declaration;
    const work = byNode.get(manifest.node) ?? {
      manifest,
      change,
      order,
      ops: undefined,
      goes: false,
      after: [],
      bodies: new Map(),
    };
    byNode.set(manifest.node, work);
    if (rank(change) < rank(work.change)) work.change = change;
    if (intent.type === "retire") work.goes = true;
    else if (intent.type === "declare-beside") work.ops ??= intent.ops;
    else work.bodies.set(renderBlock(intent.object, 0, "\n"), intent.object);
  }
  for (const work of byNode.values())
    work.after = [...work.bodies].sort(([a], [b]) => compare(a, b)).map(([, object]) => object);
  return [...byNode.values()];
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
