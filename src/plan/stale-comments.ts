/** Comments beside values that change, if they speak of the old ones: no edit touches what a person wrote there. */
import { refEntry } from "../core/decision.ts";
import type { Range } from "../core/edits.ts";
import type { Reference } from "../core/graph.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import type { Fate, Finding, Outcome, Target } from "../core/plan.ts";
import { lineStart } from "../core/text.ts";
import { at, deref, type Pair, pairOf, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { gaps, leadingComments } from "../edit/yaml-comments.ts";

/** Words of Git. */
const OF_GIT =
  /\b(?:git\w*|branch(?:es)?|commits?|ssh|clone[ds]?|check(?:ed)?[ -]?outs?|deploy[ -]keys?|submodules?)\b/i;
/** What makes a tool update a ref has a finding of its own. */
const OF_TOOLS = /renovate:|\$imagepolicy/;

/** Fields of a Git source that get another value when it becomes an OCIRepository. */
const REPLACED = ["url", "ref", "secretRef"];

/** A note for each comment beside a replaced value that speaks of the value or of Git. */
export function staleComments(
  active: ReadonlyMap<Unit, Target>,
  fates: ReadonlyMap<Unit, Fate>,
  outcomes: ReadonlyMap<Reference, Outcome>,
): Finding[] {
  // A copy beside a source that stays takes its comments along; a chart's object takes those of one that goes.
  const ofSources = [...active].flatMap(([unit, target]) =>
    isChart(unit) && fates.get(unit.source)?.state !== "replaced" ? [] : inDeclaration(unit, target),
  );
  const ofReferences = [...outcomes].flatMap(([reference, { outcome }]) =>
    outcome === "repoint" ? inReference(reference) : [],
  );
  return [
    ...new Map([...ofSources, ...ofReferences].map((one) => [JSON.stringify(one.location), one])).values(),
  ];
}

function inDeclaration(unit: Unit, { decision, place }: Target): Finding[] {
  if (place.at !== "beside" || place.declaration.as !== "object") return [];
  const { url, ref = {} } = sourceOf(unit);
  const { manifest, spec } = place.declaration;
  const pairs = [pairOf(manifest.node, "kind"), ...REPLACED.map((field) => pairOf(spec, field))];
  const kept = [decision.url, refEntry(decision.ref)[1]];
  const old = [url?.replace(/^[a-z+]+:\/\//, ""), ...Object.values(ref)].flatMap((text) =>
    text === undefined || kept.includes(text) ? [] : [text],
  );
  return pairs.flatMap((pair) => (pair ? beside(pair, manifest, old) : []));
}

function inReference({ manifest, node, row }: Reference): Finding[] {
  const chart = row.rewrite === "chart" ? pairOf(deref(at(manifest.node, ["spec"])), "chart") : undefined;
  const pairs = chart ? [chart] : pairsAt(node).filter(({ key }) => textAt(key) === "kind");
  return pairs.flatMap((pair) => beside(pair, manifest, []));
}

/** Comments on the lines of a pair, and on those directly above it. */
function beside({ key, value }: Pair, { document }: Manifest, old: readonly string[]): Finding[] {
  if (document.code) return [];
  const { text, start: shift } = document;
  const first = lineStart(text, key.start - shift);
  const column = key.start - shift - first;
  const { start } = leadingComments(text, first, column);
  const end = text.indexOf("\n", (value ?? key).end - shift);
  const range = { start, end: end === -1 ? text.length : end };
  const scalars = [key, value].flatMap((node) => scalarsIn(node, shift));
  const comments = gaps(text, range, scalars).flatMap((gap) => gap.match(/(?<=^|\s)#[^\r\n]*/g) ?? []);
  let from = start;
  return comments.flatMap((comment) => {
    const found = text.indexOf(comment, from);
    from = found + comment.length;
    const speaks = OF_GIT.test(comment) || old.some((one) => holdsWord(comment, one));
    if (!speaks || OF_TOOLS.test(comment)) return [];
    const place = { start: shift + found, end: shift + found + comment.length };
    return [
      {
        rule: "stale-comment",
        severity: "note" as const,
        message: `this comment speaks of Git or of the value before, and no edit changes it: ${comment}`,
        location: locate(document, place),
      },
    ];
  });
}

/** Ranges of the scalars of a node in the text of its document. */
function scalarsIn(node: YamlNode | undefined, shift: number): Range[] {
  if (node?.type === "map")
    return node.items.flatMap(({ key, value }) => [key, value].flatMap((one) => scalarsIn(one, shift)));
  if (node?.type === "seq") return node.items.flatMap((item) => scalarsIn(item, shift));
  return node ? [{ start: node.start - shift, end: node.end - shift }] : [];
}

function holdsWord(text: string, word: string): boolean {
  const at = text.indexOf(word);
  const isEdge = (one: string | undefined) => one === undefined || !/[\w-]/.test(one);
  return word !== "" && at !== -1 && isEdge(text[at - 1]) && isEdge(text[at + word.length]);
}
