import type { CodeUnit, ElementList } from "../core/code.ts";
import type { Range } from "../core/edits.ts";
import type { FieldOp } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import type { MapNode, YamlNode } from "../core/tree.ts";
import { computedRefusal } from "./code-computed.ts";
import { elementAt, type ListChange } from "./code-lists.ts";
import { renderField, styleAt } from "./code-render.ts";
import { viewWithin } from "./code-view.ts";
import type { Edited } from "./types.ts";
import { rewrittenSlice } from "./yaml-items.ts";

type ItemOp = Extract<FieldOp, { op: "copy-item" | "remove-item" }>;
type Apply = (text: string, object: MapNode, ops: readonly FieldOp[]) => Edited | Refusal;

/** An item of an array that is repeated behind itself, rewritten, or goes. */
export function changeItem(
  text: string,
  list: YamlNode,
  op: ItemOp,
  unit: CodeUnit | undefined,
  apply: Apply,
): ListChange | Refusal {
  const index = Number(op.path.at(-1));
  const item = list.type === "seq" ? list.items[index] : undefined;
  if (list.type !== "seq" || list.code?.form !== "list" || !item) return refuse("it is not a list");
  const elements: ElementList = { start: list.start, end: list.end, members: list.code.members };
  const at = elementAt(elements, item.use ?? item);
  const range = elements.members[at];
  if (!range || list.items.length !== elements.members.length)
    return refuse("a spread gives items of this list; edit by hand");
  if (op.op === "remove-item") return { list: elements, at, removed: true, inserted: [] };
  const copy = itemCopy(text, item, range, op.ops, unit, apply);
  return isRefused(copy) ? copy : { list: elements, at, removed: false, inserted: [copy.text] };
}

function itemCopy(
  text: string,
  item: YamlNode,
  range: Range,
  ops: readonly FieldOp[],
  unit: CodeUnit | undefined,
  apply: Apply,
): { text: string } | Refusal {
  const own = viewWithin(item, range);
  if (own.code?.form === "computed") return computedRefusal(own);
  if (own.type !== "map") return refuse("it is not an object");
  if (own.code?.form === "shared") return overridden(text, own.code, ops, unit);
  if (own.code?.form !== "object") return refuse("what it is made of is not known; edit by hand");
  // An item is no object of its own, so what it becomes says nothing about its class.
  const object: MapNode = {
    ...own,
    code: unit ? { ...own.code, unit: { ...unit, model: undefined } } : own.code,
  };
  const done = apply(text, object, ops);
  return isRefused(done) ? done : { text: rewrittenSlice(text, range, done.edits) };
}

/** What a constant gives is spread into a new object, with the fields that differ. */
function overridden(
  text: string,
  { constant, expression }: { constant: string; expression: string },
  ops: readonly FieldOp[],
  unit: CodeUnit | undefined,
): { text: string } | Refusal {
  const style = { ...styleAt(text, unit, 0), indent: "", oneLine: true };
  const fields: string[] = [];
  for (const op of ops) {
    if (op.op !== "set" || op.path.length !== 1)
      return refuse(`the constant ${constant} gives it; edit by hand`);
    fields.push(renderField(String(op.path[0]), op.value, style));
  }
  return { text: `{ ...${expression}, ${fields.join(", ")} }` };
}
