import { ANY, type Reference } from "../core/graph.ts";
import type { Location } from "../core/manifest.ts";
import { at, deref, textAt, type YamlNode } from "../core/tree.ts";
import { locatePiece, type Piece } from "./patch-pieces.ts";
import { mayMatch } from "./select.ts";

/** A patch that writes into `spec.chart` of HelmReleases, which would be back after a move to `chartRef`. */
export interface ChartPatch {
  /** Pattern for the names of the releases that it may reach, or ANY. */
  name: string;
  location: Location;
}

/** Those of the patches that change the chart of a HelmRelease. */
export function chartPatches(pieces: readonly Piece[]): ChartPatch[] {
  return pieces.flatMap((piece) => {
    const { content, target, replaces } = piece;
    const kind = textAt(target, ["kind"]) ?? (target ? ANY : textAt(content, ["kind"]));
    if (kind === undefined || (kind !== ANY && !mayMatch(kind, "HelmRelease"))) return [];
    const node = replaces?.find((path) => isChartPath(textAt(path), ".")) ?? writtenChart(content);
    if (!node) return [];
    const name = target ? textAt(target, ["name"]) : textAt(content, ["metadata", "name"]);
    return [{ name: name === undefined || name === "" ? ANY : name, location: locatePiece(piece, node) }];
  });
}

/** The place of the patch that changes the chart of this release; undefined where none does. */
export function chartPatchOf(
  { row, manifest }: Pick<Reference, "row" | "manifest">,
  patches: readonly ChartPatch[],
): Location | undefined {
  if (row.rewrite !== "chart") return undefined;
  const found = patches.find(({ name }) => name === ANY || mayMatch(name, manifest.name ?? ""));
  return found?.location;
}

function writtenChart(content: YamlNode | undefined): YamlNode | undefined {
  const list = deref(content);
  if (list?.type === "seq")
    return list.items.find((one) => isChartPath(textAt(one, ["path"])?.slice(1), "/"));
  return at(content, ["spec", "chart"]);
}

function isChartPath(path: string | undefined, separator: string): boolean {
  const [first, second] = (path ?? "").split(separator);
  return first === "spec" && second === "chart";
}
