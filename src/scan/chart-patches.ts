import type { Reference } from "../core/graph.ts";
import type { Location } from "../core/manifest.ts";
import { at, deref, textAt, type YamlNode } from "../core/tree.ts";
import { locatePiece, type Piece } from "./patch-pieces.ts";
import type { PatchTouches } from "./patch-touches.ts";
import { mayMatch } from "./select.ts";

/** A patch that writes into `spec.chart` of HelmReleases, which would be back after a move to `chartRef`. */
export interface ChartPatch {
  piece: Piece;
  location: Location;
}

/** Those of the patches that change the chart of a HelmRelease. */
export function chartPatches(pieces: readonly Piece[]): ChartPatch[] {
  return pieces.flatMap((piece) => {
    const { content, target, replaces } = piece;
    const kind = target ? textAt(target, ["kind"]) : textAt(content, ["kind"]);
    if (kind !== undefined && !mayMatch(kind, "HelmRelease")) return [];
    const node = replaces?.find((path) => isChartPath(textAt(path), ".")) ?? writtenChart(content);
    return node ? [{ piece, location: locatePiece(piece, node) }] : [];
  });
}

/** The place of the patch that is applied to a release and changes its chart; undefined if there is none. */
export function chartPatchOf(
  { row, manifest }: Pick<Reference, "row" | "manifest">,
  patches: readonly ChartPatch[],
  touches: PatchTouches,
): Location | undefined {
  if (row.rewrite !== "chart") return undefined;
  const reaches = ({ piece }: ChartPatch) =>
    touches
      .receiversOf(piece, { group: manifest.group, kind: manifest.kind })
      .some((one) => one.manifest.node === manifest.node);
  return patches.find(reaches)?.location;
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
