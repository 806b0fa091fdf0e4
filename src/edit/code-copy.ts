import type { CodeUnit, Variable } from "../core/code.ts";
import type { Range } from "../core/edits.ts";
import type { FieldOp, PlainRecord } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineNumber } from "../core/text.ts";
import { at, deref, type MapNode } from "../core/tree.ts";
import { elementAt, type ListChange } from "./code-lists.ts";
import type { ImportNeed } from "./code-names.ts";
import { applyCodeOps } from "./code-ops.ts";
import { renderValue, styleAt } from "./code-render.ts";
import { viewWithin } from "./code-view.ts";
import { type Edited, edited, type TextEdit } from "./types.ts";
import { rewrittenSlice } from "./yaml-items.ts";

/** What stands in a copy in the place of the object: the object with operations carried out, or another object. */
export type CopyOf = { ops: readonly FieldOp[] } | { record: PlainRecord; name: string };

/** A copy of a statement or of an element of a list. */
export interface Copy {
  text: string;
  /** The variable of the copy; undefined where it has none. */
  variable: string | undefined;
  /** Lists that take the variable of the copy beside that of the original. */
  lists: ListChange[];
  needs: readonly ImportNeed[];
}

/**
 * The text of a copy, under names of its own: a variable that is free in the file, and a construct's id that is not
 * taken.
 * @param taken names that other copies have got
 */
export function copyOf(
  text: string,
  object: MapNode,
  unit: CodeUnit,
  what: CopyOf,
  taken: Set<string>,
): Copy | Refusal {
  const { site } = unit;
  if (site.kind === "inside") return refuse(INSIDE);
  const range = site.value ?? site;
  const inside =
    "ops" in what ? rewritten(text, object, range, what.ops) : written(text, object, unit, what.record);
  if (isRefused(inside)) return inside;
  const suffix = "ops" in what ? "oci" : what.name;
  const id = idEdit(text, unit, suffix, taken);
  if (id && isRefused(id)) return id;
  const variable = site.variable && freeName(site.variable.local, suffix, unit, taken);
  const lists = site.registers || site.kind === "item" ? [] : takers(text, unit, variable);
  if (isRefused(lists)) return lists;
  const edits = [...inside.edits, ...(id ? [id] : [])];
  if (site.variable && variable)
    edits.push({ start: site.variable.start, end: site.variable.end, text: variable });
  const end = site.value && unit.file.semicolons ? ";" : "";
  return { text: rewrittenSlice(text, range, edits) + end, variable, lists, needs: inside.needs ?? [] };
}

const INSIDE =
  "it is a part of another expression, so that nothing can stand beside it; write the OCIRepository by hand";

function rewritten(text: string, object: MapNode, range: Range, ops: readonly FieldOp[]): Edited | Refusal {
  const name = deref(at(object, ["metadata", "name"]));
  if (name?.code?.form === "computed" && name.code.generated)
    return refuse(
      `its name is made up (${name.code.text}), so that a copy would get another one; write metadata: { name: "…" } in both by hand`,
    );
  const view = viewWithin(object, range);
  const done = applyCodeOps(text, view.type === "map" ? view : object, ops, true);
  if (isRefused(done)) return done;
  const outside = done.edits.some((one) => one.start < range.start || one.end > range.end);
  return outside
    ? refuse("a part of it stands elsewhere, where both would change; write the copy by hand")
    : done;
}

/** Another object in the place of one. */
export function written(
  text: string,
  object: MapNode,
  unit: CodeUnit,
  record: PlainRecord,
): Edited | Refusal {
  if (unit.model) return refuse("another object cannot be made of its class; name a place with --declare-in");
  const body = renderValue(record, styleAt(text, unit, object.start));
  return edited([{ start: object.start, end: object.end, text: body }]);
}

/** What gives the copy an id of its own; undefined where the original has none. */
function idEdit(
  text: string,
  { site: { id } }: CodeUnit,
  suffix: string,
  taken: Set<string>,
): TextEdit | Refusal | undefined {
  if (!id) return undefined;
  const written = text.slice(id.start, id.end);
  if (id.as === "unknown")
    return refuse(
      `what ${written} is for is not known, so that a copy may be called the same; write it by hand`,
    );
  const isText = id.as === "text";
  const content = isText ? written.slice(1, -1) : written;
  if (isText && /\.[a-z]{2,4}$/.test(content))
    return refuse(`it is about a file (${written}); write the copy by hand`);
  const isTaken = (end: string) =>
    taken.has(content + end) || ["'", '"', "`"].some((q) => text.includes(q + content + end + q));
  const end = free((n) => `-${suffix}${n}`, isTaken);
  taken.add(content + end);
  if (isText) return { start: id.end - 1, end: id.end - 1, text: end };
  return { start: id.start, end: id.end, text: `\`\${${content}}${end}\`` };
}

function freeName(local: string, suffix: string, { file }: CodeUnit, taken: Set<string>): string {
  const words = suffix.split(/[^A-Za-z0-9]+/).filter((one) => one !== "");
  const pascal = words.map((one) => one.slice(0, 1).toUpperCase() + one.slice(1)).join("");
  const name =
    local +
    free(
      (n) => pascal + n,
      (end) => file.names.has(local + end) || taken.has(local + end),
    );
  taken.add(name);
  return name;
}

function free(nth: (number: string) => string, isTaken: (text: string) => boolean): string {
  for (let n = 1; ; n++) {
    const text = nth(n === 1 ? "" : String(n));
    if (!isTaken(text)) return text;
  }
}

/** A plain value does nothing by itself: whatever lists the original has to list the copy. */
function takers(text: string, { site }: CodeUnit, name: string | undefined): ListChange[] | Refusal {
  const { variable } = site;
  if (!variable || name === undefined)
    return refuse("what it is assigned to is used elsewhere; write it by hand");
  const elsewhere = otherUse(text, variable);
  if (elsewhere !== undefined)
    return refuse(`${elsewhere}, which would not see a copy; write the OCIRepository by hand`);
  return variable.listed.map((use) => ({
    list: use.list,
    at: elementAt(use.list, use),
    removed: false,
    inserted: [name],
  }));
}

/** Who else has the value of a variable; undefined where lists of the file alone do. */
export function otherUse(
  text: string,
  { local, exported, uses, listed, read }: Variable,
): string | undefined {
  if (exported) return `other files may use ${local}`;
  const within = (one: Range) =>
    [...listed, ...read].some((use) => use.start <= one.start && one.end <= use.end);
  const other = uses.find((one) => !within(one));
  if (!other) return undefined;
  return `line ${lineNumber(text, other.start)} hands ${local} on`;
}
