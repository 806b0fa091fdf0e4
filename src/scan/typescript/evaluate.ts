import { ts } from "ts-morph";
import { pairOf, type ScalarNode, type YamlNode } from "../../core/tree.ts";
import { enumMember } from "./enums.ts";
import type { Module } from "./module.ts";
import type { Modules } from "./modules.ts";
import { exportOf, type Meaning, meaningOf } from "./names.ts";
import { computed, scalar, seenFrom } from "./nodes.ts";
import { evaluateList, evaluateObject } from "./objects.ts";
import { changedAt, unwrap } from "./syntax.ts";

/** What following expressions needs: the files of the tree, and what is being followed, against circles. */
export interface Following {
  modules: Modules;
  /** Values of constants that are known, by their declaration. */
  known: Map<ts.Node, YamlNode>;
  /** Declarations that are being followed. */
  open: Set<ts.Node>;
  /** What an instance of a class is as an object; undefined for a class that stands for none. */
  instance(module: Module, node: ts.NewExpression | ts.CallExpression): YamlNode | undefined;
}

/** Reads an expression as data. Never runs anything: what is no literal or constant is `computed`. */
export function evaluate(module: Module, expression: ts.Expression, following: Following): YamlNode {
  const node = unwrap(expression);
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
    return computed(module, node, joined(parts));
  }
  return computed(module, node);
}

function text(module: Module, node: ts.StringLiteralLike): ScalarNode {
  const quote = module.text[module.range(node).start] as "'" | '"' | "`";
  return scalar(module.range(node), node.text, { form: "literal", quote });
}

function plain(module: Module, node: ts.Node, value: ScalarNode["value"]): ScalarNode {
  return scalar(module.range(node), value, { form: "literal", quote: undefined });
}

function isUndefined(node: ts.Node): boolean {
  return (ts.isIdentifier(node) && node.text === "undefined") || ts.isVoidExpression(node);
}

function template(module: Module, node: ts.TemplateExpression, following: Following): ScalarNode {
  const parts = node.templateSpans.map(
    (span) => [evaluate(module, span.expression, following), span.literal.text] as const,
  );
  const known = parts.reduce((all, [value, rest]) => all + (textOf(value) ?? "") + rest, node.head.text);
  return computed(module, node, known);
}

/** The text of parts that follow one another; undefined where one of them is no text. */
function joined(parts: readonly YamlNode[]): string | undefined {
  const texts = parts.map(textOf);
  return texts.every((one) => one !== undefined) ? texts.join("") : undefined;
}

function textOf(node: YamlNode): string | undefined {
  return node.type === "scalar" && node.value !== null ? String(node.value) : undefined;
}

/** What a name gives: only a `const` that nothing changes. */
function constant(module: Module, name: ts.Identifier, following: Following): YamlNode {
  const meaning = meaningOf(module, name, following.modules);
  return (meaning && constantAt(module, name, meaning, following)) ?? computed(module, name);
}

/** The value of a declared constant as it is seen at `use`; undefined for what is no constant. */
export function constantAt(
  module: Module,
  use: ts.Expression,
  meaning: Meaning,
  following: Following,
): YamlNode | undefined {
  if (!("node" in meaning)) return undefined;
  const { node, symbol, module: home } = meaning;
  if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer) return undefined;
  if ((ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) === 0 || following.open.has(node))
    return undefined;
  const places = home.usesOf(symbol, node.name);
  if (places.some(changedAt)) return undefined;
  let value = following.known.get(node);
  if (!value) {
    following.open.add(node);
    value = evaluate(home, node.initializer, following);
    following.open.delete(node);
    following.known.set(node, value);
  }
  const isExported =
    home.exports.get(symbol.name) !== undefined ||
    (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
  const isOwn = home === module && !isExported;
  // What only one place uses is that place's own, and may be edited where it is written. A type may say the old value.
  if (isOwn && places.length === 1 && !node.type) return value;
  return seenFrom(value, {
    range: module.range(use),
    expression: use.getText(module.file),
    constant: symbol.name,
    uses: isOwn && !node.type ? places.map((one) => home.range(one)) : undefined,
  });
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
  return seenFrom(value, {
    range: module.range(node),
    expression: node.getText(module.file),
    constant: node.expression.getText(module.file),
    uses: undefined,
  });
}

/** Constructs of cdk8s give the name of their object as a field of their own. */
function nameOf(owner: YamlNode, field: string): YamlNode | undefined {
  return field === "name" && pairOf(owner, "kind")
    ? pairOf(pairOf(owner, "metadata")?.value, "name")?.value
    : undefined;
}

/** The name after the dot, or the text between the brackets. */
export function nameIn(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}

function wholeModule(module: Module, node: ts.Expression, { modules }: Following): Module | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const meaning = meaningOf(module, node, modules);
  return meaning && "whole" in meaning ? meaning.whole : undefined;
}
