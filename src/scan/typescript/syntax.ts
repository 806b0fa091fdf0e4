import { ts } from "ts-morph";

/** The expression inside of what only concerns types: parentheses, `as`, `satisfies`, `!`, and `Object.freeze()`. */
export function unwrap(node: ts.Expression): ts.Expression {
  let inner = node;
  for (let next = insideOf(inner); next; next = insideOf(inner)) inner = next;
  return inner;
}

/** What an expression only wraps; undefined where it does more. */
function insideOf(node: ts.Node): ts.Expression | undefined {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  )
    return node.expression;
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return undefined;
  const { expression: callee } = node;
  const isFreeze =
    ts.isPropertyAccessExpression(callee) &&
    callee.name.text === "freeze" &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === "Object";
  return isFreeze ? node.arguments[0] : undefined;
}

/** The outermost expression that only wraps this one. */
export function wrapped(node: ts.Node): ts.Node {
  let outer = node;
  while (outer.parent && insideOf(outer.parent) === outer) outer = outer.parent;
  return outer;
}

/** The name after the dot, or the text between the brackets. */
export function nameIn(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}

/**
 * Visits a node and all below it, in the order of the text; where `visit` answers "pass", nothing below is visited.
 * Without recursion: generated and minified files nest deeper than the stack.
 */
export function eachNode(top: ts.Node, visit: (node: ts.Node) => "pass" | undefined): void {
  const open = [top];
  for (let node = open.pop(); node; node = open.pop()) {
    if (visit(node) === "pass") continue;
    const below: ts.Node[] = [];
    ts.forEachChild(node, (one) => void below.push(one));
    for (const one of below.reverse()) open.push(one);
  }
}

/** True where a use of a constant spreads it, or a part of it, into another object: `...base`, `...base.spec`. */
export function isSpread(use: ts.Node): boolean {
  let node = wrapped(use);
  while (
    (ts.isPropertyAccessExpression(node.parent) || ts.isElementAccessExpression(node.parent)) &&
    node.parent.expression === node
  )
    node = wrapped(node.parent);
  return ts.isSpreadAssignment(node.parent);
}

/** Functions that change their first argument, or what they are called on. */
const CHANGES = new Set([
  "assign",
  "assignIn",
  "copyWithin",
  "defaults",
  "defaultsDeep",
  "defineProperties",
  "defineProperty",
  "extend",
  "fill",
  "merge",
  "mergeWith",
  "pop",
  "push",
  "reverse",
  "set",
  "shift",
  "sort",
  "splice",
  "unset",
  "unshift",
]);

/** True where a use of a name changes what it stands for: `name.field = …`, `delete name.field`, `Object.assign(name)`. */
export function changedAt(use: ts.Node): boolean {
  let node = use;
  while (
    (ts.isPropertyAccessExpression(node.parent) || ts.isElementAccessExpression(node.parent)) &&
    node.parent.expression === node
  )
    node = node.parent;
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node)
    return (
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    );
  if (ts.isDeleteExpression(parent)) return true;
  if (!ts.isCallExpression(parent)) return false;
  if (parent.expression === node) return node !== use && CHANGES.has(lastName(node) ?? "");
  return parent.arguments[0] === node && CHANGES.has(lastName(parent.expression) ?? "");
}

function lastName(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : undefined;
}
