import { checkedPlan, notMoving } from "../checked-plan.ts";
import { hideCredentials } from "../core/credentials.ts";
import { needsGit, type Plan } from "../core/plan.ts";
import type { Unit } from "../core/units.ts";
import { onInterrupt } from "../io/interrupt.ts";
import { told } from "../io/progress.ts";
import { tame, tameJson } from "../report/ci-orders.ts";
import { paint } from "../report/colour.ts";
import { migrateReport } from "../report/model.ts";
import { prettyMigrate } from "../report/pretty-migrate.ts";
import { patch } from "../report/unified-diff.ts";
import { type Analysis, plan, planSafe } from "../run.ts";
import { aboutOf } from "./about.ts";
import { confirmPlan } from "./confirm-plan.ts";
import { EXIT, UsageError } from "./exit.ts";
import { cleanUp } from "./leftovers.ts";
import { declinedByOnly } from "./only.ts";
import { checkFormats, printReport, type Renderer, StagedFiles, stageReports } from "./output.ts";
import { REVIEW_FORMATS, reviewReports } from "./review-reports.ts";
import { STDIN, start } from "./session.ts";
import type { CommonOptions } from "./settings.ts";
import { shownFiles, shownOf } from "./shown.ts";
import { filesOf, repairsOf, withModes } from "./with-modes.ts";

/** Options of `migrate` beside the common ones. */
export interface MigrateOptions extends CommonOptions {
  dryRun?: boolean;
  yes?: boolean;
  only?: readonly string[];
  patch?: string;
  planOut?: string;
  message?: string;
  strict?: boolean;
  allowDirty?: boolean;
  linePrompts?: boolean;
  resume?: boolean;
}

