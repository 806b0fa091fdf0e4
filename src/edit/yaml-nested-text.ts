import { applyEdits } from "../core/edits.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { ScalarNode } from "../core/tree.ts";
import { edited, type NestedText, plainEdits, type TextEdit } from "./types.ts";
import { literalText } from "./yaml-nested-literal.ts";
import { isPlainSafe, isPrintable } from "./yaml-plain.ts";

/**
 * Opens the text in a scalar, so that a document in it can be edited like any other.
 * @param text the text that holds the scalar, which `node` was read from
 * @returns a refusal for folded scalars and for quoted ones with escapes or line breaks, whose text is not theirs
 */
export function nestedText(text: string, node: ScalarNode): NestedText | Refusal {
  if (node.anchor !== undefined)
    return refuse(`the text has the anchor &${node.anchor}, which other places may use`);
  if (node.style === "code") return refuse(inProgram(node));
  if (node.style === "literal") return literalText(text, node);
  if (node.style === "folded") return refuse("the text is a folded block scalar (>), which has other lines");
  return oneLine(text, node);
}

/** A text of a program has escapes and indentation of its own, and other places may use it. */
function inProgram({ code }: ScalarNode): string {
  if (code?.form === "computed") return `the program computes the text (${code.text}); change it by hand`;
  if (code?.form === "shared") return `the constant ${code.constant} gives the text; change it by hand`;
  return "it is a text in a program; change it by hand";
}

/** What may not be written between the quotes of each style, beside what YAML reads in another way. */
const CLOSES: Readonly<Record<"single" | "double", RegExp>> = { single: /'/, double: /["\\]/ };

/** A scalar on one line whose text is written as it is read. */
function oneLine(text: string, node: ScalarNode): NestedText | Refusal {
  const { style, value, start, end } = node;
  const quotes = style === "plain" ? 0 : 1;
  const inner = text.slice(start + quotes, end - quotes);
  if (inner !== value) return refuse("the text is quoted with escapes or over several lines");
  return {
    text: inner,
    outward(edits) {
      const after = applyEdits(inner, plainEdits(edits));
      const safe =
        style === "single" || style === "double"
          ? isPrintable(after) && !CLOSES[style].test(after)
          : isPlainSafe(after, true);
      if (!safe) return refuse("the new text would need other quotes");
      return edited(edits.map((one) => shifted(one, start + quotes)));
    },
  };
}

function shifted(edit: TextEdit, by: number): TextEdit {
  return { start: edit.start + by, end: edit.end + by, text: edit.text };
}
