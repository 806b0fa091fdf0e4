import { lstatSync } from "node:fs";
import { join, resolve } from "node:path";
import { shownPath } from "../core/area.ts";
import { errnoText } from "../io/errno.ts";
import { onInterrupt } from "../io/interrupt.ts";
import { progressOn } from "../io/progress.ts";
import { nodeReader, readBytes, readNamed } from "../io/read.ts";
import { openTerminal } from "../io/terminal.ts";
import { namedBy } from "../scan/area.ts";
import { scanTree } from "../scan/scan.ts";
import { configWarningAt } from "./config-header.ts";
import { EXIT, UsageError } from "./exit.ts";
import { filesRead } from "./files-read.ts";
import { cleanUp } from "./leftovers.ts";
import { changed, checkConfiguration, parsePlan, plannedFiles } from "./plan-files.ts";
import { sayOn } from "./say.ts";
import { configChecksum, settings } from "./settings.ts";

/** Options of `apply`. */
export interface ApplyOptions {
  allowDirty?: boolean;
  color?: boolean;
  quiet?: boolean;
}

/**
 * `git2oci apply`: writes exactly what a saved plan says, in the current directory, or nothing at all.
 * @throws UsageError for a plan that cannot be used, and for the first file that is not what the plan was made on
 */
export async function apply(path: string, options: ApplyOptions): Promise<number> {
  const terminal = openTerminal(options.color === false);
  const say = sayOn(terminal, options.quiet === true);
  const plan = await parsePlan(textOf(path), path);
  const root = resolve(".");
  const named = namedBy(root, nodeReader);
  if (plan.configuration) checkConfiguration(plan, configChecksum(plan.configuration.path));
  if (plan.configuration?.sha256) {
    const { config } = await settings(root, { config: plan.configuration.path, outputs: [] });
    for (const line of await configWarningAt(root, config)) say(line);
  }
  const files = plannedFiles(plan, (file) => bytesAt(insideOf(named.root, join(root, file), file)));
  // What came to the fleet since may refer to a source that the plan takes away.
  const known = new Set(plan.read.map((one) => one.path));
  const own = resolve(path);
  const progress = progressOn(terminal, options.quiet === true);
  const scanned = await scanTree(join(root, plan.scanned), plan.exclude, { progress }).finally(() =>
    progress.done(),
  );
  for (const file of [...filesRead(scanned).keys()].map((one) => shownPath(one, scanned.area)))
    if (!known.has(file) && join(root, file) !== own) throw changed(file, "is new");
  await cleanUp(scanned.root, scanned.leftovers, say);
  if (files.length > 0) {
    if (!options.allowDirty) await (await import("./dirty.ts")).refuseDirty(root, files);
    const interrupt = onInterrupt();
    try {
      await (await import("./write-tree.ts")).writeTree(root, files, interrupt, say, progress);
    } finally {
      await interrupt.release();
    }
  }
  say(
    files.length === 0
      ? "the plan changes nothing"
      : `wrote ${files.length} file${files.length === 1 ? "" : "s"}`,
  );
  await terminal.flush();
  return EXIT.done;
}

/** A path that a plan names, if it is in the tree. @throws UsageError for one that leads out of it */
function insideOf(top: string, path: string, shown: string): string {
  if (path.startsWith(`${top}/`)) return path;
  throw new UsageError(`the plan names ${JSON.stringify(shown)}, which is no path of this tree`);
}

/** The bytes of a regular file, or in words what else stands there. */
function bytesAt(file: string): Uint8Array | string | undefined {
  const facts = lstatSync(file, { throwIfNoEntry: false });
  if (facts === undefined) return undefined;
  if (facts.isSymbolicLink()) return "a symbolic link";
  if (facts.isDirectory()) return "a directory";
  return (facts.isFile() ? readBytes(file) : undefined) ?? "a file that cannot be read";
}

function textOf(path: string): string {
  try {
    return readNamed(path, "plan").toString("utf8");
  } catch (error) {
    throw new UsageError(`${path}: ${errnoText(error)}; give a file that migrate --plan-out wrote`);
  }
}
