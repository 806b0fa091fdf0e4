/** What moves with a migration, by cluster and folder: a few lines where there are hundreds of references. */
import { scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { describe } from "../core/manifest.ts";
import { dirname } from "../core/paths.ts";
import { type Change, isMove, type Migration, type MoveIntent } from "../core/plan.ts";
import { visible } from "./colour.ts";
import { count } from "./pretty.ts";
import { line, prose, type StyledLine } from "./styled.ts";

/** A change of a reference. */
export type Move = Change & { intent: MoveIntent };

/** The changes of a migration that are about references. */
export function movesOf({ changes }: Pick<Migration, "changes">): Move[] {
  return changes.filter((one): one is Move => isMove(one.intent));
}

/** The clusters that a reference reaches, in words. */
export function clustersText(scopes: readonly string[]): string {
  return scopes.map((scope) => (scope === UNKNOWN ? "no known cluster" : scopeText(scope))).join(", ");
}

/** Folders of one cluster that are listed before folders above them are taken instead. */
const MOST_FOLDERS = 8;

/**
 * Clusters, folders and counts; with `expanded` each reference too. Folders are joined into the one above until they
 * are few.
 */
export function movingLines(moves: readonly Move[], expanded: boolean): StyledLine[] {
  if (moves.length === 0) return [line("No reference moves with it.")];
  const files = new Set(moves.map((one) => one.file)).size;
  const references = count(moves.length, "reference");
  const lines = [
    line(
      `${references} in ${count(files, "file")} ${moves.length === 1 ? "moves" : "move"} with it:`,
      "bold",
    ),
  ];
  const clusters = groupBy(moves, (one) => clustersText(one.intent.reference.scopes));
  for (const [cluster, inside] of clusters) {
    const depth = expanded ? Infinity : depthFor(inside);
    lines.push(prose(visible(`  ${cluster}: ${count(inside.length, "reference")}`), [], 4));
    for (const [folder, list] of groupBy(inside, (one) => folderAt(one.file, depth))) {
      const inFiles = new Set(list.map((one) => one.file)).size;
      lines.push(
        prose(
          visible(`    ${folder}  ${count(list.length, "reference")} in ${count(inFiles, "file")}`),
          ["dim"],
          6,
        ),
      );
      if (expanded) lines.push(...list.map((one) => prose(visible(`      ${placeOf(one)}`), [], 8)));
    }
  }
  return lines;
}

/** One reference with its place: `apps/web.yaml:12 Kustomization apps/web spec.sourceRef`. */
export function placeOf({ intent: { reference } }: Move): string {
  const { location, manifest, path } = reference;
  return `${location.file}:${location.line} ${manifest.name === undefined ? "patch" : describe(manifest)} ${path}`;
}

function depthFor(moves: readonly Move[]): number {
  const deepest = Math.max(...moves.map((one) => one.file.split("/").length - 1));
  for (let depth = deepest; depth > 1; depth--)
    if (new Set(moves.map((one) => folderAt(one.file, depth))).size <= MOST_FOLDERS) return depth;
  return 1;
}

/** The folder of a file, no deeper than that; `/**` where files of deeper ones are meant too. */
function folderAt(file: string, depth: number): string {
  const parts = dirname(file) === "" || dirname(file) === "." ? [] : dirname(file).split("/");
  if (parts.length === 0) return "./";
  return parts.length > depth ? `${parts.slice(0, depth).join("/")}/**` : `${parts.join("/")}/`;
}
