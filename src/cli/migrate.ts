import { writeFileSync } from "node:fs";
import { formatProblem } from "../config/wording.ts";
import type { SourceNode } from "../core/graph.ts";
import type { FileChange, Migration, Plan } from "../core/plan.ts";
import { errnoText } from "../io/errno.ts";
import { openTerminal, type Terminal } from "../io/terminal.ts";
import { layout } from "../plan/layout.ts";
import { paint } from "../report/colour.ts";
import { migrateReport } from "../report/model.ts";
import { prettyMigrate, prettyMigration } from "../report/pretty.ts";
import { patch } from "../report/unified-diff.ts";
import { type Analysis, analyse, changesOf, plan, planSafe } from "../run.ts";
import { bareDeclareIn } from "./declare-in.ts";
import { EXIT, UsageError } from "./exit.ts";
import { declinedByOnly } from "./only.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { type CommonOptions, settings } from "./settings.ts";

/** Options of `migrate` beside the common ones. */
export interface MigrateOptions extends CommonOptions {
  dryRun?: boolean;
  yes?: boolean;
  only?: readonly string[];
  patch?: string;
  strict?: boolean;
  allowDirty?: boolean;
}

/** `git2oci migrate`: plan, diff, confirm, write, and look again. */
export async function migrate(path: string, options: MigrateOptions): Promise<number> {
  checkFormats(options.outputs, ["pretty", "json", "diff"], "migrate");
  const terminal = openTerminal(options.color === false);
  const { config, warnings } = await settings(path, options);
  const analysis = await analyse(path, config);
  const notes = [...warnings, ...analysis.decisions.warnings];
  const say = (text: string) => {
    if (!options.quiet) terminal.writeErr(`git2oci: ${text}\n`);
  };
  for (const warning of notes) say(`warning: ${formatProblem(warning)}`);
  const misplaced = bareDeclareIn(analysis.graph, analysis.decisions.bySource, config);
  if (misplaced !== undefined) throw new UsageError(misplaced);
  const declined = declinedByOnly(options.only ?? [], analysis.graph);
  const asks = terminal.interactive && !options.yes && !options.dryRun;
  const dryRun = options.dryRun === true || (!asks && !options.yes);
  if (dryRun && !options.dryRun) say("no terminal and no --yes: showing the plan, writing nothing");

  const answered = asks ? await confirm(analysis, declined, terminal) : undefined;
  if (answered === "quit") {
    say("quit, nothing was written");
    return EXIT.done;
  }
  // Without a person only safe changes are written; a dry run shows just what --yes would do.
  const current = answered ?? planSafe(analysis, declined);
  const files = changesOf(current, analysis);
  const writes = !dryRun && files.length > 0;
  if (writes) await refuseDirty(analysis, files, options);
  if (options.patch !== undefined) savePatch(options.patch, files, analysis);
  if (writes) await write(analysis, files, say);
  const renderers = new Map<string, Renderer>([
    [
      "pretty",
      (colour) =>
        prettyMigrate(
          analysis.graph,
          current,
          files,
          (one) => (asks ? [] : filesOf(one, analysis)),
          paint(colour),
        ),
    ],
    ["json", () => `${JSON.stringify(migrateReport(analysis.graph, current, files, dryRun), null, 2)}\n`],
    ["diff", () => patch(withModes(files, analysis))],
  ]);
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  if (writes) {
    say(`wrote ${files.length} file${files.length === 1 ? "" : "s"}`);
    await lookAgain(path, analysis, current, config);
  }
  return options.strict && isOpen(analysis, current, dryRun ? files : [], notes.length)
    ? EXIT.failed
    : EXIT.done;
}

