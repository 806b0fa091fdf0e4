import { type Expression, parsePipeline, TemplateError, type TemplateNode, tokensOf } from "./syntax.ts";

/** Blocks in blocks; deeper ones are nobody's. */
const MAX_DEPTH = 100;

interface Action {
  literal?: string;
  tokens?: readonly string[];
  line: number;
}

/**
 * Reads a file of a chart as Go's text/template does. Nothing of it is carried out.
 * @throws TemplateError
 */
export function parseTemplate(text: string): TemplateNode[] {
  const reader = new BlockReader(actionsOf(text));
  const { nodes, end } = reader.block(0);
  if (end !== undefined) throw new TemplateError(`an ${end} that ends nothing`);
  return nodes;
}

/** Literals and actions in order, blanks trimmed by `{{-` and `-}}`, comments left out. */
function actionsOf(text: string): Action[] {
  const actions: Action[] = [];
  let at = 0;
  let line = 1;
  let trims = false;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    const literal = text.slice(at, open === -1 ? undefined : open);
    const isTrimmed = open !== -1 && /^-\s/.test(text.slice(open + 2, open + 4));
    const front = trims ? literal.trimStart() : literal;
    const kept = isTrimmed ? front.trimEnd() : front;
    if (kept !== "") actions.push({ literal: kept, line });
    line += breaksIn(literal);
    if (open === -1) break;
    const start = open + (isTrimmed ? 3 : 2);
    const end = endOf(text, start);
    const inner = text.slice(start, end);
    trims = /\s-$/.test(inner) || /\*\/\s*-$/.test(inner);
    const content = (trims ? inner.slice(0, -1) : inner).trim();
    if (!content.startsWith("/*")) actions.push({ tokens: tokensOf(content), line });
    line += breaksIn(text.slice(open, end));
    at = end + 2;
  }
  return actions;
}

/** Where the action ends: the first `}}` that is in no text and no comment. */
function endOf(text: string, start: number): number {
  const comment = /\s*\/\*/y;
  comment.lastIndex = start;
  let at = start;
  if (comment.test(text)) {
    at = text.indexOf("*/", start);
    if (at === -1) throw new TemplateError("a comment that does not end");
  }
  const stop = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'|\}\}/g;
  stop.lastIndex = at;
  for (let found = stop.exec(text); found; found = stop.exec(text)) if (found[0] === "}}") return found.index;
  throw new TemplateError("an action that does not end");
}

function breaksIn(text: string): number {
  return text.split("\n").length - 1;
}

class BlockReader {
  private next = 0;
  private readonly actions: readonly Action[];
  constructor(actions: readonly Action[]) {
    this.actions = actions;
  }

  /** Nodes up to `end` or `else`; `rest` is what stands behind that word. */
  block(depth: number): { nodes: TemplateNode[]; end: string | undefined; rest: readonly string[] } {
    if (depth > MAX_DEPTH) throw new TemplateError("blocks too deep to follow");
    const nodes: TemplateNode[] = [];
    for (let action = this.actions[this.next++]; action; action = this.actions[this.next++]) {
      const { literal, tokens = [], line } = action;
      if (literal !== undefined) {
        nodes.push({ type: "literal", text: literal, line });
        continue;
      }
      const [word, ...rest] = tokens;
      if (word === "end" || word === "else") return { nodes, end: word, rest };
      nodes.push(...this.node(word ?? "", rest, tokens, line, depth));
    }
    return { nodes, end: undefined, rest: [] };
  }

  private node(
    word: string,
    rest: readonly string[],
    tokens: readonly string[],
    line: number,
    depth: number,
  ): TemplateNode[] {
    if (word === "if" || word === "with" || word === "range") return [this.branch(word, rest, line, depth)];
    if (word === "break" || word === "continue") return [];
    if (word !== "define" && word !== "block" && word !== "template")
      return [{ type: "print", pipeline: parsePipeline(tokens), line }];
    const { name, argument } = named(rest);
    if (word === "template") return [{ type: "template", name, argument, line }];
    const { nodes: body, end } = this.block(depth + 1);
    if (end !== "end") throw new TemplateError(`a ${word} that does not end`);
    const define: TemplateNode = { type: "define", name, body, line };
    return word === "define" ? [define] : [define, { type: "template", name, argument, line }];
  }

  private branch(
    type: "if" | "with" | "range",
    condition: readonly string[],
    line: number,
    depth: number,
  ): TemplateNode {
    const pipeline = parsePipeline(condition);
    const { nodes: body, end, rest } = this.block(depth + 1);
    if (end === undefined) throw new TemplateError(`an ${type} that does not end`);
    return { type, pipeline, body, otherwise: end === "else" ? this.otherwise(rest, line, depth) : [], line };
  }

  /** `else`, and `else if`, which shares the `end` of the first `if`. */
  private otherwise(rest: readonly string[], line: number, depth: number): TemplateNode[] {
    const [word, ...condition] = rest.filter((one, index) => one !== " " || index > 0);
    if (word === "if" || word === "with") return [this.branch(word, condition, line, depth + 1)];
    const { nodes, end } = this.block(depth + 1);
    if (end !== "end") throw new TemplateError("an else that does not end");
    return nodes;
  }
}

/** `"name" argument` of define, block and template. */
function named(tokens: readonly string[]): { name: string; argument: Expression | undefined } {
  const [name, ...rest] = tokens.filter((one, index) => one !== " " || index > 0);
  if (name === undefined || !/^["`]/.test(name)) throw new TemplateError("a template without a name");
  const isEmpty = rest.every((one) => one === " ");
  return { name: name.slice(1, -1), argument: isEmpty ? undefined : parsePipeline(rest).value };
}
