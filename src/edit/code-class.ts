import type { ClassPath, CodeFile, CodeModel, CodeUnit, NameStep } from "../core/code.ts";
import type { FieldOp } from "../core/ops.ts";
import { isRefused, type Refusal } from "../core/refusal.ts";
import { type MapNode, textAt } from "../core/tree.ts";
import { type ImportNeed, localName } from "./code-names.ts";
import type { TextEdit } from "./types.ts";

/** The class that an object has after its operations. */
export interface ClassAfter {
  kind: string;
  /** What it is called where it is declared. */
  className: string;
  /** Undefined where the class stays. */
  path: ClassPath | undefined;
}

/** What class an object has to become, by the `apiVersion` and `kind` that operations give it. */
export function classAfter(model: CodeModel, object: MapNode, ops: readonly FieldOp[]): ClassAfter | Refusal {
  const after = (key: string) => {
    const given = ops.findLast((op) => op.op === "set" && op.path.length === 1 && op.path[0] === key);
    return given?.op === "set" ? String(given.value) : textAt(object, [key]);
  };
  const [apiVersion, kind = ""] = [after("apiVersion"), after("kind")];
  if (apiVersion === textAt(object, ["apiVersion"]) && kind === textAt(object, ["kind"]))
    return { kind, className: model.declared, path: undefined };
  const path = model.targets.get(`${apiVersion} ${kind}`);
  if (!path) return { refused: `no class is known for ${kind} ${apiVersion}; write it by hand` };
  return isRefused(path) ? path : { kind, className: path.names.at(-1) ?? kind, path };
}

/** Edits that name another class wherever the object's own is named, and what has to be imported for them. */
export function renameClass(
  model: CodeModel,
  path: ClassPath,
  { file }: Pick<CodeUnit, "file">,
  isCopy: boolean,
): { edits: TextEdit[]; needs: ImportNeed[] } | Refusal {
  const edits: TextEdit[] = [];
  const needs: ImportNeed[] = [];
  const same = model.types.filter(({ before, after }) => before + after === "").map(({ steps }) => steps);
  const named = expressionFor(model, path, file, isCopy ? [] : [model.steps, ...same]);
  if (isRefused(named)) return named;
  needs.push(...named.needs);
  for (const steps of [model.steps, ...same]) edits.push(...renamed(steps, named.names));
  for (const { steps, before, after } of model.types) {
    if (before + after === "") continue;
    const name = before + (path.names.at(-1) ?? "") + after;
    const type = { module: path.module, names: [...path.names.slice(0, -1), name] };
    const found = expressionFor({ steps, from: model.from }, type, file, isCopy ? [] : [steps]);
    if (isRefused(found)) return found;
    needs.push(...found.needs.map((need) => ({ ...need, isType: true })));
    edits.push(...renamed(steps, found.names));
  }
  return { edits, needs };
}

/** Names in front that stay are left alone, with what stands between them. */
function renamed(steps: readonly NameStep[], names: readonly string[]): TextEdit[] {
  if (steps.length === names.length)
    return steps.flatMap(({ text, start, end }, i) =>
      text === names[i] ? [] : [{ start, end, text: names[i] ?? "" }],
    );
  return [{ start: steps[0]?.start ?? 0, end: steps.at(-1)?.end ?? 0, text: names.join(".") }];
}

/**
 * How a program names something of the module that its class comes from.
 * @param own places that are known to give up the old name
 */
export function expressionFor(
  { steps, from }: Pick<CodeModel, "steps" | "from">,
  { module, names }: ClassPath,
  file: CodeFile,
  own: readonly (readonly NameStep[])[],
): { names: string[]; needs: ImportNeed[] } | Refusal {
  const [first = ""] = names;
  const written = steps.map(({ text }) => text);
  // `import * as`: what follows the first name changes, unless the module is another one.
  if (from?.name === undefined && (!from || from.module === module))
    return { names: [written[0] ?? "", ...names], needs: [] };
  if (from?.module === module && from.name === first)
    return { names: [written[0] ?? "", ...names.slice(1)], needs: [] };
  const uses = own.flatMap(([use]) => use ?? []);
  const local = localName(file, module, first, {
    local: written[0] ?? "",
    uses,
    isOwner: written.length > 1 && names.length > 1,
  });
  if (isRefused(local)) return local;
  const need: ImportNeed = { module, name: first, local: local.name, instead: written[0] };
  return { names: [local.name, ...names.slice(1)], needs: [need] };
}
