import { ts } from "ts-morph";
import type { Range } from "../../core/edits.ts";
import type { Module } from "./module.ts";
import { eachNode } from "./syntax.ts";

/** Line comments that start with a word of ours. */
const OURS = /\/\/[ \t]*git2oci-[^\r\n]*/g;

/** Tokens whose text may look like a comment. */
const TEXTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.RegularExpressionLiteral,
  ts.SyntaxKind.JsxText,
]);

/** Line comments of a program that speak to git2oci, in the order of the text; offsets are those of the file. */
export function commentsOf(module: Module): Range[] {
  const { text, file } = module;
  const found = [...text.matchAll(OURS)].map(({ index, 0: all }) => ({
    start: index,
    end: index + all.length,
  }));
  if (found.length === 0) return found;
  const texts: Range[] = [];
  eachNode(file, (node) => {
    if (TEXTS.has(node.kind)) texts.push(module.range(node));
    return undefined;
  });
  return found.filter(({ start }) => !texts.some((one) => one.start < start && start < one.end));
}
