import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../config/load.ts";
import { type DecisionFlags, mergeFlags } from "../config/merge-flags.ts";
import { type Config, type ConfigProblem, emptyConfig } from "../config/types.ts";
import { formatProblem } from "../config/wording.ts";
import { LINT_RULE_IDS } from "../flux/rules/lint.ts";
import { decode } from "../io/decode.ts";
import { errnoCode, errnoText } from "../io/errno.ts";
import { readYamlFull } from "../scan/read-yaml.ts";
import { UsageError } from "./exit.ts";

/** Options that every command takes, as the command line gives them. */
export interface CommonOptions extends DecisionFlags {
  config?: string;
  outputs: readonly { format: string; output?: string }[];
  color?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

const CONFIG_NAME = "git2oci.yaml";

/** A configuration with what is to be said about it; `file` is where it came from, undefined without one. */
export interface Settings {
  config: Config;
  warnings: ConfigProblem[];
  file: string | undefined;
}

/**
 * The configuration of a run: `--config`, else git2oci.yaml at the scanned root, with the flags on top.
 * @throws UsageError with one line for each thing that is wrong with it
 */
export async function settings(path: string, options: CommonOptions): Promise<Settings> {
  const warnings: ConfigProblem[] = [];
  let config = emptyConfig();
  const file = options.config ?? besideTree(path);
  const text = file === undefined ? undefined : readConfig(file, options.config !== undefined);
  if (file !== undefined && text !== undefined) {
    const loaded = await loadConfig(text, file, readYamlFull, { rules: LINT_RULE_IDS });
    if ("errors" in loaded) throw problems(loaded.errors);
    config = loaded.config;
    warnings.push(...loaded.warnings);
  }
  const merged = mergeFlags(config, options);
  if ("errors" in merged) throw problems(merged.errors);
  return {
    config: merged.config,
    warnings: [...warnings, ...merged.warnings],
    file: text === undefined ? undefined : file,
  };
}

function problems(errors: readonly ConfigProblem[]): UsageError {
  return new UsageError(...errors.map(formatProblem));
}

/** Only a tree has a configuration of its own; a single file and standard input belong to none. */
function besideTree(path: string): string | undefined {
  return path !== "-" && statSync(path).isDirectory() ? join(path, CONFIG_NAME) : undefined;
}

/** A missing file is fine unless it was named. */
function readConfig(file: string, named: boolean): string | undefined {
  let bytes: Uint8Array;
  try {
    // A link of a hostile tree may lead to a device that never ends.
    if (!statSync(file).isFile()) throw new UsageError(`${file}: not a regular file`);
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!named && errnoCode(error) === "ENOENT") return undefined;
    throw new UsageError(`${file}: ${errnoText(error)}`);
  }
  const decoded = decode(bytes);
  if ("reason" in decoded) throw new UsageError(`${file}: ${decoded.reason}; a configuration is UTF-8 text`);
  return decoded.text;
}
