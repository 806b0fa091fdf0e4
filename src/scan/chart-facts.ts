import { join } from "node:path";
import { LineIndex } from "../core/text.ts";
import { itemsAt, textAt, type YamlNode } from "../core/tree.ts";
import type { ChartFacts } from "../core/units.ts";
import { type Reader, readSmallText } from "../io/read.ts";
import { versionPlaces } from "./chart/version-places.ts";
import { readYaml } from "./read-yaml.ts";

/** No Chart.yaml and no template is larger; the rest of a hostile one is not read. */
const LIMIT = 1 << 20;
/** What the API accepts as a name of an object at most. */
const LONGEST_NAME = 253;

/**
 * Reads what matters of a chart in a directory of the tree: Chart.yaml, which dependencies `charts/` holds, and
 * where its templates put `.Chart.Version`. No link is followed out of the root.
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
    versionPlaces: [],
    hasPlainValues: false,
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
    versionPlaces: versionPlaces(root, directory, name, reader),
    hasPlainValues: hasPlainValues(folder, reader),
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

/** True if no values.yaml here holds an expression; one that cannot be read may, and so may one in a package. */
function hasPlainValues(folder: string, reader: Reader): boolean {
  const charts = namesIn(join(folder, "charts"), reader);
  if (charts.some((one) => one.endsWith(".tgz"))) return false;
  const folders = [folder, ...charts.map((one) => join(folder, "charts", one))];
  return folders.every((one) => {
    if (!namesIn(one, reader).includes("values.yaml")) return true;
    const text = readSmallText(join(one, "values.yaml"), reader, LIMIT);
    return text !== undefined && !text.includes("{{");
  });
}
