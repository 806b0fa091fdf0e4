import { createHash } from "node:crypto";
import { lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { loadConfig, type Written } from "../config/load.ts";
import { type DecisionFlags, mergeFlags } from "../config/merge-flags.ts";
import { type Config, type ConfigProblem, emptyConfig } from "../config/types.ts";
import { formatProblem } from "../config/wording.ts";
import { LINT_RULE_IDS } from "../flux/rules/lint.ts";
import { decode } from "../io/decode.ts";
import { errnoCode, errnoText } from "../io/errno.ts";
import { nodeReader, readNamed } from "../io/read.ts";
import { type Named, namedBy } from "../scan/area.ts";
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
 * The configuration of a run: `--config`, else the nearest git2oci.yaml from the named directory up to the top of the
 * Git work tree, with the flags on top.
 * @throws UsageError with one line for each thing that is wrong with it
 */
export async function settings(path: string, options: CommonOptions): Promise<Settings> {
  const warnings: ConfigProblem[] = [];
  let config = emptyConfig();
  let written: Written = NOTHING;
  const named = path === "-" ? undefined : namedBy(path, nodeReader);
  const file = options.config ?? (named && configOf(path, named));
  const bytes = file === undefined ? undefined : configBytes(file, options.config !== undefined);
  const text = file === undefined || bytes === undefined ? undefined : textOf(file, bytes);
  if (file !== undefined && text !== undefined) {
    const loaded = await loadConfig(text, file, readYamlFull, { rules: LINT_RULE_IDS });
    if ("errors" in loaded) throw problems(loaded.errors);
    ({ config, written } = loaded);
    config.file = { path: realPathOf(file), isResource: written.raw.apiVersion !== undefined };
    warnings.push(...loaded.warnings);
  }
  const merged = mergeFlags(config, fromRoot(options, named?.base ?? ""));
  if ("errors" in merged) throw problems(merged.errors);
  return {
    config: placesFromRoot(merged.config, named?.base ?? ""),
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

/** Patterns of flags count from what was named, and those of the file from the root of the tree. */
function fromRoot(options: CommonOptions, base: string): CommonOptions {
  if (base === "" || !options.exclude) return options;
  return {
    ...options,
    exclude: options.exclude.map((glob) => (glob === "" ? glob : `${base}/${glob.replace(/^\.\//, "")}`)),
  };
}

/** As `fromRoot`, for the files of `--declare-in`. */
function placesFromRoot(config: Config, base: string): Config {
  if (base === "") return config;
  const declareIn = config.declareIn.map((rule) => {
    const { files } = rule.place;
    if (!("flag" in rule.origin) || !files) return rule;
    return { ...rule, place: { ...rule.place, files: files.map((file) => `${base}/${file}`) } };
  });
  return { ...config, declareIn };
}

/**
 * The configuration of a tree, from what was named up to its root: the nearest. If there is none, the place that is
 * looked at first. A file that belongs to no tree, and standard input, have none.
 */
function configOf(path: string, { root, base, file, isTree }: Named): string | undefined {
  if (!isTree) return undefined;
  const own = file === undefined ? path : dirname(path);
  const steps = base === "" ? [] : base.split("/");
  const above = steps.map((_, depth) => relative(".", join(root, ...steps.slice(0, depth))));
  const directories = [own, ...above.reverse()];
  refuseMisnamed(directories);
  const found = directories.map((one) => join(one, CONFIG_NAME)).find(isThere);
  if (found !== undefined) refuseLinkOut(found, root);
  return found ?? join(own, CONFIG_NAME);
}

/** Names that people give the configuration by mistake. */
const MISNAMED: readonly string[] = ["git2oci.yml", ".git2oci.yaml", ".git2oci.yml"];

/** @throws UsageError for a configuration of another name: its decisions would count for nothing */
export function refuseMisnamed(directories: readonly string[]): void {
  const misnamed = directories.flatMap((one) => MISNAMED.map((name) => join(one, name))).find(isThere);
  if (misnamed !== undefined)
    throw new UsageError(`${misnamed}: is not read; the configuration is called ${CONFIG_NAME}`);
}

/** @throws UsageError for a link of a hostile tree: nothing of what it leads to may be shown */
function refuseLinkOut(file: string, root: string): void {
  let real: string;
  try {
    real = realpathSync.native(file);
  } catch (error) {
    throw new UsageError(`${file}: ${errnoText(error)}`);
  }
  if (!real.startsWith(`${realpathSync.native(root)}/`))
    throw new UsageError(
      `${file}: is a symbolic link that leads out of the tree; if it is meant, name it with --config`,
    );
}

function realPathOf(file: string): string {
  return join(realpathSync.native(dirname(file)), basename(file));
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** The bytes of a configuration, links followed. A missing file is fine unless it was named. */
function configBytes(file: string, named: boolean): Uint8Array | undefined {
  try {
    // A link of a hostile tree may lead to a device that never ends.
    if (!statSync(file).isFile()) throw new UsageError(`${file}: not a regular file`);
    return readNamed(file, "configuration");
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
