import { join } from "node:path";
import { compare } from "../../core/text.ts";
import type { VersionPlace } from "../../core/units.ts";
import { type Reader, readSmallText } from "../../io/read.ts";
import { parseTemplate } from "./parse.ts";
import { placesOf } from "./places.ts";
import { ChartRenderer } from "./render.ts";
import { TemplateError, type TemplateNode } from "./syntax.ts";
import { type ChartFile, type ChartFiles, chartFiles } from "./templates.ts";
import { MARKS } from "./value.ts";

/** No template is larger. */
const LIMIT = 1 << 20;
/** More say no more. */
const MAX_PLACES = 200;

/**
 * The places where Helm would put the version of a chart, and where a digest in it is refused, changes what cannot
 * change, or restarts pods. Templates, helpers and the charts in `charts/` are followed; what cannot be is a place
 * that is not proven. The version of a chart in `charts/` gets no digest.
 * @param root absolute root of the tree
 * @param directory path of the chart in the tree, `` for its root
 * @param name the chart's name
 */
export function versionPlaces(root: string, directory: string, name: string, reader: Reader): VersionPlace[] {
  const files = chartFiles(root, directory, reader);
  const places: VersionPlace[] = files.unread.map(({ file, why }) => unproven(file, 1, why));
  const own = new Map<ChartFile, TemplateNode[]>();
  const named = new Map<string, { inCharts: boolean; bodies: TemplateNode[][] }>();
  for (const file of files.found) {
    const text = readSmallText(join(root, file.path), reader, LIMIT)?.replace(MARKS, "?");
    try {
      if (text === undefined) throw new TemplateError("a file that cannot be read");
      const nodes = parseTemplate(text);
      if (!file.inCharts) own.set(file, nodes);
      if (!file.inCharts) named.set(`${name}/${file.name}`, { inCharts: false, bodies: [nodes] });
      define(nodes, file.inCharts, named);
    } catch (error) {
      places.push(unproven(file.path, 1, `it holds ${whyNot(error)}`));
    }
  }
  const renderer = new ChartRenderer({
    chart: name,
    named: new Map([...named].map(([one, { bodies }]) => [one, bodies])),
    missing: (one) => missing(one, named.get(one), files),
  });
  for (const [file, nodes] of own) {
    if (file.isPartial) continue;
    try {
      places.push(...placesOf(renderer.file(nodes), file.path));
    } catch (error) {
      places.push(unproven(file.path, 1, `it holds ${whyNot(error)}`));
    }
  }
  return distinct(places);
}

/** Why a file is not followed. What nests so deep that the stack ends is nobody's chart. */
function whyNot(error: unknown): string {
  if (error instanceof TemplateError) return error.message;
  if (error instanceof RangeError) return "templates that are too much to follow";
  throw error;
}

function unproven(file: string, line: number, why: string): VersionPlace {
  return { file, line, path: "", use: "unproven", ofValues: false, why };
}

/** The chart's own templates win over those of the charts in it; of the latter any may win. */
function define(
  nodes: readonly TemplateNode[],
  inCharts: boolean,
  named: Map<string, { inCharts: boolean; bodies: TemplateNode[][] }>,
): void {
  for (const node of nodes) {
    if (node.type === "define") {
      const known = named.get(node.name);
      if (known && known.inCharts === inCharts) known.bodies.push(node.body);
      else if (!known || !inCharts) named.set(node.name, { inCharts, bodies: [node.body] });
    }
    if ("body" in node) define(node.body, inCharts, named);
    if ("otherwise" in node) define(node.otherwise, inCharts, named);
  }
}

function missing(
  name: string,
  known: { inCharts: boolean } | undefined,
  { packed }: ChartFiles,
): string | undefined {
  if (known && !known.inCharts) return undefined;
  const shown = /^[\w.$/-]{1,200}$/.test(name)
    ? `the template ${name}`
    : "a template whose name is not known here";
  if (packed.length > 0) return `${shown} may come from ${packed.join(", ")}, which is not read`;
  return known ? undefined : `${shown} is in no file that is read`;
}

function distinct(places: readonly VersionPlace[]): VersionPlace[] {
  const known = new Map(places.map((one) => [JSON.stringify([one.file, one.line, one.use, one.path]), one]));
  return [...known.values()].sort((a, b) => compare(a.file, b.file) || a.line - b.line).slice(0, MAX_PLACES);
}
