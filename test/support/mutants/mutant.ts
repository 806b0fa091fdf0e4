import { applyEdits } from "../../../src/core/edits.ts";
import type { Manifest } from "../../../src/core/manifest.ts";
import type { FieldOp, PlainRecord } from "../../../src/core/ops.ts";
import { isRefused } from "../../../src/core/refusal.ts";
import { at, type PathStep } from "../../../src/core/tree.ts";
import { applyOps } from "../../../src/edit/apply-ops.ts";
import { renderBlock } from "../../../src/edit/yaml-render.ts";
import type { LintContext } from "../../../src/lint/context.ts";
import type { FileTree } from "../tree-copy.ts";

/** A migration that is good but for one slip. */
export interface Mutant {
  /** The operator that made it, and the object that it was made of. */
  name: string;
  tree: FileTree;
}

/** One kind of slip. `of` gives every way to make it with an object; none where the object has no place for it. */
export interface Operator {
  name: string;
  of: (manifest: Manifest, fleet: LintContext) => readonly Slip[];
}

/** A change of one object; `text` for what is no change of fields. */
export type Slip = { ops: readonly FieldOp[] } | { text: (file: string, manifest: Manifest) => string };

/** A slip that gives a field a value that it does not have; none where the field's map is missing. */
export function set(manifest: Manifest, path: readonly PathStep[], value: FieldValue): Slip[] {
  const parent = at(manifest.node, path.slice(0, -1));
  return parent?.type === "map" ? [{ ops: [{ op: "set", path, value }] }] : [];
}

type FieldValue = Extract<FieldOp, { op: "set" }>["value"];

/** A slip that loses a field; none where it is not there. */
export function drop(manifest: Manifest, path: readonly PathStep[]): Slip[] {
  return at(manifest.node, path) ? [{ ops: [{ op: "remove", path }] }] : [];
}

/** A slip that loses the whole document; none where the file would be empty, which another check would see. */
export const dropDocument: Slip = {
  text: (file, { document }) => file.slice(0, document.start) + file.slice(document.end),
};

/** A slip that adds an object behind the document. */
export function add(object: PlainRecord): Slip {
  return {
    text: (file, { document }) => {
      const before = file.slice(0, document.end);
      const gap = before.endsWith("\n") ? "" : "\n";
      return `${before}${gap}---\n${renderBlock(object, 0, "\n")}${file.slice(document.end)}`;
    },
  };
}

/** Every mutant that the operators make of a tree; slips that the edit layer refuses to write are left out. */
export function mutantsOf(tree: FileTree, fleet: LintContext, operators: readonly Operator[]): Mutant[] {
  const yaml = fleet.objects.manifests.filter(({ document }) => !document.code);
  return operators.flatMap(({ name, of }) =>
    yaml.flatMap((manifest) =>
      of(manifest, fleet).flatMap((slip) => {
        const { file } = manifest.document;
        const before = tree.get(file)?.toString("utf8");
        if (before === undefined) return [];
        const after = carriedOut(slip, before, manifest);
        if (after === undefined || after === before) return [];
        const label = `${name}: ${manifest.kind} ${manifest.name} (${file}:${manifest.document.line})`;
        return [{ name: label, tree: new Map([...tree, [file, Buffer.from(after, "utf8")]]) }];
      }),
    ),
  );
}

function carriedOut(slip: Slip, before: string, manifest: Manifest): string | undefined {
  if ("text" in slip) return slip.text(before, manifest);
  const done = applyOps(before, manifest.node, slip.ops);
  if (isRefused(done)) return undefined;
  return applyEdits(
    before,
    done.edits.map((edit) => ({ ...edit, rule: "slip", why: "", order: "" })),
  );
}