/** Asks for each migration; every answer is a decision, and the next question comes from a new plan. */
async function confirm(
  analysis: Analysis,
  declinedBefore: ReadonlyMap<SourceNode, string>,
  terminal: Terminal,
): Promise<Plan | "quit"> {
  const { askAll } = await import("./confirm.ts");
  const { terminalAsk } = await import("./confirm-prompt.ts");
  const colours = paint(terminal.colorErr);
  const planWith = (decided: ReadonlyMap<string, boolean>) => {
    const declined = new Map(declinedBefore);
    for (const source of analysis.graph.sources)
      if (decided.get(source.id) === false) declined.set(source, "declined");
    return plan(analysis, declined);
  };
  const outcome = await askAll(
    (decided) => {
      const { migrations } = planWith(decided);
      const next = migrations.find((one) => !decided.has(one.source.id));
      if (!next) return undefined;
      const left = migrations.filter((one) => !decided.has(one.source.id)).length;
      return {
        id: next.source.id,
        title: `Migrate ${next.source.id}? (${left} left)`,
        body: `${prettyMigration(next, filesOf(next, analysis), colours)}\n`,
        kind: next.applicability,
      };
    },
    terminalAsk({ input: process.stdin, output: process.stderr, paint: colours }),
  );
  if (outcome.quit) return "quit";
  return planWith(
    new Map([
      ...outcome.accepted.map((id) => [id, true] as const),
      ...outcome.declined.map((id) => [id, false] as const),
    ]),
  );
}

function filesOf(migration: Migration, analysis: Analysis): FileChange[] {
  return withModes(layout([migration], analysis.tree), analysis);
}

function withModes(files: readonly FileChange[], analysis: Analysis): (FileChange & { mode?: number })[] {
  return files.map((file) => {
    const mode = analysis.scanned.modes.get(file.path);
    return mode === undefined ? file : { ...file, mode };
  });
}

async function refuseDirty(
  analysis: Analysis,
  files: readonly FileChange[],
  options: MigrateOptions,
): Promise<void> {
  if (options.allowDirty) return;
  const { dirtyFiles } = await import("../io/git.ts");
  const answer = await dirtyFiles(
    analysis.scanned.root,
    files.map((one) => one.path),
  );
  if (answer.notARepository)
    throw new UsageError(
      `${answer.reason}, so a change could not be undone; nothing was written (--allow-dirty writes all the same)`,
    );
  const [first] = answer.dirty;
  if (!first) return;
  const more = answer.dirty.length > 1 ? ` and ${answer.dirty.length - 1} more` : "";
  throw new UsageError(
    `${first.path} is ${first.reason}${more}; commit or stash first, nothing was written (--allow-dirty writes all the same)`,
  );
}

function savePatch(file: string, files: readonly FileChange[], analysis: Analysis): void {
  try {
    writeFileSync(file, patch(withModes(files, analysis)));
  } catch (error) {
    throw new UsageError(`${file}: ${errnoText(error)}`);
  }
}

async function write(
  analysis: Analysis,
  files: readonly FileChange[],
  say: (text: string) => void,
): Promise<void> {
  const { writeAll } = await import("../io/write.ts");
  const { nodeDisk } = await import("../io/disk.ts");
  const { onInterrupt } = await import("../io/interrupt.ts");
  const { Interrupted } = await import("./confirm.ts");
  const { encode } = await import("../io/decode.ts");
  const bytes = (text: string | undefined) => (text === undefined ? undefined : encode(text));
  const changes = files.map(({ path, before, after }) => ({
    path,
    before: bytes(before),
    after: bytes(after),
  }));
  const interrupt = onInterrupt();
  try {
    const { leftovers } = await writeAll(analysis.scanned.root, changes, nodeDisk, interrupt.signal);
    for (const file of leftovers) say(`warning: could not remove the temporary file ${file}`);
  } catch (error) {
    if (interrupt.received() !== undefined) throw new Interrupted({ cause: error });
    throw error;
  } finally {
    interrupt.release();
  }
}

/** After writing, the tree is read again: what was accepted must leave nothing to do. */
async function lookAgain(
  path: string,
  before: Analysis,
  done: Plan,
  config: Analysis["config"],
): Promise<void> {
  const again = await analyse(path, config);
  const moved = new Set(done.migrations.map((one) => one.source.id));
  const declined = new Map(
    again.graph.sources.filter((one) => !moved.has(one.id)).map((one) => [one, "not accepted"]),
  );
  const left = changesOf(plan(again, declined), again);
  const [first] = left;
  if (first) throw new Error(`${first.path} would still change after the migration (${before.scanned.root})`);
}

function isOpen(analysis: Analysis, current: Plan, pending: readonly FileChange[], notes: number): boolean {
  return (
    notes > 0 ||
    pending.length > 0 ||
    analysis.graph.skipped.length > 0 ||
    [...current.decisions.values()].some((one) => one.action === "undecided") ||
    [...current.outcomes.values()].some((one) => one.outcome !== "repoint")
  );
}
