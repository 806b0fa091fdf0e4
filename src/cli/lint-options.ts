import {
  type Levels,
  LINT_LEVELS,
  LINT_PRESETS,
  type LintLevel,
  type LintPreset,
  type LintResult,
} from "../core/lint.ts";
import { didYouMean, quote } from "../core/wording.ts";
import { LINT_RULE_IDS } from "../flux/rules/lint.ts";
import { count } from "../report/pretty.ts";
import { UsageError } from "./exit.ts";
import { STDIN } from "./session.ts";
import type { CommonOptions } from "./settings.ts";

/** Options of `lint` beside the common ones, as the command line gives them. */
export interface LintCommandOptions extends CommonOptions {
  preset?: string;
  severity?: readonly string[];
  maxWarnings?: string;
  baseline?: string;
  updateBaseline?: boolean;
  since?: string;
  gone?: readonly string[];
  fix?: boolean;
  allowDirty?: boolean;
  failOnEmpty?: boolean;
}

/** The same, checked. */
export interface LintFlags {
  preset: LintPreset | undefined;
  levels: ReadonlyMap<string, LintLevel>;
  maxWarnings: number | undefined;
}

/** Reads the flags before any work is done. @throws UsageError for what is wrong with them, or does not go together */
export function lintFlags(path: string, options: LintCommandOptions): LintFlags {
  const { updateBaseline, fix, since, baseline, allowDirty, gone } = options;
  const refuse = (when: boolean | undefined, message: string): void => {
    if (when) throw new UsageError(message);
  };
  refuse(fix && path === STDIN, "--fix needs a tree; standard input is never written");
  refuse(updateBaseline && path === STDIN, "--update-baseline needs a tree; standard input has no baseline");
  refuse(baseline !== undefined && path === STDIN, "--baseline needs a tree; standard input has no baseline");
  refuse(since !== undefined && path === STDIN, "--since needs a tree; standard input has no history");
  refuse(
    updateBaseline && since !== undefined,
    "--update-baseline is about the whole tree; leave --since out",
  );
  refuse(
    gone !== undefined && (updateBaseline || fix || since !== undefined || baseline !== undefined),
    "--gone asks one question about the whole tree; leave --baseline, --update-baseline, --since and --fix out",
  );
  refuse(updateBaseline && fix, "--update-baseline accepts what --fix would change; run one after the other");
  refuse(allowDirty && !fix, "--allow-dirty belongs to --fix; without it lint changes no manifest");
  return {
    preset:
      options.preset === undefined ? undefined : oneOf("--preset", "preset", options.preset, LINT_PRESETS),
    levels: new Map((options.severity ?? []).map(severity)),
    maxWarnings: options.maxWarnings === undefined ? undefined : numberOf(options.maxWarnings),
  };
}

/** The rule that `--gone` asks, alone. */
const GONE = "gone-source";

/** The levels of a configuration with those of the command line on top; `--gone` asks nothing else. */
export function withFlags(levels: Levels, flags: LintFlags, isGone = false): Levels {
  if (isGone) {
    const off = LINT_RULE_IDS.map((id) => [id, id === GONE ? "error" : "off"] as const);
    return { preset: flags.preset ?? levels.preset, rules: new Map(off) };
  }
  return {
    preset: flags.preset ?? levels.preset,
    rules: new Map([...levels.rules, ...flags.levels]),
  };
}

/** Why a run fails, one line each; none where it passes. */
export function failures(result: LintResult, { maxWarnings }: LintFlags): string[] {
  const number = (level: string) => result.findings.filter((one) => one.severity === level).length;
  const warnings = number("warning");
  const failed: string[] = [];
  if (number("error") > 0) failed.push("errors");
  if (maxWarnings !== undefined && warnings > maxWarnings)
    failed.push(`${count(warnings, "warning")}, and --max-warnings allows ${maxWarnings}`);
  return failed;
}

function severity(text: string): [string, LintLevel] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--severity ${text}: takes <rule>=<level>, such as git-source=warning`);
  const rule = oneOf(`--severity ${text}`, "rule", text.slice(0, at), LINT_RULE_IDS);
  return [rule, oneOf(`--severity ${text}`, "level", text.slice(at + 1), LINT_LEVELS)];
}

function oneOf<Word extends string>(
  flag: string,
  what: string,
  word: string,
  allowed: readonly Word[],
): Word {
  const found = allowed.find((one) => one === word);
  if (found !== undefined) return found;
  throw new UsageError(
    `${flag}: unknown ${what} ${quote(word)}${didYouMean(word, allowed)}; allowed: ${allowed.join(", ")}`,
  );
}

function numberOf(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new UsageError(`--max-warnings ${text}: takes a whole number from 0`);
  return value;
}
