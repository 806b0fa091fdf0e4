/** A part of a pipeline of Go's text/template. */
export type Expression =
  | { type: "text"; text: string }
  | { type: "dot" }
  | { type: "variable"; name: string }
  | { type: "field"; of: Expression; name: string }
  | { type: "call"; name: string; args: Expression[] }
  /** What cannot be called: a value with arguments behind it. */
  | { type: "odd"; parts: Expression[] };

/** What an action prints, and which variables it sets. */
export interface Pipeline {
  value: Expression;
  variables: readonly string[];
  /** `:=` makes variables, `=` changes them. */
  isNew: boolean;
}

/** A node of a template; lines count from 1. */
export type TemplateNode =
  | { type: "literal"; text: string; line: number }
  | { type: "print"; pipeline: Pipeline; line: number }
  | {
      type: "if" | "with" | "range";
      pipeline: Pipeline;
      body: TemplateNode[];
      otherwise: TemplateNode[];
      line: number;
    }
  | { type: "template"; name: string; argument: Expression | undefined; line: number }
  | { type: "define"; name: string; body: TemplateNode[]; line: number };

/** Why a template, or a pipeline of it, cannot be read. */
export class TemplateError extends Error {}

const TOKEN =
  /\s+|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'|:=|[=|(),]|\$\w*|(?:\.[A-Za-z_]\w*)+|\.|[-+]?\d[\w.]*|[A-Za-z_]\w*/y;

/**
 * Splits what stands between `{{` and `}}`.
 * @throws TemplateError
 */
export function tokensOf(action: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < action.length) {
    const found = TOKEN.exec(action)?.[0];
    if (found === undefined) throw new TemplateError("an action that is no Go template");
    tokens.push(/^\s/.test(found) ? " " : found);
  }
  return tokens;
}

/**
 * Reads a pipeline: `$a := include "x" . | quote`.
 * @throws TemplateError
 */
export function parsePipeline(tokens: readonly string[]): Pipeline {
  const reader = new PipelineReader(tokens);
  const sign = tokens.findIndex((one) => one === ":=" || one === "=");
  const variables = sign === -1 ? [] : tokens.slice(0, sign).filter((one) => one.startsWith("$"));
  if (sign !== -1) reader.next = sign + 1;
  const value = reader.pipeline();
  if (!reader.isDone()) throw new TemplateError("a pipeline with something behind it");
  return { value, variables, isNew: tokens[sign] !== "=" };
}

/** Deeper parentheses are nobody's. */
const MAX_NESTING = 50;

class PipelineReader {
  next = 0;
  private nesting = 0;
  private readonly tokens: readonly string[];
  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  isDone(): boolean {
    this.skipBlanks();
    return this.next >= this.tokens.length;
  }

  /** Each command takes the one before it as its last argument. */
  pipeline(): Expression {
    let value = this.command();
    while (this.take("|")) {
      const command = this.command();
      if (command.type === "call") value = { ...command, args: [...command.args, value] };
      else value = { type: "odd", parts: [command, value] };
    }
    return value;
  }

  private command(): Expression {
    const parts: Expression[] = [];
    let name: string | undefined;
    for (;;) {
      this.skipBlanks();
      const token = this.tokens[this.next];
      if (token === undefined || token === "|" || token === ")") break;
      const isWord = /^[A-Za-z_]/.test(token) && !/^(?:true|false|nil)$/.test(token);
      if (isWord && parts.length === 0 && name === undefined) {
        name = token;
        this.next++;
      } else parts.push(this.operand());
    }
    if (name !== undefined) return { type: "call", name, args: parts };
    const [only, ...others] = parts;
    if (only === undefined) throw new TemplateError("an empty command");
    return others.length === 0 ? only : { type: "odd", parts };
  }

  private operand(): Expression {
    const token = this.tokens[this.next++]!;
    let value: Expression;
    if (token === "(") {
      if (++this.nesting > MAX_NESTING) throw new TemplateError("parentheses too deep to follow");
      value = this.pipeline();
      if (!this.take(")")) throw new TemplateError("a parenthesis that does not end");
      this.nesting--;
    } else if (token === ".") value = { type: "dot" };
    else if (token.startsWith(".")) value = fields({ type: "dot" }, token);
    else if (token.startsWith("$")) value = { type: "variable", name: token };
    else if (/^["`']/.test(token)) value = { type: "text", text: unquoted(token) };
    else if (/^[-+\d]|^(?:true|false|nil)$/.test(token)) value = { type: "text", text: token };
    else if (/^[A-Za-z_]/.test(token)) value = { type: "call", name: token, args: [] };
    else throw new TemplateError(`a pipeline with ${token}`);
    const behind = this.tokens[this.next];
    if (behind === undefined || !/^\.\w/.test(behind)) return value;
    this.next++;
    return fields(value, behind);
  }

  private take(token: string): boolean {
    this.skipBlanks();
    if (this.tokens[this.next] !== token) return false;
    this.next++;
    return true;
  }

  private skipBlanks(): void {
    while (this.tokens[this.next] === " ") this.next++;
  }
}

function fields(of: Expression, path: string): Expression {
  return path
    .slice(1)
    .split(".")
    .reduce<Expression>((value, name) => ({ type: "field", of: value, name }), of);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** The text of a literal of Go. */
function unquoted(token: string): string {
  const inner = token.slice(1, -1);
  return token.startsWith("`") ? inner : inner.replace(/\\(.)/g, (_, one: string) => ESCAPES[one] ?? one);
}
