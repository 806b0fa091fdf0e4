import { call, unknown } from "./functions.ts";
import { parseTemplate } from "./parse.ts";
import { type Expression, type Pipeline, TemplateError, type TemplateNode } from "./syntax.ts";
import {
  fieldOf,
  isTainted,
  MARK,
  MARKS,
  MAYBE,
  OPEN,
  oneOf,
  shown,
  textValue,
  type Value,
  VERSION_MARKS,
  weightOf,
} from "./value.ts";

/** Characters and values handled for one chart: some hundred times what charts need. */
const MAX_WORK = 20_000_000;
/** Templates in templates. */
const MAX_INCLUDES = 40;

/** What a file renders to, all branches one after the other, and the line that each part comes from. */
export interface Rendered {
  text: string;
  /** Offsets in `text` where a part begins, with its line in the file. */
  parts: readonly { at: number; line: number }[];
  /** Lines whose outcome depends on the version in a way that is not followed, and why. */
  unproven: readonly { line: number; why: string }[];
  /** By line: why what stands there may hold the version. */
  reasons: ReadonlyMap<number, string>;
}

/** What is read of a chart: its named templates, and how its files are named. */
export interface ChartTemplates {
  /** The chart's name, with which paths of its templates begin. */
  chart: string;
  /** All definitions of a name of which one counts. */
  named: ReadonlyMap<string, readonly TemplateNode[][]>;
  /** Why a template of this name may be another one than those that are read; undefined if it cannot. */
  missing: (name: string) => string | undefined;
}

interface Out {
  text: string;
  parts: { at: number; line: number }[] | undefined;
}

type Scope = { own: Map<string, Value>; above: Scope | undefined };

/** Follows the templates of one chart. No function of a template is carried out but on texts with marks. */
export class ChartRenderer {
  private work = 0;
  private includes = 0;
  private line = 0;
  private unproven: { line: number; why: string }[] = [];
  private reasons = new Map<number, string>();
  private readonly templates: ChartTemplates;
  constructor(templates: ChartTemplates) {
    this.templates = templates;
  }

  /** @throws TemplateError if it is too much to follow */
  file(nodes: readonly TemplateNode[]): Rendered {
    this.unproven = [];
    this.reasons = new Map();
    const out = { text: "", parts: [] };
    this.run(nodes, { type: "root" }, scopeOf({ type: "root" }), out);
    return { ...out, unproven: this.unproven, reasons: this.reasons };
  }

  private run(nodes: readonly TemplateNode[], dot: Value, scope: Scope, out: Out): void {
    for (const node of nodes) {
      this.charge(1);
      if (out.parts) {
        this.line = node.line;
        out.parts.push({ at: out.text.length, line: node.line });
      }
      if (node.type === "literal") this.print(node.text, out);
      else if (node.type === "print") {
        const value = this.pipeline(node.pipeline, dot, scope);
        if (node.pipeline.variables.length === 0) this.print(shown(value), out);
      } else if (node.type === "template") {
        const argument = node.argument ? this.value(node.argument, dot, scope) : textValue("");
        this.print(this.include(node.name, argument), out);
      } else if (node.type !== "define") this.branch(node, dot, scope, out);
    }
  }

  private branch(
    node: Extract<TemplateNode, { type: "if" | "with" | "range" }>,
    dot: Value,
    above: Scope,
    out: Out,
  ): void {
    const scope: Scope = { own: new Map(), above };
    const value =
      node.type === "range"
        ? this.range(node.pipeline, dot, scope)
        : this.pipeline(node.pipeline, dot, scope);
    if (node.type === "if" && value.type === "text" && value.text.includes(MARK.maybe))
      this.unproven.push({ line: this.line, why: "a condition may depend on it" });
    const inner = node.type === "if" ? dot : value;
    // What a round of a loop sets, the next one reads.
    if (node.type === "range" && changes(node.body))
      this.run(node.body, inner, { own: new Map(), above: scope }, silent());
    this.alternative(node.body, inner, scope, out);
    this.alternative(node.otherwise, dot, scope, out);
  }

  /** A text that may be left out: marked on a line that has more. */
  private alternative(nodes: readonly TemplateNode[], dot: Value, above: Scope, out: Out): void {
    if (nodes.length === 0) return;
    this.print(MARK.or, out);
    this.run(nodes, dot, { own: new Map(), above }, out);
    this.print(MARK.or, out);
  }

  private range(pipeline: Pipeline, dot: Value, scope: Scope): Value {
    const list = this.value(pipeline.value, dot, scope);
    const item = elementOf(list, this.templates.chart);
    const [key, value] =
      pipeline.variables.length > 1 ? pipeline.variables : [undefined, pipeline.variables[0]];
    if (key !== undefined) scope.own.set(key, isTainted(list) && list.type === "text" ? MAYBE : OPEN);
    if (value !== undefined) scope.own.set(value, item);
    return item;
  }

