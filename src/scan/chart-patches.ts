import { type Context, type Reference, UNKNOWN } from "../core/graph.ts";
import type { Location, Manifest } from "../core/manifest.ts";
import { at, deref, textAt, type YamlNode } from "../core/tree.ts";
import { locatePiece, type Piece } from "./patch-pieces.ts";
import { mayMatch, mayMean } from "./select.ts";

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

/**
 * The place of the patch that changes the chart of this release; undefined where none does.
 * @param contexts how the release's file reaches clusters, and so which patches it meets on the way
 */
export function chartPatchOf(
  { row, manifest }: Pick<Reference, "row" | "manifest">,
  patches: readonly ChartPatch[],
  contexts: readonly Context[],
): Location | undefined {
  if (row.rewrite !== "chart") return undefined;
  return patches.find(({ piece }) => reaches(piece, contexts) && selects(piece, manifest, contexts))
    ?.location;
}

/** Whether what applies the patch delivers the file; where nobody knows what applies the file, any may. */
function reaches({ by }: Piece, contexts: readonly Context[]): boolean {
  if (contexts.length === 0) return true;
  return contexts.some(
    ({ scope, chain, via }) =>
      scope === UNKNOWN ||
      by.some((key) => (typeof key === "string" ? chain.includes(key) : key === via?.node)),
  );
}

/** Whether the patch's target selects the release, else the patch itself, which kustomize finds by its name. */
function selects({ target, content }: Piece, manifest: Manifest, contexts: readonly Context[]): boolean {
  const name = manifest.name ?? "";
  const names = [name, ...contexts.map(({ prefix, suffix }) => `${prefix}${name}${suffix}`)];
  if (!target) {
    const meant = textAt(content, ["metadata", "name"]);
    return meant === undefined || names.includes(meant);
  }
  return mayMean(target, {
    group: manifest.group,
    version: manifest.version,
    kind: manifest.kind,
    names,
    namespaces: [manifest.namespace, ...contexts.map((one) => one.namespace)],
    manifest,
  });
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
