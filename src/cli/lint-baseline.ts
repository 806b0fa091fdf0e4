import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { BASELINE_NAME, baselineText, loadBaseline } from "../config/baseline.ts";
import { type Baseline, type BaselineEntry, identityText, type LintResult } from "../core/lint.ts";
import { ACCEPTABLE_RULE_IDS } from "../flux/rules/lint.ts";
import { decode } from "../io/decode.ts";
import { errnoCode, errnoText } from "../io/errno.ts";
import { onInterrupt } from "../io/interrupt.ts";
import { MOST_MIB, nodeReader, readBytes } from "../io/read.ts";
import { type BaselineUpdate, updateBaseline } from "../lint-tree.ts";
import { count } from "../report/pretty.ts";
import { readYamlFull } from "../scan/read-yaml.ts";
import { UsageError } from "./exit.ts";

/** The baseline of a tree: where it is, and what it says. */
export interface BaselineFile {
  /** Relative to the root, with `/`. */
  file: string;
  /** Undefined where there is none yet. */
  text: string | undefined;
  baseline: Baseline | undefined;
}

/** Who names the file: a flag, relative to the current directory, or the configuration, relative to the root. */
export interface BaselineNames {
  flag: string | undefined;
  config: string | undefined;
  /** It may be missing, because it is about to be written. */
  writes: boolean;
}

/**
 * Finds and reads the baseline of a tree. One that nobody names is fine to be missing.
 * @throws UsageError for a place outside of the tree, and for a file that is no baseline of this version
 */
export function openBaseline(root: string, { flag, config, writes }: BaselineNames): BaselineFile {
  const named = flag ?? config;
  const path = flag === undefined ? join(root, config ?? BASELINE_NAME) : resolve(flag);
  const file = insideOf(root, path, named ?? BASELINE_NAME);
  const bytes = readBytes(path, nodeReader, MOST_MIB.baseline << 20);
  if (bytes === undefined) {
    if (existsAt(path))
      throw new UsageError(`${file}: cannot be read (the limit is ${MOST_MIB.baseline} MiB)`);
    if (named !== undefined && !writes)
      throw new UsageError(`${named}: no such file; git2oci lint --update-baseline writes it`);
    return { file, text: undefined, baseline: undefined };
  }
  const decoded = decode(bytes);
  if ("reason" in decoded) throw new UsageError(`${file}: ${decoded.reason}; a baseline is UTF-8 text`);
  const loaded = loadBaseline(decoded.text, file, readYamlFull, ACCEPTABLE_RULE_IDS);
  if ("error" in loaded) throw new UsageError(loaded.error);
  return { file, text: decoded.text, baseline: loaded.baseline };
}

/** The path relative to the root. A link could lead out of the tree, so there is none on the way or at the end. */
function insideOf(root: string, path: string, shown: string): string {
  const outside = new UsageError(
    `${shown}: the baseline must be a regular file inside of ${root}, and no link on its way may lead out`,
  );
  let real: string;
  try {
    real = relative(realpathSync.native(root), join(realpathSync.native(dirname(path)), basename(path)));
  } catch (error) {
    throw new UsageError(`${shown}: ${errnoText(error)}`);
  }
  const way = real.split(sep);
  if (real === "" || isAbsolute(real) || way[0] === ".." || way.includes(".git")) throw outside;
  const facts = existsAt(path);
  if (facts && !facts.isFile()) throw outside;
  return way.join("/");
}

function existsAt(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (errnoCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Writes a baseline that accepts everything, and tells what changes by it. @returns what it says now */
export async function acceptAll(
  root: string,
  result: LintResult,
  { file, text, baseline }: BaselineFile,
  say: (line: string) => void,
): Promise<Baseline> {
  const update = updateBaseline(result, baseline);
  const after = baselineText(update.entries, { text: text ?? "", schema: baseline?.schema });
  if (after !== text) await write(root, file, text, after, say);
  for (const line of told(file, update)) say(line);
  const loaded = loadBaseline(after, file, readYamlFull, ACCEPTABLE_RULE_IDS);
  if ("error" in loaded) throw new Error(`the baseline that was written is wrong: ${loaded.error}`);
  return loaded.baseline;
}

async function write(
  root: string,
  path: string,
  before: string | undefined,
  after: string,
  say: (line: string) => void,
): Promise<void> {
  const { writeTree } = await import("./write-tree.ts");
  const interrupt = onInterrupt();
  const change = before === undefined ? ("added" as const) : ("modified" as const);
  try {
    await writeTree(root, [{ path, change, edits: [], before, after }], interrupt, say);
  } finally {
    await interrupt.release();
  }
}

/** The first run of a fleet accepts hundreds; the file and its diff show them all. */
const MOST_LINES = 20;

function told(file: string, { entries, added, removed }: BaselineUpdate): string[] {
  const sum = (list: readonly BaselineEntry[]) => list.reduce((total, one) => total + one.count, 0);
  const lines = [
    ...added.map((one) => `+ ${entryText(one)}`),
    ...removed.map((one) => `- ${entryText(one)}`),
  ];
  const more =
    lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more; the file shows them all`] : [];
  return [
    `${file} accepts ${count(sum(entries), "finding")}: ${sum(added)} added, ${sum(removed)} removed`,
    ...lines.slice(0, MOST_LINES),
    ...more,
  ];
}

function entryText(entry: BaselineEntry): string {
  return `${entry.rule} ${identityText(entry)}${entry.count > 1 ? ` (${entry.count})` : ""}`;
}