  private pipeline({ value: expression, variables, isNew }: Pipeline, dot: Value, scope: Scope): Value {
    const value = this.value(expression, dot, scope);
    for (const name of variables) {
      if (isNew) scope.own.set(name, value);
      else change(scope, name, value);
    }
    return value;
  }

  private value(expression: Expression, dot: Value, scope: Scope): Value {
    this.charge(1);
    switch (expression.type) {
      case "text":
        return textValue(expression.text);
      case "dot":
        return dot;
      case "variable":
        return find(scope, expression.name) ?? OPEN;
      case "field":
        return fieldOf(this.value(expression.of, dot, scope), expression.name, this.templates.chart);
      case "odd":
        return unknown(
          expression.parts.map((one) => this.value(one, dot, scope)).filter((one) => one.type !== "root"),
        );
      case "call":
        return this.call(expression, dot, scope);
    }
  }

  private call(
    { name, args: written }: Extract<Expression, { type: "call" }>,
    dot: Value,
    scope: Scope,
  ): Value {
    const args = written.map((one) => this.value(one, dot, scope));
    for (const one of args) this.charge(weightOf(one));
    const value =
      name === "include"
        ? textValue(this.include(shown(args[0] ?? textValue("")), args[1] ?? textValue("")))
        : name === "tpl"
          ? this.tpl(args)
          : name === "set"
            ? this.set(args)
            : call(name, args, this.templates.chart);
    this.charge(weightOf(value));
    return value;
  }

  private include(name: string, argument: Value): string {
    const bodies = this.templates.named.get(name) ?? [];
    const missing = this.templates.missing(name);
    if (missing !== undefined) this.reasons.set(this.line, missing);
    const unread = missing !== undefined && isTainted(argument) ? [MARK.maybe] : [];
    if (this.includes >= MAX_INCLUDES) return MARK.maybe;
    this.includes++;
    const texts = bodies.map((body) => {
      const out = silent();
      this.run(body, argument, scopeOf(argument), out);
      return out.text;
    });
    this.includes--;
    return [...texts, ...unread].join(MARK.or);
  }

  /** A text as a template. What values say is not known; a text of the chart is followed. */
  private tpl([source, context = textValue("")]: readonly Value[]): Value {
    const text = source ? shown(source) : "";
    if (!isTainted(context) && !VERSION_MARKS.test(text)) return OPEN;
    if (VERSION_MARKS.test(text) || text.includes(MARK.file)) return MAYBE;
    if (text.search(MARKS) !== -1) return textValue(MARK.rendered);
    if (!text.includes("{{")) return textValue(text);
    const out = silent();
    this.run(parseTemplate(text), context, scopeOf(context), out);
    return textValue(out.text);
  }

  /** Maps that are changed are not followed: nothing of the version may get into one. */
  private set(args: readonly Value[]): Value {
    if (args.slice(1).some(isTainted))
      this.unproven.push({ line: this.line, why: "set keeps it in a map, which is not followed" });
    return args[0] ?? textValue("");
  }

  private print(text: string, out: Out): void {
    this.charge(text.length);
    out.text += text;
  }

  private charge(amount: number): void {
    this.work += amount;
    if (this.work > MAX_WORK) throw new TemplateError("templates that are too much to follow");
  }
}

function silent(): Out {
  return { text: "", parts: undefined };
}

function scopeOf(argument: Value): Scope {
  return { own: new Map([["$", argument]]), above: undefined };
}

function find(scope: Scope | undefined, name: string): Value | undefined {
  for (let one = scope; one; one = one.above) if (one.own.has(name)) return one.own.get(name);
  return undefined;
}

function change(scope: Scope, name: string, value: Value): void {
  for (let one: Scope | undefined = scope; one; one = one.above) {
    const old = one.own.get(name);
    if (old !== undefined) {
      one.own.set(name, oneOf([old, value]));
      return;
    }
  }
}

function elementOf(list: Value, chart: string): Value {
  if (list.type === "list") return list.items.length === 0 ? OPEN : oneOf(list.items);
  if (list.type === "map") return list.entries.size === 0 ? OPEN : oneOf([...list.entries.values()]);
  return list.type === "root" ? MAYBE : fieldOf(list, "", chart);
}

function changes(nodes: readonly TemplateNode[]): boolean {
  return nodes.some(
    (node) =>
      (node.type === "print" && node.pipeline.variables.length > 0 && !node.pipeline.isNew) ||
      ("body" in node && changes(node.body)) ||
      ("otherwise" in node && changes(node.otherwise)),
  );
}
