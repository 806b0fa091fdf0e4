/** All that happens in one file: objects that change where they stand, and declared ones that move, go or get others. */
import type { Range } from "../core/edits.ts";
import { isRefused, type Refusal } from "../core/refusal.ts";
import type { ImportNeed } from "./code-names.ts";
import { isCode } from "./code-ops.ts";
import type { ObjectOps } from "./code-shared.ts";
import { allDeclaredEdits, type DeclaredEdits, type DeclaredWork } from "./declared.ts";
import { rewriteAll } from "./rewrites.ts";
import type { TextEdit } from "./types.ts";

/** An object that changes where it stands. */
export interface Rewrite extends ObjectOps {
  /** The reference that is the reason; undefined where the object changes for itself. */
  reference: Range | undefined;
}

/** The edits of each piece of work; what several share belongs to the first of them. */
export interface FileEdits {
  rewrites: TextEdit[][];
  works: TextEdit[][];
  /** What the programs among them have to import. */
  needs: ImportNeed[];
}

/** Edits for everything that happens in one file. */
export function fileEdits(
  text: string,
  rewrites: readonly Rewrite[],
  works: readonly DeclaredWork[],
): FileEdits | Refusal {
  // In a program, what is rewritten in place may share constants with all else that changes.
  const inPlace = works.map(({ manifest, goes, ops }) => (isCode(manifest.node) && goes ? ops : undefined));
  const own = works.flatMap(({ manifest }, i) => {
    const ops = inPlace[i];
    return ops ? [{ object: manifest.node, ops, of: i }] : [];
  });
  const changed = rewriteAll(text, [...rewrites, ...own]);
  if (isRefused(changed)) return changed;
  const declared = allDeclaredEdits(
    text,
    works.map((one, i) => (inPlace[i] ? { ...one, ops: undefined, goes: false } : one)),
  );
  if (isRefused(declared)) return declared;
  const result: FileEdits = {
    rewrites: rewrites.map(() => []),
    works: declared.map(({ edits }) => [...edits]),
    needs: [],
  };
  for (const { of, edits } of changed) {
    const list = result.rewrites[of] ?? result.works[own[of - rewrites.length]?.of ?? -1];
    list?.push(...edits);
  }
  for (const { needs = [] } of [...changed, ...declared]) result.needs.push(...needs);
  const all = [...result.rewrites, ...result.works].flat();
  rewrites.forEach(({ reference }, i) => {
    result.rewrites[i]?.push(...renamings(reference, declared, all));
  });
  return withoutOverlap(result);
}

/** A reference that reads the name of an object which gets a copy reads that of the copy, which moved with it. */
function renamings(
  reference: Range | undefined,
  declared: readonly DeclaredEdits[],
  all: readonly TextEdit[],
): TextEdit[] {
  if (!reference) return [];
  return declared.flatMap(({ renamed }) =>
    (renamed?.variable.uses ?? [])
      .filter((use) => reference.start <= use.start && use.end <= reference.end)
      .filter((use) => !all.some((edit) => edit.start < use.end && use.start < edit.end))
      .map(({ start, end }) => ({ start, end, text: renamed?.name ?? "" })),
  );
}

/** Two statements that go may both want the empty line between them. */
function withoutOverlap({ rewrites, works, needs }: FileEdits): FileEdits {
  const gone: TextEdit[] = [];
  const kept = works.map((edits) =>
    edits.flatMap((edit): TextEdit[] => {
      if (edit.text !== "") return [edit];
      const other = gone.find((one) => one.start < edit.end && edit.start < one.end);
      if (!other) {
        gone.push(edit);
        return [edit];
      }
      other.start = Math.min(other.start, edit.start);
      other.end = Math.max(other.end, edit.end);
      return [];
    }),
  );
  return { rewrites, works: kept, needs };
}
