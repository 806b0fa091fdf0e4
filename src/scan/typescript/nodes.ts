import type { ts } from "ts-morph";
import { type CodeForm, type ConstantUse, fieldAccess, type Origin } from "../../core/code.ts";
import type { Range } from "../../core/edits.ts";
import type { Pair, ScalarNode, YamlNode } from "../../core/tree.ts";
import { hasVariable } from "../../core/variables.ts";
import { type Budget, spend } from "./limits.ts";
import type { Module } from "./module.ts";

/** A value of a program in the neutral tree. */
export function scalar(range: Range, value: ScalarNode["value"], code: CodeForm): ScalarNode {
  return { type: "scalar", style: "code", value, start: range.start, end: range.end, code };
}

/** A key of an object literal, or one that a class stands for. */
export function keyAt(range: Range, name: string): ScalarNode {
  return scalar(range, name, { form: "literal", quote: undefined });
}

/** How much of an expression a message repeats. */
const SHOWN = 60;

/** An expression on one line, shortened. */
export function shown(text: string): string {
  const line = text.slice(0, SHOWN * 4).replace(/\s+/g, " ");
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/**
 * A value that the program computes. Rules read it like a variable (`${…}`), so that a kind, a name or a url nobody
 * knows counts as any; `known` where all parts of it are constants.
 */
export function computed(module: Module, node: ts.Node, known?: string): ScalarNode {
  const { start, end } = module.range(node);
  const text = shown(module.text.slice(start, Math.min(end, start + SHOWN * 4)));
  const isKnown = known !== undefined && !hasVariable(known);
  return scalar(module.range(node), known ?? variable(text), {
    form: "computed",
    text,
    ...(isKnown && { known: true }),
  });
}

/** An expression as a variable; a bracket inside would end it. */
function variable(text: string): string {
  return `\${${text.replace(/[${}]/g, " ").trim()}}`;
}

/** A constant's value as it is seen where the constant is used. */
export interface Sight {
  range: Range;
  /** An expression for the value at the place of use. */
  expression: string;
  constant: string;
  /** All places that use the constant; none where other files may, undefined where another file declares it. */
  uses: readonly ConstantUse[] | undefined;
  /** Where the value stands in the constant. */
  path: readonly string[];
  /** True where the constant is an object of its own. */
  whole: boolean;
}

/** The same value with the ranges of the place that uses it; what is computed stays computed. */
export function seenFrom(node: YamlNode, use: Sight, budget: Budget): YamlNode {
  spend(budget);
  const { start, end } = use.range;
  if (node.type === "alias") return node;
  if (node.code?.form === "computed") return { ...node, start, end };
  const origin: Origin | undefined =
    use.uses && node.code?.form !== "shared"
      ? { node, path: use.path, uses: use.uses, whole: use.whole }
      : undefined;
  const code: CodeForm = {
    form: "shared",
    expression: use.expression,
    constant: use.constant,
    shorthand: false,
    origin,
  };
  const { use: _, ...plain } = node;
  if (plain.type === "scalar") return { ...plain, start, end, code };
  if (plain.type === "seq")
    return {
      ...plain,
      start,
      end,
      code,
      items: plain.items.map((item, i) =>
        seenFrom(
          item,
          { ...use, expression: `${use.expression}[${i}]`, path: [...use.path, String(i)] },
          budget,
        ),
      ),
    };
  return { ...plain, start, end, code, items: plain.items.map((pair) => pairFrom(pair, use, budget)) };
}

function pairFrom({ key, value }: Pair, use: Sight, budget: Budget): Pair {
  const name = String(key.value);
  return {
    key: { ...key, start: use.range.start, end: use.range.end },
    value:
      value &&
      seenFrom(
        value,
        { ...use, expression: use.expression + fieldAccess(name), path: [...use.path, name] },
        budget,
      ),
  };
}
