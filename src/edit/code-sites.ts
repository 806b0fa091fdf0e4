import type { CodeUnit, Variable } from "../core/code.ts";
import type { FieldOp, PlainRecord } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineEnd, lineEnding, lineNumber, lineStart } from "../core/text.ts";
import type { MapNode } from "../core/tree.ts";
import { type Copy, type CopyOf, copyOf, otherUse, written } from "./code-copy.ts";
import { isBlankLine, leadingComments, startsLine, trailingComment } from "./code-lines.ts";
import { elementAt, type ListChange } from "./code-lists.ts";
import { blanksAt } from "./code-members.ts";
import type { ImportNeed } from "./code-names.ts";
import { applyCodeOps } from "./code-ops.ts";
import type { TextEdit } from "./types.ts";

/** What happens to a declared object: it is rewritten where it goes, or copied where it stays; others come behind it. */
export interface ObjectWork {
  /** Operations that make the new object of it. */
  ops: readonly FieldOp[] | undefined;
  /** True where the object itself does not stay. */
  goes: boolean;
  /** Other objects behind it, or in its place. */
  after: readonly PlainRecord[];
}

/** What the work on an object of a program comes to. */
export interface SiteEdits {
  edits: TextEdit[];
  lists: ListChange[];
  lostComments: string[];
  /** What the program has to import for them. */
  needs?: readonly ImportNeed[];
  /** The variable of the copy that the operations are about, beside that of the original. */
  renamed: { variable: Variable; name: string } | undefined;
}

/** Carries out what happens to an object of a program, together with the statement or element that holds it. */
export function siteEdits(
  text: string,
  object: MapNode,
  { ops, goes, after }: ObjectWork,
): SiteEdits | Refusal {
  const unit = object.code?.form === "object" ? object.code.unit : undefined;
  if (!unit) return refuse("what holds it is not known");
  const result: SiteEdits = { edits: [], lists: [], lostComments: [], renamed: undefined };
  const copies: CopyOf[] = after.map((record) => ({ record, name: nameOf(record) }));
  if (ops && goes) {
    const done = applyCodeOps(text, object, ops);
    if (isRefused(done)) return done;
    result.edits.push(...done.edits);
    result.lostComments.push(...done.lostComments);
    result.needs = done.needs ?? [];
  } else if (ops) copies.unshift({ ops });
  else if (goes && copies.length > 0) {
    const [first = {}] = after;
    copies.shift();
    const own = written(text, object, unit, first);
    if (isRefused(own)) return own;
    result.edits.push(...own.edits);
  } else if (goes) return removal(text, unit);
  const refused = addCopies(text, object, unit, copies, result);
  return refused ?? result;
}

function nameOf({ metadata }: PlainRecord): string {
  const name = metadata && typeof metadata === "object" && "name" in metadata ? metadata.name : undefined;
  return typeof name === "string" ? name : "chart";
}

function addCopies(
  text: string,
  object: MapNode,
  unit: CodeUnit,
  copies: readonly CopyOf[],
  result: SiteEdits,
): Refusal | undefined {
  const taken = new Set<string>();
  const made: Copy[] = [];
  for (const what of copies) {
    const copy = copyOf(text, object, unit, what, taken);
    if (isRefused(copy)) return copy;
    made.push(copy);
    result.needs = [...(result.needs ?? []), ...copy.needs];
    result.lists.push(...copy.lists);
    const { variable } = unit.site;
    if ("ops" in what && variable && copy.variable) result.renamed = { variable, name: copy.variable };
  }
  if (made.length === 0) return undefined;
  const { site } = unit;
  const texts = made.map((one) => one.text);
  if (site.list)
    result.lists.push({ list: site.list, at: elementAt(site.list, site), removed: false, inserted: texts });
  else result.edits.push(behind(text, unit, texts));
  return undefined;
}

/** New statements behind one, as far apart from it as the statements around it are from one another. */
function behind(text: string, { site, file }: CodeUnit, texts: readonly string[]): TextEdit {
  const eol = lineEnding(text);
  const start = trailingComment(text, site.end, file.comments);
  const next = lineEnd(text, start);
  const isLast = /^\s*(?:\}|$)/.test(text.slice(start));
  const above = lineStart(text, leadingComments(text, site.start, file.comments)) - 1;
  const spaced = isLast ? above > 0 && isBlankLine(text, lineStart(text, above)) : isBlankLine(text, next);
  const gap = (spaced ? eol : "") + eol + blanksAt(text, site.start);
  return { start, end: start, text: texts.map((one) => gap + one).join("") };
}

/** Takes out the statement or element with its lines, and the comment lines directly above it. */
function removal(text: string, { site, file }: CodeUnit): SiteEdits | Refusal {
  const empty: SiteEdits = { edits: [], lists: [], lostComments: [], renamed: undefined };
  if (site.kind === "inside" || site.value)
    return refuse("it is a part of another expression of the program; take it out by hand");
  if (site.list) {
    const at = elementAt(site.list, site);
    return { ...empty, lists: [{ list: site.list, at, removed: true, inserted: [] }] };
  }
  const { variable } = site;
  const used = variable && usedStill(text, variable);
  if (used) return refuse(used);
  const start = leadingComments(text, site.start, file.comments);
  const end = trailingComment(text, site.end, file.comments);
  const lists = (variable?.listed ?? []).map(
    (use): ListChange => ({ list: use.list, at: elementAt(use.list, use), removed: true, inserted: [] }),
  );
  if (!startsLine(text, start) || text.slice(end, lineEnd(text, end)).trim() !== "")
    return { ...empty, lists, edits: [{ start: site.start, end: site.end, text: "" }] };
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  const isFirst = /(?:^\uFEFF?|[{:]\s*)$/.test(text.slice(0, from));
  const isApart = isFirst || isBlankLine(text, lineStart(text, Math.max(0, from - 1)));
  const rest = isApart && isBlankLine(text, to) ? lineEnd(text, to) : to;
  return {
    ...empty,
    lists,
    edits: [{ start: text.startsWith("\uFEFF") && from === 0 ? 1 : from, end: rest, text: "" }],
  };
}

/** Why a variable cannot go: something reads it. Lists of the file lose the element. */
function usedStill(text: string, variable: Variable): string | undefined {
  const { local, read, listed } = variable;
  const [first] = read;
  const reading = first && `line ${lineNumber(text, first.start)} reads ${local}`;
  const alone = listed.some(({ list }) => text[list.start] === "(" && list.members.length < 3);
  const reason =
    otherUse(text, variable) ?? reading ?? (alone ? `a call would have nothing left of ${local}` : undefined);
  return reason && `${reason}; take it out by hand`;
}
