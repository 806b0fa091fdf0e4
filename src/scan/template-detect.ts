import { dirname } from "../core/paths.ts";
import { deref, itemsAt, type MapNode, textAt, type YamlNode } from "../core/tree.ts";
import type { Reader } from "../io/read.ts";
import { readTemplateLines } from "./template-lines.ts";
import { hasExpression } from "./template-spans.ts";

/** What a template is called as the reason why it is not read; reports group by it. */
export const TEMPLATE = "a template, not YAML";

/** Answers which directory of a Helm chart a file is a template of; undefined for all other files. */
export type ChartOf = (file: string) => string | undefined;

/**
 * Tells the templates of Helm charts by their place, a folder `templates` beside a Chart.yaml. Helm renders every file
 * there, so none is a manifest, also where it holds no expression.
 * @param root absolute; the Chart.yaml may stand above it, where somebody scans a part of a chart
 */
export function chartsOf(root: string, reader: Pick<Reader, "exists">): ChartOf {
  const known = new Map<string, boolean>();
  const isChart = (directory: string): boolean => {
    let found = known.get(directory);
    if (found === undefined) {
      found = reader.exists(`${directory}/Chart.yaml`);
      known.set(directory, found);
    }
    return found;
  };
  return (file) => {
    const path = `${root}/${dirname(file)}/`;
    for (let at = path.lastIndexOf("/templates/"); at > 0; at = path.lastIndexOf("/templates/", at - 1))
      if (isChart(path.slice(0, at))) return path.slice(0, at);
    return undefined;
  };
}

/** The line of an unreadable text, from 0, that a template engine has to fill in first; undefined for plain broken YAML. */
export function templateLine(text: string): number | undefined {
  return hasExpression(text) ? readTemplateLines(text).firstExpression : undefined;
}

/** Fields that hold texts of somebody else's template language, or objects of any kind: an expression is at home there. */
const FREE: ReadonlySet<string> = new Set([
  "annotations",
  "data",
  "eventMetadata",
  "messageTemplate",
  "patch",
  "patches",
  "patchesJson6902",
  "patchesStrategicMerge",
  "postBuild",
  "postRenderers",
  "summary",
  "values",
]);

const IDENTITY: readonly (readonly string[])[] = [
  ["apiVersion"],
  ["kind"],
  ["metadata", "name"],
  ["metadata", "namespace"],
];

/**
 * The offset of an expression in a document that parses as YAML all the same: where YAML reads a map in a map
 * (`{{ .x }}`), and where no cluster takes a brace: in the identity of an object, in the names, paths and urls of
 * Flux. Elsewhere braces are text that something else fills in (alerts, chart values, ConfigMaps).
 */
export function parsedTemplateAt(root: YamlNode, text: string, offset: number): number | undefined {
  if (!hasExpression(text)) return undefined;
  const objects = textAt(root, ["kind"]) === "List" ? itemsAt(root, ["items"]) : [root];
  return mapInMap(root, text, offset) ?? objects.map(inObject).find((at) => at !== undefined);
}

/** `name: {{ .x }}` reads as a map in a map, `name: <% x %>` as a plain text. */
function mapInMap(node: YamlNode | undefined, text: string, offset: number): number | undefined {
  if (node?.type === "scalar")
    return node.style === "plain" && opensPlain(node.value) ? node.start : undefined;
  if (node?.type === "map" && node.flow && text.startsWith("{{", node.start - offset)) return node.start;
  const inner =
    node?.type === "seq"
      ? node.items
      : node?.type === "map"
        ? node.items.flatMap(({ key, value }) => (value ? [key, value] : [key]))
        : [];
  for (const one of inner) {
    const found = mapInMap(one, text, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

function opensPlain(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("<%");
}

function inObject(node: YamlNode): number | undefined {
  const map = deref(node);
  if (map?.type !== "map") return undefined;
  for (const path of IDENTITY) {
    const at = braceIn(followed(map, path));
    if (at !== undefined) return at;
  }
  const apiVersion = textAt(map, ["apiVersion"]) ?? "";
  return /^[a-z]+\.toolkit\.fluxcd\.io\//.test(apiVersion) ? inFlux(followed(map, ["spec"])) : undefined;
}

function followed(map: MapNode, path: readonly string[]): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>((node, key) => {
    const here = deref(node);
    return here?.type === "map"
      ? here.items.find((pair) => String(pair.key.value) === key)?.value
      : undefined;
  }, map);
}

function inFlux(node: YamlNode | undefined): number | undefined {
  if (node?.type === "scalar") return braceIn(node);
  const inner =
    node?.type === "seq"
      ? node.items
      : node?.type === "map"
        ? node.items.flatMap(({ key, value }) => (value && !FREE.has(String(key.value)) ? [value] : []))
        : [];
  for (const one of inner) {
    const found = inFlux(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function braceIn(node: YamlNode | undefined): number | undefined {
  return node?.type === "scalar" && /\{\{|<%/.test(String(node.value)) ? node.start : undefined;
}
