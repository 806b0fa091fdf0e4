import { join } from "node:path";
import { LineIndex } from "../core/text.ts";
import { itemsAt, textAt, type YamlNode } from "../core/tree.ts";
import type { ChartFacts } from "../core/units.ts";
import { type Reader, readSmallText } from "../io/read.ts";
import { readYaml } from "./read-yaml.ts";

/** No Chart.yaml and no template is larger; the rest of a hostile one is not read. */
const LIMIT = 1 << 20;
/** What the API accepts as a name of an object at most. */
const LONGEST_NAME = 253;
/** Templates looked at in one chart, and how deep their folders go. */
const MAX_TEMPLATES = 500;
const MAX_DEPTH = 5;

/**
 * Reads what matters of a chart in a directory of the tree: Chart.yaml, which dependencies `charts/` holds, and
 * whether a template puts `.Chart.Version` into a label. No link is followed out of the root.
 * @param root absolute root of the tree
 * @param directory path of the chart in the tree, `` for the root
 */
export function readChart(root: string, directory: string, reader: Reader): ChartFacts {
  const folder = join(root, directory);
  const file = directory === "" ? "Chart.yaml" : `${directory}/Chart.yaml`;
  const text = isInside(root, folder, reader) ? readSmallText(join(root, file), reader, LIMIT) : undefined;
  const facts: ChartFacts = {
    file,
    problem: undefined,
    name: undefined,
    version: undefined,
    unvendored: [],
    versionLabel: undefined,
  };
  if (text === undefined) return { ...facts, problem: "there is no such file that can be read" };
  const parsed = readYaml(text, 0);
  if ("error" in parsed) {
    const { line } = new LineIndex(text).place(parsed.error.offset);
    return { ...facts, problem: `line ${line}: ${parsed.error.message}` };
  }
  const name = textAt(parsed.root, ["name"]);
  const version = textAt(parsed.root, ["version"]);
  if (name === undefined || version === undefined)
    return { ...facts, problem: `it has no ${name === undefined ? "name" : "version"}` };
  if (name.length > LONGEST_NAME) return { ...facts, problem: "its name is longer than a name can be" };
  const needed = [parsed.root, requirements(folder, reader)]
    .flatMap((one) => itemsAt(one, ["dependencies"]))
    .flatMap((one) => textAt(one, ["name"]) ?? []);
  const held = needed.length === 0 ? [] : namesIn(join(folder, "charts"), reader);
  return {
    ...facts,
    name,
    version,
    unvendored: needed.filter((one) => !held.some((entry) => holds(entry, one))),
    versionLabel: versionLabel(root, directory, reader),
  };
}

function isInside(root: string, folder: string, reader: Reader): boolean {
  try {
    const real = reader.real(root);
    const target = reader.real(folder);
    return target === real || target.startsWith(join(real, "/"));
  } catch {
    return false;
  }
}

function namesIn(folder: string, reader: Reader): string[] {
  try {
    return reader.list(folder).map((entry) => entry.name);
  } catch {
    return [];
  }
}

/** Where charts of Helm 2 name their dependencies; undefined where there is nothing to read. */
function requirements(folder: string, reader: Reader): YamlNode | undefined {
  const parsed = readYaml(readSmallText(join(folder, "requirements.yaml"), reader, LIMIT) ?? "", 0);
  return "error" in parsed ? undefined : parsed.root;
}

/** `redis` or `redis-17.1.0.tgz` for the dependency redis. */
function holds(entry: string, name: string): boolean {
  return (
    entry === name || (entry.startsWith(`${name}-`) && /^v?\d.*\.tgz$/.test(entry.slice(name.length + 1)))
  );
}

/** Where Helm would put `1.2.3+digest` into a label, which no cluster takes (flux-facts 3.1, side effects). */
function versionLabel(root: string, directory: string, reader: Reader): ChartFacts["versionLabel"] {
  for (const file of templatesOf(root, `${directory === "" ? "" : `${directory}/`}templates`, reader)) {
    const text = readSmallText(join(root, file), reader, LIMIT) ?? "";
    if (!text.includes(".Chart.Version")) continue;
    const line = text.split("\n").findIndex(isVersionLabel);
    if (line !== -1) return { file, line: line + 1 };
  }
  return undefined;
}

/** A label's value, or the printf that most charts make it with; `replace "+"` makes it legal. */
function isVersionLabel(line: string): boolean {
  if (!line.includes(".Chart.Version") || line.includes('"+"')) return false;
  const isLabel = /(?:^|[\s"'{,])(?:[a-z.]{1,60}\/)?(?:chart|version|chart-version)["']?:/.test(
    line.slice(0, 500),
  );
  const isKept = /:=\s*\.Chart\.Version\b/.test(line.slice(0, 500));
  return isLabel || isKept || line.includes('printf "%s-%s" .Chart.Name .Chart.Version');
}

function templatesOf(root: string, top: string, reader: Reader): string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    let entries: ReturnType<Reader["list"]> = [];
    try {
      entries = reader.list(join(root, folder));
    } catch {
      return;
    }
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (found.length >= MAX_TEMPLATES) return;
      if (entry.isDirectory() && depth < MAX_DEPTH) visit(`${folder}/${entry.name}`, depth + 1);
      else if (entry.isFile() && /\.(?:ya?ml|tpl)$/.test(entry.name)) found.push(`${folder}/${entry.name}`);
    }
  };
  if (isInside(root, join(root, top), reader)) visit(top, 1);
  return found;
}
