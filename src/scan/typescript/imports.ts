import { ts } from "ts-morph";
import type { CodeFile, ImportStatement, LocalName } from "../../core/code.ts";
import type { Range } from "../../core/edits.ts";
import type { Module } from "./module.ts";

/** What edits need to know of a file. */
export function codeFile(module: Module): CodeFile {
  const { file, text } = module;
  const count = (quote: string) => text.split(quote).length;
  const last = file.statements.at(-1);
  return {
    path: module.path,
    quote: count("'") >= count('"') ? "'" : '"',
    semicolons: last === undefined || file.statements.some((one) => one.getText(file).endsWith(";")),
    imports: file.statements.filter(ts.isImportDeclaration).map((one) => statementOf(module, one)),
    names: new Set(module.identifiers.keys()),
    comments: commentsOf(module),
  };
}

function statementOf(module: Module, node: ts.ImportDeclaration): ImportStatement {
  const clause = node.importClause;
  const named = clause?.namedBindings;
  const whole = [clause, named && ts.isNamespaceImport(named) ? named : undefined].flatMap((one) =>
    one?.name ? [nameOf(module, one.name)] : [],
  );
  return {
    ...module.range(node),
    module: ts.isStringLiteralLike(node.moduleSpecifier) ? node.moduleSpecifier.text : "",
    typeOnly: clause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
    whole,
    named:
      named && ts.isNamedImports(named)
        ? {
            ...module.range(named),
            members: named.elements.map((one) => ({
              ...nameOf(module, one.name),
              ...module.range(one),
              name: (one.propertyName ?? one.name).text,
              typeOnly: one.isTypeOnly,
            })),
          }
        : undefined,
  };
}

function nameOf(module: Module, name: ts.Identifier): LocalName {
  const symbol = module.symbolOf(name);
  const uses = symbol ? module.usesOf(symbol, name) : [];
  // In `a as b` the compiler answers for `a` as well, which is no use of the name.
  const own = uses.filter((one) => !ts.isImportSpecifier(one.parent));
  return { ...module.range(name), local: name.text, uses: own.map((one) => module.range(one)) };
}

/** Every comment of the file, found between its tokens, so that what looks like one in a text is none. */
function commentsOf(module: Module): Range[] {
  const found = new Map<number, Range>();
  const text = module.file.text;
  const mayHold = nearSlashes(module.file);
  const add = (list: readonly ts.CommentRange[] | undefined) => {
    for (const { pos, end } of list ?? [])
      found.set(pos, { start: module.offset(pos), end: module.offset(end) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) || !mayHold(node)) return;
    const children = node.getChildren(module.file);
    if (children.length > 0) {
      children.forEach(visit);
      return;
    }
    add(ts.getLeadingCommentRanges(text, node.getFullStart()));
    add(ts.getTrailingCommentRanges(text, node.getEnd()));
  };
  visit(module.file);
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/**
 * Tells of nodes, asked for in the order of the text, whether a comment may be in them or behind them on their line.
 * Asking a node for its tokens makes objects of all of them, which costs more than parsing the file did.
 */
function nearSlashes(file: ts.SourceFile): (node: ts.Node) => boolean {
  const lines = file.getLineStarts();
  const starts = [...file.text.matchAll(/\/[/*]/g)].map(({ index }) => ({
    index,
    line: lines[file.getLineAndCharacterOfPosition(index).line] ?? 0,
  }));
  let next = 0;
  return (node) => {
    while ((starts[next]?.index ?? Infinity) < node.getFullStart()) next++;
    return (starts[next]?.line ?? Infinity) <= node.getEnd();
  };
}
