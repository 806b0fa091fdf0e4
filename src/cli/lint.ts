import { statSync } from "node:fs";
import type { Config } from "../config/types.ts";
import type { Baseline, LintResult } from "../core/lint.ts";
import type { Document } from "../core/manifest.ts";
import { isFluxGroup } from "../flux/groups.ts";
import { type Clock, dayOf, systemClock } from "../io/clock.ts";
import { repositoryPrefix } from "../io/repository-prefix.ts";
import { appendStepSummary } from "../io/step-summary.ts";
import { type Changes, lintTree } from "../lint-tree.ts";
import { lintRenderers, lintSummary } from "../report/lint/formats.ts";
import { LINT_FORMAT_NAMES } from "../report/lint/names.ts";
import { type Analysis, analyse } from "../run.ts";
import { needlesInLint } from "../scan/needles.ts";
import { EXIT, UsageError } from "./exit.ts";
import { acceptAll, type BaselineFile, openBaseline } from "./lint-baseline.ts";
import { goneSources } from "./lint-gone.ts";
import { failures, type LintCommandOptions, lintFlags, withFlags } from "./lint-options.ts";
import { checkFormats, emit } from "./output.ts";
import { STDIN, start } from "./session.ts";

/** `git2oci lint`: the plan's own view of what is left on Git, for CI. Writes nothing but what it is asked to. */
export async function lint(
  path: string,
  options: LintCommandOptions,
  version: string,
  clock: Clock = systemClock,
): Promise<number> {
  checkFormats(options.outputs, LINT_FORMAT_NAMES, "lint");
  const flags = lintFlags(path, options);
  const session = await start(path, options, needlesInLint);
  const { terminal, config, progress, say } = session;
  let { analysis } = session;
  const { root } = analysis.scanned;
  const gone = options.gone && goneSources(options.gone, analysis.origin);
  const levels = withFlags(config.lint, flags, gone !== undefined);
  const known = gone ? undefined : baselineOf(path, options, config, root);
  let changes = await changed(root, options);
  const look = (baseline: Baseline | undefined): LintResult =>
    lintTree(analysis, levels, {
      ...(baseline && { accepted: { baseline, today: dayOf(clock()) } }),
      ...(changes && { changes }),
      ...(gone && { gone }),
    });
  let result = look(known?.baseline);
  if (known && options.updateBaseline) result = look(await acceptAll(root, result, known, say));
  if (options.fix) {
    const { fixTree } = await import("./lint-fix.ts");
    const wrote = await fixTree(analysis, result, { allowDirty: options.allowDirty === true, say, progress });
    if (wrote) {
      analysis = await analyse(path, config, progress, needlesInLint).finally(() => progress.done());
      changes = await changed(root, options);
      result = look(known?.baseline);
    }
  }
  if (changes && known?.baseline) say("--since: whether the baseline accepts too much is not checked");
  const run = { version, prefix: path === STDIN ? "" : repositoryPrefix(root) };
  emit(options.outputs, lintRenderers(result, run), terminal);
  if (options.outputs.some(({ format }) => format === "github")) {
    const failed = appendStepSummary(process.env.GITHUB_STEP_SUMMARY, (limit) =>
      lintSummary(result, run, limit),
    );
    if (failed !== undefined) say(`warning: ${failed}; the findings are in the log alone`);
  }
  const failed = failures(result, flags);
  if (options.failOnEmpty && isEmpty(analysis))
    failed.push("--fail-on-empty: there is no Flux object here, so nothing was checked");
  // Errors speak for themselves in every report.
  for (const why of failed) if (why !== "errors") say(why);
  await terminal.flush();
  return failed.length > 0 ? EXIT.failed : EXIT.done;
}

/** Only a tree has a baseline: a single file would make every other entry stale. */
function baselineOf(
  path: string,
  { baseline, updateBaseline = false }: LintCommandOptions,
  config: Config,
  root: string,
): BaselineFile | undefined {
  if (path === STDIN || !statSync(path).isDirectory()) {
    if (baseline !== undefined || updateBaseline)
      throw new UsageError(`${path}: a baseline belongs to a tree; give its directory`);
    return undefined;
  }
  return openBaseline(root, { flag: baseline, config: config.lint.baseline, writes: updateBaseline });
}

async function changed(root: string, { since }: LintCommandOptions): Promise<Changes | undefined> {
  return since === undefined ? undefined : (await import("./lint-since.ts")).changesOf(root, since);
}

/** True if nothing of Flux stands in the part of the tree that is looked at. */
function isEmpty({ objects, scanned: { templates, area } }: Analysis): boolean {
  const isInside = ({ file }: Document) => area.outside(file) === undefined;
  const manifests = [...objects.manifests, ...objects.patches];
  return (
    !templates.some(isInside) &&
    !manifests.some(({ group, document }) => isFluxGroup(group) && isInside(document))
  );
}
