import { applyEdits } from "../../src/core/edits.ts";
import { type Manifest, toManifest } from "../../src/core/manifest.ts";
import type { FieldOp } from "../../src/core/ops.ts";
import { isRefused } from "../../src/core/refusal.ts";
import type { ObjectWork } from "../../src/edit/declared.ts";
import { fileEdits } from "../../src/edit/file-edits.ts";
import { plainEdits } from "../../src/edit/types.ts";
import { openPrograms } from "../../src/scan/typescript/programs.ts";

/** What makes an OCIRepository of a source, as far as tests of edits need it. */
export const TO_OCI: readonly FieldOp[] = [{ op: "set", path: ["kind"], value: "OCIRepository" }];

/** What happens to objects of a program, each by its name. */
export interface ProgramWork {
  /** Objects that change where they stand. */
  rewrites?: Readonly<Record<string, readonly FieldOp[]>>;
  /** Declared objects that are copied, go, or get others behind them. */
  works?: Readonly<Record<string, Partial<ObjectWork>>>;
}

/** A program after work on its objects; why not, where it is refused. Names in it are those of the objects. */
export function worked(text: string, { rewrites = {}, works = {} }: ProgramWork): string {
  const read = openPrograms(() => undefined)("app/main.ts", text);
  if ("refused" in read) throw new Error(read.refused);
  const manifests = new Map(
    read.documents.flatMap((document): [string, Manifest][] => {
      const manifest = toManifest(document, document.root);
      return manifest ? [[manifest.name ?? "?", manifest]] : [];
    }),
  );
  const of = (name: string): Manifest => {
    const found = manifests.get(name);
    if (!found) throw new Error(`no object ${name}, but ${[...manifests.keys()].join(", ")}`);
    return found;
  };
  const done = fileEdits(
    text,
    Object.entries(rewrites).map(([name, ops]) => ({ object: of(name).node, ops, reference: undefined })),
    Object.entries(works).map(([name, work]) => ({
      manifest: of(name),
      ops: undefined,
      goes: false,
      after: [],
      ...work,
    })),
  );
  if (isRefused(done)) return `refused: ${done.refused}`;
  return applyEdits(text, plainEdits([...done.rewrites, ...done.works].flat()));
}