/** `git2oci migrate`: plan, diff, confirm, write, and look again. @param version of this program */
export async function migrate(path: string, options: MigrateOptions, version: string): Promise<number> {
  if (options.patch === STDIN) throw new UsageError("--patch needs a file; --format diff prints the patch");
  if (options.planOut !== undefined && (options.planOut === STDIN || path === STDIN))
    throw new UsageError("--plan-out needs a file, and a tree to apply it to");
  if (options.message === STDIN) throw new UsageError("--message needs a file");
  checkFormats(
    options.outputs,
    ["pretty", "json", "diff", ...REVIEW_FORMATS],
    "migrate",
    [options.patch, options.planOut, options.message].filter((one) => one !== undefined),
  );
  const session = await start(path, options);
  const { terminal, progress, say } = session;
  let { analysis, config } = session;
  const declined = declinedByOnly(options.only ?? [], analysis.graph);
  const asks = terminal.interactive && !options.yes && !options.dryRun && path !== STDIN;
  const dryRun = options.dryRun === true || path === STDIN || (!asks && !options.yes);
  if (dryRun && !options.dryRun)
    say(
      path === STDIN
        ? "standard input is never written: showing the plan"
        : "no terminal and no --yes: showing the plan, writing nothing",
    );
  const needsBasis = asks || options.planOut !== undefined;
  const basis = needsBasis ? await import("./plan-basis.ts") : undefined;
  const read = basis?.planRead(analysis) ?? new Map<string, string>();
  // What never worked belongs to no source, so a run for some sources leaves it.
  const repairs = (options.only ?? []).length === 0;
  const possible = told(progress, () => plan(analysis, declined, repairs, new Map(), progress));
  const guard = options.allowDirty || dryRun ? undefined : await import("./dirty.ts");
  // Better before the questions than after the last answer.
  if (asks && (possible.migrations.length > 0 || possible.repairs.length > 0))
    await guard?.refuseDirty(analysis.scanned.root, []);

  if (options.resume && !asks)
    throw new UsageError(
      "--resume goes on with questions, so it needs a terminal, and neither --yes nor --dry-run",
    );
  const confirmed = asks
    ? await confirmPlan(analysis, {
        declined,
        repairs,
        terminal,
        say,
        byLine: options.linePrompts === true,
        resume: options.resume === true,
        only: options.only ?? [],
        read,
        version,
      })
    : undefined;
  if (confirmed === "quit") {
    say("quit, nothing was written");
    return options.strict ? EXIT.failed : EXIT.done;
  }
  const answered = confirmed?.plan;
  // What was edited decides the tree anew.
  if (confirmed) ({ analysis } = confirmed);
  ({ config } = analysis);
  // Without a person only safe changes are written; a dry run shows just what --yes would do.
  const planWithout = (kept: ReadonlyMap<Unit, string>): Plan => {
    if (!answered) return planSafe(analysis, new Map([...declined, ...kept]), repairs, progress);
    if (kept.size === 0) return answered;
    const others = new Map([...notMoving(answered, analysis), ...kept]);
    return plan(analysis, others, answered.repairs.length > 0, answered.declined, progress);
  };
  const checked = told(progress, () => checkedPlan(analysis, planWithout, progress));
  const { plan: current, files, bugs } = checked;
  for (const bug of bugs) say(`bug in git2oci, please report: ${hideCredentials(bug)}`);
  const writes = !dryRun && files.length > 0;
  if (writes) await guard?.refuseDirty(analysis.scanned.root, files, analysis.scanned.area);
  const waiting = answered ? [] : possible.migrations.filter((one) => one.applicability === "review");

  const shown = shownOf(analysis, current, withModes(files, analysis), waiting);
  const diffsOf = (id: string) => {
    const one = [...current.migrations, repairsOf(current)].find((other) => other.id === id);
    return asks || !one ? [] : shownFiles(filesOf(one, analysis), analysis);
  };
  const renderers = new Map<string, Renderer>([
    [
      "pretty",
      (colour) =>
        tame(
          prettyMigrate(
            shown.graph,
            shown.plan,
            shown.files,
            (one) => diffsOf(one.id),
            paint(colour),
            shown.waiting,
            diffsOf(repairsOf(current).id),
            options.verbose === true,
          ),
        ),
    ],
    [
      "json",
      () => tameJson(migrateReport(shown.graph, shown.plan, shown.files, dryRun, aboutOf(analysis, version))),
    ],
    ["diff", () => patch(shown.files)],
  ]);
  const reviewed = await reviewReports(options.outputs, options.message !== undefined, shown);
  for (const [format, render] of reviewed.renderers) renderers.set(format, render);
  const interrupt = onInterrupt();
  const staged = new StagedFiles();
  try {
    if (basis && options.planOut !== undefined) {
      const { savedPlan } = await import("../report/saved-plan.ts");
      staged.add(
        options.planOut,
        savedPlan(shown.files, basis.planBasis(path, analysis, session.basis, read)),
      );
    }
    if (options.patch !== undefined) staged.add(options.patch, patch(shown.files));
    if (options.message !== undefined) staged.add(options.message, reviewed.message ?? "");
    stageReports(options.outputs, renderers, staged);
    if (!dryRun) await cleanUp(analysis.scanned.root, analysis.scanned.leftovers, say);
    if (writes) {
      const { writeTree } = await import("./write-tree.ts");
      await writeTree(analysis.scanned.root, files, interrupt, say, progress);
      // Said at once: whatever fails from here on, a person has to know that the tree has changed.
      say(`wrote ${files.length} file${files.length === 1 ? "" : "s"}`);
    }
    staged.commit();
    // `git apply` takes an empty file for a broken patch.
    if (options.patch !== undefined && files.length === 0) say(`${options.patch} is empty: nothing changes`);
    confirmed?.finish();
  } finally {
    staged.discard();
    await interrupt.release();
  }
  printReport(options.outputs, renderers, terminal);
  await terminal.flush();
  if (writes) {
    if (interrupt.received() !== undefined) return EXIT.interrupted;
    await (await import("./write-tree.ts")).lookAgain(path, current, config, progress);
  }
  const pending = (dryRun && files.length > 0) || waiting.length > 0;
  const isComplete = bugs.length === 0 && !pending && !isOpen(analysis, current);
  return options.strict && !isComplete ? EXIT.failed : EXIT.done;
}

/** True where something is left that `--strict` does not accept, whatever was written. */
function isOpen({ graph, decisions }: Analysis, current: Plan): boolean {
  return (
    decisions.warnings.length > 0 ||
    graph.skipped.length > 0 ||
    [...current.decisions.values()].some((one) => one.action === "undecided") ||
    [...current.outcomes.values()].some(needsGit)
  );
}
