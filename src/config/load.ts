import { LineIndex } from "../core/text.ts";
import { deref, type MapNode, type PathStep, type YamlNode } from "../core/tree.ts";
import { buildConfig, type Locate } from "./build.ts";
import { findContradictions, fluxVersions } from "./contradictions.ts";
import { parseTargetVersion } from "./flux-version.ts";
import { type Fault, keyNodeAt, nodeAt, toPlain } from "./plain.ts";
import type { RawConfig } from "./raw.ts";
import { checkSchema, type SchemaProblem } from "./schema-check.ts";
import { type Config, type ConfigProblem, emptyConfig, type Origin } from "./types.ts";
import { versionFault } from "./version.ts";
import { didYouMean, pathText, quote } from "./wording.ts";

/** A reader of one YAML document into the neutral tree, which refuses repeated keys; offsets are those of the text. */
export type YamlReader = (
  text: string,
  start: number,
) => { root: YamlNode | undefined } | { error: { message: string; offset: number; code?: string } };

/** What else is known when the file is read. */
export interface LoadOptions {
  /** Names of all lint rules: another one in the file is an error. Undefined: not checked. */
  rules?: readonly string[];
}

/** What stands in the file, and where. */
export interface Written {
  raw: RawConfig;
  locate: Locate;
}

/** Either a configuration, perhaps with warnings, or errors alone; each list in the order of the file. */
export type Loaded =
  | { config: Config; warnings: ConfigProblem[]; written: Written }
  | { errors: ConfigProblem[] };

/** In UTF-16 units. A thousand entries need a fifth of it. */
const LARGEST = 1024 * 1024;
const MOST_ERRORS = 20;

/**
 * Reads `git2oci.yaml`. An empty file is an empty configuration. Never throws for what a file may hold: each problem
 * is one line with its place; at most twenty, and then how many more.
 * @param text the decoded file, byte-order mark included
 * @param fileName as messages shall call it
 * @param readYaml the YAML reader; a parameter because this layer stands beside the scanner
 */
export async function loadConfig(
  text: string,
  fileName: string,
  readYaml: YamlReader,
  options: LoadOptions = {},
): Promise<Loaded> {
  const lines = new LineIndex(text);
  const locate = (offset: number): Origin => ({ file: fileName, ...lines.place(offset) });
  const problems = (faults: readonly Fault[]): ConfigProblem[] =>
    faults.map(({ offset, message }) => ({ origin: locate(offset), message }));
  const fail = (faults: readonly Fault[]): Loaded => ({ errors: problems(atMost(inOrder(faults))) });

  if (text.length > LARGEST)
    return fail([
      { offset: 0, message: `is larger than ${LARGEST / 1024} KiB, which no configuration needs` },
    ]);
  const read = readGuarded(text, readYaml);
  if ("error" in read) return fail([{ offset: read.error.offset, message: firstLine(read.error.message) }]);
  const top = deref(read.root);
  if (top === undefined || (top.type === "scalar" && top.value === null))
    return { config: emptyConfig(), warnings: [], written: { raw: {}, locate: () => locate(0) } };
  if (top.type !== "map")
    return fail([{ offset: top.start, message: "must be a map of settings, such as registry and sources" }]);
  const version = versionFault(top);
  if (version) return fail([version]);
  const plain = toPlain(top);
  if ("faults" in plain) return fail(plain.faults);
  const checked = await checkSchema(plain.value);
  if ("problems" in checked) return fail(checked.problems.map((problem) => placed(problem, top, text)));
  const faults = [...contradictions(checked.raw, top, lines), ...unknownRules(checked.raw, top, options)];
  if (faults.length > 0) return fail(faults);
  const written: Written = { raw: checked.raw, locate: (path) => locate(nodeAt(top, path).start) };
  const config = buildConfig(written.raw, written.locate);
  return { config, warnings: problems(inOrder(warningsOf(written.raw, top))), written };
}

/** A reader that runs out of stack on a hostile file must not end the program. */
function readGuarded(text: string, readYaml: YamlReader): ReturnType<YamlReader> {
  try {
    return readYaml(text, 0);
  } catch (error) {
    if (error instanceof RangeError)
      return { error: { message: "is nested too deeply to be read", offset: 0 } };
    throw error;
  }
}

function contradictions(raw: RawConfig, top: MapNode, lines: LineIndex): Fault[] {
  const faults: Fault[] = [];
  findContradictions(
    raw,
    (path, message) =>
      faults.push({ offset: nodeAt(top, path).start, message: `${pathText(path)}: ${message}` }),
    (path) => `${pathText(path)} in line ${lines.place(nodeAt(top, path).start).line}`,
  );
  return faults;
}

function unknownRules(raw: RawConfig, top: MapNode, { rules }: LoadOptions): Fault[] {
  if (!rules) return [];
  return Object.keys(raw.lint?.rules ?? {}).flatMap((rule) => {
    if (rules.includes(rule)) return [];
    const message = `lint.rules: unknown rule ${quote(rule)}${didYouMean(rule, rules)}; allowed: ${rules.join(", ")}`;
    return [{ offset: keyNodeAt(top, ["lint", "rules", rule]).start, message }];
  });
}

/** What is allowed and probably not meant. */
function warningsOf(raw: RawConfig, top: MapNode): Fault[] {
  const found: Fault[] = [];
  const warn = (path: readonly PathStep[], message: string): void => {
    found.push({ offset: nodeAt(top, path).start, message: `${pathText(path)}: ${message}` });
  };
  for (const { path, version } of fluxVersions(raw)) {
    const parsed = parseTargetVersion(version);
    if ("warning" in parsed && parsed.warning !== undefined) warn(path, parsed.warning);
  }
  const targets = [
    ...(raw.sources ?? []).map((entry, i) => ({ entry, path: ["sources", i] })),
    ...(raw.charts ?? []).map((entry, i) => ({ entry, path: ["charts", i] })),
    { entry: raw.chartDefaults ?? {}, path: ["chartDefaults"] },
  ];
  for (const { entry, path } of targets) {
    const { verify } = entry;
    if (verify && verify.provider !== "notation" && !verify.secretRef && !verify.matchOIDCIdentity)
      warn(
        [...path, "verify"],
        "accepts a signature of anybody; name a secretRef with keys, or matchOIDCIdentity",
      );
  }
  return found;
}

/** A problem of the schema at its place, with the text to write where quotes are all that is missing. */
function placed({ path, at, message, quotes }: SchemaProblem, top: MapNode, text: string): Fault {
  const node = at === "key" ? keyNodeAt(top, path) : nodeAt(top, path);
  const where = at === "key" ? path.slice(0, -1) : path;
  const advice = quotes ? `; put it in quotes: ${quote(text.slice(node.start, node.end))}` : "";
  return {
    offset: node.start,
    message: `${where.length === 0 ? "" : `${pathText(where)}: `}${message}${advice}`,
  };
}

function firstLine(message: string): string {
  return message.split(/[\r\n]/, 1)[0]!;
}

function inOrder(faults: readonly Fault[]): Fault[] {
  return [...faults].sort((a, b) => a.offset - b.offset);
}

function atMost(faults: readonly Fault[]): readonly Fault[] {
  const rest = faults[MOST_ERRORS];
  if (!rest) return faults;
  const more = `and ${faults.length - MOST_ERRORS} more from here on`;
  return [...faults.slice(0, MOST_ERRORS), { offset: rest.offset, message: more }];
}
