import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadConfig, type Written } from "../config/load.ts";
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
  basis: ConfigBasis | undefined;
  /** What stands in the file; nothing where there is none. */
  written: Written;
}

/** The file that decided, or the one that would have: `sha256` is null where there is none. */
export interface ConfigBasis {
  file: string;
  sha256: string | null;
}

/**
 * The configuration of a run: `--config`, else git2oci.yaml at the scanned root, with the flags on top.
 * @throws UsageError with one line for each thing that is wrong with it
 */
export async function settings(path: string, options: CommonOptions): Promise<Settings> {
  const warnings: ConfigProblem[] = [];
  let config = emptyConfig();
  let written: Written = NOTHING;
  const file = options.config ?? besideTree(path);
  const bytes = file === undefined ? undefined : configBytes(file, options.config !== undefined);
  const text = file === undefined || bytes === undefined ? undefined : textOf(file, bytes);
  if (file !== undefined && text !== undefined) {
    const loaded = await loadConfig(text, file, readYamlFull, { rules: LINT_RULE_IDS });
    if ("errors" in loaded) throw problems(loaded.errors);
    ({ config, written } = loaded);
    warnings.push(...loaded.warnings);
  }
  const merged = mergeFlags(config, options);
  if ("errors" in merged) throw problems(merged.errors);
  return {
    config: merged.config,
    warnings: [...warnings, ...merged.warnings],
    file: text === undefined ? undefined : file,
    basis: file === undefined ? undefined : { file, sha256: checksum(bytes) },
    written,
  };
}

const NOTHING: Written = {
  raw: {},
  locate: () => {
    throw new Error("nothing is written, so nothing has a place");
  },
};

function problems(errors: readonly ConfigProblem[]): UsageError {
  return new UsageError(...errors.map(formatProblem));
}

/** Only a tree has a configuration of its own; a single file and standard input belong to none. */
function besideTree(path: string): string | undefined {
  return path !== "-" && statSync(path).isDirectory() ? join(path, CONFIG_NAME) : undefined;
}

/** The bytes of a configuration, links followed. A missing file is fine unless it was named. */
function configBytes(file: string, named: boolean): Uint8Array | undefined {
  try {
    // A link of a hostile tree may lead to a device that never ends.
    if (!statSync(file).isFile()) throw new UsageError(`${file}: not a regular file`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!named && errnoCode(error) === "ENOENT") return undefined;
    throw new UsageError(`${file}: ${errnoText(error)}`);
  }
}

function textOf(file: string, bytes: Uint8Array): string {
  const decoded = decode(bytes);
  if ("reason" in decoded) throw new UsageError(`${file}: ${decoded.reason}; a configuration is UTF-8 text`);
  return decoded.text;
}

/** The checksum of a configuration as it is now, as `ConfigBasis` has it. */
export function configChecksum(file: string): string | null {
  return checksum(configBytes(file, false));
}

function checksum(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : createHash("sha256").update(bytes).digest("hex");
}
