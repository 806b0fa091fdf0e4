import { type Declaration, isSync, type Reference } from "../core/graph.ts";
import { groupBy, pushTo } from "../core/group.ts";
import { type Document, locate } from "../core/manifest.ts";
import type { CommentedReference, Mention } from "../core/neighbours.ts";
import type { Spot } from "../core/patch.ts";
import { basename } from "../core/paths.ts";
import { at, pairsAt, type YamlNode } from "../core/tree.ts";
import { DROPPED_METADATA } from "../flux/git-repository-fields.ts";
import { occurrences } from "./find-references.ts";
import { GIT } from "./found-reference.ts";
import { isKustomizationName } from "./kustomize.ts";

interface Span {
  start: number;
  end: number;
}

/** A part of a document that is known to need no source, whatever it names. */
export interface Understood {
  document: Document;
  node: Span;
}

/** Splits the places that name GitRepository into understood ones, comments and the rest. */
export function findMentions(
  documents: readonly Document[],
  references: readonly Reference[],
  declarations: readonly Declaration[],
  understood: readonly Understood[],
): { mentions: Mention[]; comments: CommentedReference[] } {
  const covered = new Map<Document, Span[]>();
  const cover = (document: Document, span: Span) => pushTo(covered, document, span);
  const byFile = groupBy(documents, ({ file }) => file);
  const coverSpot = ({ document: { file }, holders: [holder], node }: Spot) => {
    const place = holder ?? node;
    const around = byFile.get(file)?.find(({ start, end }) => start <= place.start && place.end <= end);
    if (around) cover(around, place);
  };
  for (const { manifest, range, site } of references) {
    cover(manifest.document, range);
    for (const spot of [site?.target, site?.content]) if (spot) coverSpot(spot);
  }
  for (const { manifest, spec, as } of declarations) {
    // The object's own kind, or that of a FluxInstance's sync block.
    const node = isSync(as) ? spec : manifest.node;
    for (const pair of node?.items ?? [])
      if (pair.key.value === "kind") cover(manifest.document, pair.value ?? pair.key);
  }
  // What kubectl kept of the object itself names it, and needs nothing.
  for (const { manifest } of declarations)
    for (const pair of pairsAt(manifest.node, ["metadata", "annotations"]))
      if (pair.value && DROPPED_METADATA.includes(String(pair.key.value)))
        cover(manifest.document, pair.value);
  for (const { document, node } of understood) cover(document, node);
  const mentions: Mention[] = [];
  const comments: CommentedReference[] = [];
  for (const document of documents) {
    const named = [...occurrences(document), ...occurrences(document, GIT_URL)].sort((a, b) => a - b);
    const open = outside(named, covered.get(document) ?? []);
    if (open.length === 0) continue;
    const inComments = new Set(outside(open, scalarSpans(document.root)));
    for (const start of open) {
      const location = locate(document, { start, end: start + GIT.length });
      const { file, line, column } = location;
      if (!inComments.has(start))
        mentions.push({ file, line, column, text: document.text, why: whyOf(document) });
      else {
        const text = lineAround(document.text, start - document.start);
        if (/^\s*#.*\bkind:\s*["']?GitRepository/.test(text)) comments.push({ location, text: text.trim() });
      }
    }
  }
  return { mentions, comments };
}

/** As Sveltos names a source: `gitrepository://flux-system/charts/web`. */
const GIT_URL = "gitrepository://";

/** Why a text is read for names: what git2oci knows of it is not enough to tell what it means. */
function whyOf({ file, root }: Document): string {
  const isPatching = isKustomizationName(basename(file)) || at(root, ["spec", "patches"]) !== undefined;
  return isPatching
    ? "a text that names GitRepository in a patch that no object of this tree gets, or in a field git2oci does not know"
    : "a text that names GitRepository in a field git2oci does not know";
}

/** Those of the ascending offsets that lie in none of the spans; linear after sorting, for hostile files. */
function outside(offsets: readonly number[], spans: readonly Span[]): number[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const left: number[] = [];
  let next = 0;
  let reach = -1;
  for (const at of offsets) {
    for (let span = sorted[next]; span && span.start <= at; span = sorted[++next])
      reach = Math.max(reach, span.end);
    if (at >= reach) left.push(at);
  }
  return left;
}

function scalarSpans(root: YamlNode): Span[] {
  const spans: Span[] = [];
  const visit = (node: YamlNode | undefined): void => {
    if (!node) return;
    if (node.type === "scalar") spans.push(node);
    else if (node.type === "seq") node.items.forEach(visit);
    else if (node.type === "map")
      for (const pair of node.items) {
        spans.push(pair.key);
        visit(pair.value);
      }
  };
  visit(root);
  return spans;
}

/** Longest part of a line that is looked at on each side: a file of one line must not be copied for each mention. */
const NEAR = 500;

/** The line of an offset, as far as it is near. */
function lineAround(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - NEAR), offset);
  const after = text.slice(offset, offset + NEAR);
  return before.slice(before.lastIndexOf("\n") + 1) + (after.split("\n", 1)[0] ?? "");
}
