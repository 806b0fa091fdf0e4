import { ts } from "ts-morph";
import { pairOf, type ScalarNode, type YamlNode } from "../../core/tree.ts";
import { type Constant, constantAt } from "./constants.ts";
import { enumMember } from "./enums.ts";
import { type Budget, MAX_DEPTH, spend } from "./limits.ts";
import type { Module } from "./module.ts";
import type { Modules } from "./modules.ts";
import { exportOf, meaningOf } from "./names.ts";
import { computed, scalar, seenFrom } from "./nodes.ts";
import { evaluateList, evaluateObject } from "./objects.ts";
import { nameIn, unwrap } from "./syntax.ts";

/** What following expressions needs: the files of the tree, and what is being followed, against circles. */
export interface Following extends Budget {
  modules: Modules;
  /** Constants that are known, by their declaration; a tree of syntax goes when nobody needs its file. */
  known: WeakMap<ts.Node, Constant>;
  /** Declarations that are being followed. */
  open: Set<ts.Node>;
  /** Reads an expression as data. */
  evaluate(module: Module, node: ts.Expression): YamlNode;
  /** What an instance of a class is as an object; undefined for a class that stands for none. */
  instance(module: Module, node: ts.NewExpression | ts.CallExpression): YamlNode | undefined;
}

/** Reads an expression as data. Never runs anything: what is no literal or constant is `computed`. */
export function evaluate(module: Module, expression: ts.Expression, following: Following): YamlNode {
  spend(following);
  if (following.depth >= MAX_DEPTH) return computed(module, expression);
  following.depth++;
  try {
    return read(module, unwrap(expression), following);
  } finally {
    following.depth--;
  }
}

function read(module: Module, node: ts.Expression, following: Following): YamlNode {
  if (ts.isStringLiteralLike(node)) return text(module, node);
  if (ts.isNumericLiteral(node)) return plain(module, node, Number(node.text));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return plain(module, node, true);
  if (node.kind === ts.SyntaxKind.FalseKeyword) return plain(module, node, false);
  if (node.kind === ts.SyntaxKind.NullKeyword || isUndefined(node)) return plain(module, node, null);
  if (ts.isObjectLiteralExpression(node)) return evaluateObject(module, node, following);
  if (ts.isArrayLiteralExpression(node)) return evaluateList(module, node, following);
  if (ts.isIdentifier(node)) return constant(module, node, following);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return member(module, node, following);
  if (ts.isNewExpression(node) || ts.isCallExpression(node))
    return following.instance(module, node) ?? computed(module, node);
  if (ts.isTemplateExpression(node)) return template(module, node, following);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const parts = [evaluate(module, node.left, following), evaluate(module, node.right, following)];
    return computed(module, node, joined(module, [node.left, node.right], parts));
  }
  return computed(module, node);
}

/** Fields whose types often take one text only. */
const KINDS: ReadonlySet<string> = new Set(["kind", "apiVersion"]);

function text(module: Module, node: ts.StringLiteralLike): ScalarNode {
  const quote = module.text[module.range(node).start] as "'" | '"' | "`";
  const { parent } = node;
  const isKind = ts.isPropertyAssignment(parent) && KINDS.has(parent.name.getText(module.file));
  const allowed = isKind ? module.allowedTexts(node) : undefined;
  return scalar(module.range(node), node.text, { form: "literal", quote, ...(allowed && { allowed }) });
}

function plain(module: Module, node: ts.Node, value: ScalarNode["value"]): ScalarNode {
  return scalar(module.range(node), value, { form: "literal", quote: undefined });
}

function isUndefined(node: ts.Node): boolean {
  return (ts.isIdentifier(node) && node.text === "undefined") || ts.isVoidExpression(node);
}

function template(module: Module, node: ts.TemplateExpression, following: Following): ScalarNode {
  const known = node.templateSpans.reduce(
    (all, { expression, literal }) =>
      all + partOf(module, expression, evaluate(module, expression, following)) + literal.text,
    node.head.text,
  );
  return computed(module, node, known.length > MAX_TEXT ? undefined : known);
}

/** Texts that are put together can be longer than the memory holds, and no name or url is that long. */
const MAX_TEXT = 10_000;

/** The text of parts that are added; undefined where none of them is a text, so that they may be numbers. */
function joined(
  module: Module,
  expressions: readonly ts.Expression[],
  parts: readonly YamlNode[],
): string | undefined {
  const isText = parts.some((one) => one.type === "scalar" && typeof one.value === "string" && isKnown(one));
  const texts = parts.map((one, i) => partOf(module, expressions[i]!, one));
  const length = texts.reduce((sum, one) => sum + one.length, 0);
  return isText && length <= MAX_TEXT ? texts.join("") : undefined;
}

function isKnown({ code }: YamlNode): boolean {
  return code?.form !== "computed" || code.known === true;
}

/** A part of a text: its value, or the expression as a variable. */
function partOf(module: Module, expression: ts.Expression, value: YamlNode): string {
  const scalar = value.type === "scalar" && value.value !== null ? value : computed(module, expression);
  return String(scalar.value);
}

/** What a name gives: only a `const` that nothing changes. */
function constant(module: Module, name: ts.Identifier, following: Following): YamlNode {
  const meaning = meaningOf(module, name, following.modules);
  return (meaning && constantAt(module, name, meaning, following)) ?? computed(module, name);
}

/** `object.field`, `object["field"]`, `Enumeration.MEMBER`, `module.constant`. */
function member(
  module: Module,
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  following: Following,
): YamlNode {
  const name = nameIn(node);
  if (name === undefined) return computed(module, node);
  const found = enumMember(module, node, name, following);
  if (found) return found;
  const whole = wholeModule(module, node.expression, following);
  if (whole) {
    const meaning = exportOf(whole, name, following.modules);
    return (meaning && constantAt(module, node, meaning, following)) ?? computed(module, node);
  }
  const owner = evaluate(module, node.expression, following);
  const value = pairOf(owner, name)?.value ?? nameOf(owner, name);
  if (!value || owner.type !== "map") return computed(module, node);
  if (value.code?.form === "shared" && owner.code?.form === "shared") {
    const { start, end } = module.range(node);
    return { ...value, start, end };
  }
  // The value of an object that stands elsewhere: it is its own there, and only repeated here.
  return seenFrom(
    value,
    {
      range: module.range(node),
      expression: node.getText(module.file),
      constant: node.expression.getText(module.file),
      // What nothing else uses may be edited where it is written, unless it is an object of its own.
      uses: owner.use ? [{ ...owner.use, path: [], hidden: [] }] : undefined,
      path: [name],
      whole: pairOf(owner, "apiVersion") !== undefined && pairOf(owner, "kind") !== undefined,
    },
    following,
  );
}

/** Constructs of cdk8s give the name of their object as a field of their own. */
function nameOf(owner: YamlNode, field: string): YamlNode | undefined {
  return field === "name" && pairOf(owner, "kind")
    ? pairOf(pairOf(owner, "metadata")?.value, "name")?.value
    : undefined;
}

function wholeModule(module: Module, node: ts.Expression, { modules }: Following): Module | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const meaning = meaningOf(module, node, modules);
  return meaning && "whole" in meaning ? meaning.whole : undefined;
}
