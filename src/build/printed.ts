/**
 * What kustomize's printing changes. Its library reads every object anew from its own text, and that text is not
 * true to folded scalars (`>`) with deeper lines (build-facts 36; kyaml v0.21.1, RNode.MarshalJSON).
 */
import type { BuiltMap, BuiltNode, BuiltScalar } from "./node.ts";
import { hasSpecial } from "./printed-scalar.ts";
import type { ParseYaml } from "./read.ts";

/** The object as it reads once it was printed; the object itself if printing is true to it. */
export function asPrinted(node: BuiltMap, parse: ParseYaml): BuiltMap {
  return printedMap(node, parse);
}

function printedMap(node: BuiltMap, parse: ParseYaml): BuiltMap {
  let changed = false;
  const entries = node.entries.map((entry) => {
    const value = printed(entry.value, parse);
    if (value === entry.value) return entry;
    changed = true;
    return { ...entry, value };
  });
  return changed ? { ...node, entries } : node;
}

function printed(node: BuiltNode, parse: ParseYaml): BuiltNode {
  if (node.type === "map") return printedMap(node, parse);
  if (node.type === "scalar") return isAltered(node) ? { ...node, text: refolded(node.text, parse) } : node;
  const items = node.items.map((item) => printed(item, parse));
  return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
}

/** A folded scalar that has a line which is not folded, or more than one newline at its end. */
function isAltered({ text, style }: BuiltScalar): boolean {
  if (style !== "folded" || !/^[ \t\n]|\n[ \t]|\n\n$/.test(text)) return false;
  return !/ $| \n/.test(text) && !hasSpecial(text.replaceAll("\t", ""));
}

/** The text as go-yaml v3 folds it (emitterc.go), read again. */
function refolded(text: string, parse: ParseYaml): string {
  const hint = /^[ \n]/.test(text) ? "2" : "";
  const chomping = text.endsWith("\n") ? (/^\n$|\n\n$/.test(text) ? "+" : "") : "-";
  const source = `k: >${hint}${chomping}\n${folded(text)}${text.endsWith("\n") ? "" : "\n"}`;
  const result = parse(source, 0);
  const value = "root" in result && result.root?.type === "map" ? result.root.items[0]?.value : undefined;
  return value?.type === "scalar" && typeof value.value === "string" ? value.value : text;
}

/** A newline that is no fold is doubled; go-yaml looks at the start of the text for the line that follows. */
function folded(text: string): string {
  const doubles = /^\n*[^ \t\n]/.test(text);
  let out = "";
  let deeper = true;
  let atStart = true;
  for (const character of text) {
    if (character === "\n") {
      out += !atStart && !deeper && doubles ? "\n\n" : "\n";
      atStart = true;
      continue;
    }
    if (atStart) {
      out += "  ";
      deeper = character === " " || character === "\t";
    }
    out += character;
    atStart = false;
  }
  return out;
}
