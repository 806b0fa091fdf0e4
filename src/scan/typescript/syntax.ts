import { ts } from "ts-morph";

/** The expression inside of what only concerns types: parentheses, `as`, `satisfies`, `!`, and `Object.freeze()`. */
export function unwrap(node: ts.Expression): ts.Expression {
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  )
    return unwrap(node.expression);
  if (ts.isCallExpression(node)) {
    const [argument] = node.arguments;
    if (argument && node.arguments.length === 1 && node.expression.getText() === "Object.freeze")
      return unwrap(argument);
  }
  return node;
}

/** The outermost expression that only wraps this one. */
export function wrapped(node: ts.Node): ts.Node {
  const { parent } = node;
  return ts.isExpression(parent) && parent !== node && unwrap(parent) === unwrap(node as ts.Expression)
    ? wrapped(parent)
    : node;
}

/** Functions that change their first argument, or what they are called on. */
const CHANGES = new Set([
  "assign",
  "defineProperty",
  "push",
  "unshift",
  "splice",
  "pop",
  "shift",
  "sort",
  "merge",
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
