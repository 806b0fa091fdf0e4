/** What moves with a migration, by cluster and folder: a few lines where there are hundreds of references. */
import { scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { describe } from "../core/manifest.ts";
import { dirname } from "../core/paths.ts";
import { type Change, isMove, type Migration, type MoveIntent } from "../core/plan.ts";
import { visible } from "./colour.ts";
import { count } from "./pretty.ts";
import { line, prose, type StyledLine } from "./styled.ts";
import { patchedText } from "./tally.ts";

/** A change of a reference. */
export type Move = Change & { intent: MoveIntent };

/** The changes of a migration that are about references. */
export function movesOf({ changes }: Pick<Migration, "changes">): Move[] {
  return changes.filter((one): one is Move => isMove(one.intent));
}

/** Those of them after which nothing of the reference names a Git source; the rest get a copy beside them. */
export function movingOf(moves: readonly Move[]): Move[] {
  return moves.filter((one) => one.intent.type !== "append");
}

/** `2 references move with it`. */
export function movingText(number: number): string {
  return `${count(number, "reference")} ${number === 1 ? "moves" : "move"} with it`;
}

/** The clusters that a reference reaches, in words. */
export function clustersText(scopes: readonly string[]): string {
  return scopes.map((scope) => (scope === UNKNOWN ? "no known cluster" : scopeText(scope))).join(", ");
}

/** Folders of one cluster that are listed before folders above them are taken instead. */
const MOST_FOLDERS = 8;

/**
 * Clusters, folders and counts; with `expanded` each reference too. Folders are joined into the one above until they
 * are few. What moves stands before what gets a copy beside it.
 */
export function movingLines(moves: readonly Move[], expanded: boolean): StyledLine[] {
  const moving = movingOf(moves);
  const beside = moves.filter((one) => !moving.includes(one));
  const patched = patchedText(moving.map((one) => one.intent.reference));
  return [
    ...(moving.length === 0
      ? [line("No reference moves with it.")]
      : placesOf(`${inFiles(moving)} ${moving.length === 1 ? "moves" : "move"} with it:`, moving, expanded)),
    ...(patched === undefined ? [] : [prose(`${patched}.`, ["bold"], 0)]),
    ...(beside.length === 0
      ? []
      : placesOf(
          `${inFiles(beside)} ${beside.length === 1 ? "gets" : "get"} a copy for OCIRepository beside ${beside.length === 1 ? "it" : "them"}:`,
          beside,
          expanded,
        )),
  ];
}

/** `3 references in 2 files`. */
function inFiles(moves: readonly Move[]): string {
  const files = new Set(moves.map((one) => one.file)).size;
  return `${count(moves.length, "reference")} in ${count(files, "file")}`;
}

function placesOf(title: string, moves: readonly Move[], expanded: boolean): StyledLine[] {
  const lines = [line(title, "bold")];
  const clusters = groupBy(moves, (one) => clustersText(one.intent.reference.scopes));
  for (const [cluster, inside] of clusters) {
    const depth = expanded ? Infinity : depthFor(inside);
    lines.push(prose(visible(`  ${cluster}: ${count(inside.length, "reference")}`), [], 4));
    for (const [folder, list] of groupBy(inside, (one) => folderAt(one.file, depth))) {
      lines.push(prose(visible(`    ${folder}  ${inFiles(list)}`), ["dim"], 6));
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
