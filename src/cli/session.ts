import { fstatSync } from "node:fs";
import type { Config } from "../config/types.ts";
import { plainConfigFile } from "../config/version.ts";
import { formatProblem } from "../config/wording.ts";
import { hideCredentials } from "../core/credentials.ts";
import { scopeText, UNKNOWN } from "../core/graph.ts";
import { undecodable } from "../io/decode.ts";
import { errnoText } from "../io/errno.ts";
import { type Progress, progressOn } from "../io/progress.ts";
import { openTerminal, type Terminal } from "../io/terminal.ts";
import { type Analysis, analyse, analyseText } from "../run.ts";
import { needlesIn } from "../scan/needles.ts";
import type { SearchBytes } from "../scan/search.ts";
import { MAX_FILE_BYTES } from "../scan/yaml-limits.ts";
import { configWarning } from "./config-header.ts";
import { placeProblem } from "./declare-in.ts";
import { UsageError } from "./exit.ts";
import { checkReadable } from "./readable.ts";
import { type Say, sayOn } from "./say.ts";
import { type CommonOptions, type ConfigBasis, settings } from "./settings.ts";

/** The path that means standard input. */
export const STDIN = "-";

/** What every command starts from: the tree as understood, and a way to tell the person something. */
export interface Session {
  terminal: Terminal;
  config: Config;
  /** What a saved plan keeps of the configuration; undefined where none was looked for. */
  basis: ConfigBasis | undefined;
  analysis: Analysis;
  /** For further work; its line must be erased before anything else is printed. */
  progress: Progress;
  /** One line on standard error, unless `--quiet`. */
  say: Say;
}

/**
 * Reads configuration and tree, and tells the warnings.
 * @param search which manifests are read
 * @throws UsageError for a path or configuration that cannot be used; nothing has been written then
 */
export async function start(
  path: string,
  options: CommonOptions,
  search: SearchBytes = needlesIn,
): Promise<Session> {
  const terminal = openTerminal(options.color === false);
  const say = sayOn(terminal, options.quiet === true);
  if (path !== STDIN) checkReadable(path);
  const { config, warnings, file, basis } = await settings(path, options);
  const progress = progressOn(terminal, options.quiet === true);
  let analysis: Analysis;
  try {
    analysis =
      path === STDIN
        ? await analyseText(await standardInput(), config, search)
        : await analyse(path, config, progress, search);
  } finally {
    progress.done();
  }
  for (const warning of [...warnings, ...analysis.decisions.warnings])
    say(`warning: ${hideCredentials(formatProblem(warning))}`);
  const { scanned, built, clusters } = analysis;
  const { root, reader } = scanned;
  const own = plainConfigFile(config, () => reader.real(root));
  for (const line of configWarning({ own, clusters, builder: built.builder, root, reader })) say(line);
  const { errors } = analysis.decisions;
  if (errors.length > 0) throw new UsageError(...errors.map((one) => hideCredentials(formatProblem(one))));
  const misplaced = placeProblem(analysis.graph, analysis.decisions.byUnit, config);
  if (misplaced !== undefined) throw new UsageError(misplaced);
  if (options.verbose) {
    say(`configuration: ${file ?? "none, only flags"}`);
    const { root, files } = analysis.scanned;
    say(`${path === STDIN ? "standard input" : root}: ${files} file${files === 1 ? "" : "s"} read`);
    for (const [scope, flux] of analysis.graph.flux)
      if (scope !== UNKNOWN) say(`${scopeText(scope)}: Flux 2.${flux.minor}, ${flux.from}`);
  }
  return { terminal, config, basis, analysis, progress, say };
}

/** Everything that standard input holds. @throws UsageError if it cannot be read as text */
export async function standardInput(): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    // Node takes a directory for an empty stream.
    if (fstatSync(0).isDirectory()) throw new UsageError("standard input: is a directory");
    for await (const part of process.stdin) {
      const bytes = Buffer.from(part);
      size += bytes.length;
      // The limit of every file; beyond it a stream could go on for ever.
      if (size > MAX_FILE_BYTES)
        throw new UsageError(`standard input: too large (the limit is ${MAX_FILE_BYTES >> 20} MiB)`);
      parts.push(bytes);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`standard input: ${errnoText(error)}`);
  }
  const bytes = Buffer.concat(parts);
  const reason = undecodable(bytes);
  if (reason !== undefined) throw new UsageError(`standard input: ${reason}`);
  return bytes;
}
