import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import type { FileChange, Plan } from "../../src/core/plan.ts";
import { encode } from "../../src/io/decode.ts";
import { patch } from "../../src/report/unified-diff.ts";
import { type Analysis, analyse, changesOf, plan, planSafe } from "../../src/run.ts";
import type { CorpusTree } from "./corpus.ts";
import { checkOut, corpusConfig, put, remove } from "./corpus-checkout.ts";
import { snapshot } from "./temp-tree.ts";

/** `all`: everything accepted, also what is only review. `safe`: what `--yes` applies. */
export type Mode = "all" | "safe";

/** A tree carried through once: before, planned, written, read again. */
export interface CorpusRun {
  before: Analysis;
  plan: Plan;
  changes: FileChange[];
  /** The written tree, read again with the same decisions. */
  after: Analysis;
  /** What a second run would still change. */
  again: FileChange[];
  /** The written tree and a fresh copy with the patch applied; path → bytes. */
  written: Record<string, string>;
  patched: Record<string, string>;
  /** Files whose bytes are not those that the plan was made from. */
  stale: string[];
  /** Seconds for reading, planning and laying out. */
  seconds: number;
}

/** Carries a tree through in copies, and removes them. */
export async function runTree(tree: CorpusTree, mode: Mode, stale: StaleCheck): Promise<CorpusRun> {
  const config = await corpusConfig(tree);
  const directory = checkOut(tree);
  const fresh = `${directory}-patched`;
  cpSync(directory, fresh, { recursive: true });
  try {
    const planned = mode === "all" ? plan : planSafe;
    const start = performance.now();
    const before = await analyse(directory, config);
    const made = planned(before);
    const changes = changesOf(made, before);
    const seconds = (performance.now() - start) / 1000;
    const outdated = stale(directory, changes);
    for (const { path, after } of changes) if (after !== undefined) put(directory, path, encode(after));
    if (changes.length > 0)
      execFileSync("git", ["apply", "--whitespace=nowarn", "-"], {
        cwd: fresh,
        input: patch(changes),
        stdio: "pipe",
      });
    const after = await analyse(directory, config);
    const again = changesOf(planned(after), after);
    const [written, patched] = [filesOf(directory), filesOf(fresh)];
    return { before, plan: made, changes, after, again, written, patched, stale: outdated, seconds };
  } finally {
    remove(directory);
    remove(fresh);
  }
}

type StaleCheck = (directory: string, changes: readonly FileChange[]) => string[];

function filesOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(snapshot(directory)).filter(([path]) => !path.startsWith(".git/")),
  );
}
