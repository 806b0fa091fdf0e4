import { ts } from "ts-morph";
import type { Range } from "../../core/edits.ts";
import type { ProgramText } from "../../core/neighbours.ts";
import type { LineIndex } from "../../core/text.ts";
import { deref, type MapNode, pairOf, textAt, type YamlNode } from "../../core/tree.ts";
import { hasVariable } from "../../core/variables.ts";
import { GROUP } from "../../flux/groups.ts";
import { GIT } from "../found-reference.ts";
import { declaredValue } from "./constants.ts";
import { evaluate, type Following } from "./evaluate.ts";
import type { Module } from "./module.ts";
import { eachNode, unwrap, wrapped } from "./syntax.ts";

/** The kind as YAML or JSON writes it, in a text of a program. */
const IN_TEXT = /\bkind["']?:\s{0,9}["']?GitRepository\b/;

/** A name as Kubernetes takes it; `Git repositories` is a word for people. */
const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Fields of a reference; an object with others is no reference, but a list of kinds in a user interface. */
const FIELDS: ReadonlySet<string> = new Set(["apiVersion", "kind", "name", "namespace"]);

/**
 * Places of a file that name a Git source in no object that is read: YAML in texts, and references that are handed to
 * a function. Their sources stay, because what becomes of them is not known.
 * @param objects the Flux objects of the file
 */
export function findTexts(
  module: Module,
  objects: readonly MapNode[],
  lines: LineIndex,
  following: Following,
): ProgramText[] {
  const found: ProgramText[] = [];
  const inObject = (node: ts.Node) => {
    const { start, end } = module.range(node);
    return holds(objects, start, end);
  };
  const add = ({ start, end }: Range, at: Range, text: string, what: string, help: string): void => {
    const [from, to] = [lines.place(at.start), lines.place(at.end)];
    const place = { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    found.push({ start, end, text, what, help, location: { file: module.path, ...place } });
  };
  for (const object of objects) {
    const kind = deref(pairOf(object, "kind")?.value);
    if (kind?.code?.form !== "computed" || !textAt(object, ["apiVersion"])?.startsWith(`${GROUP.source}/`))
      continue;
    const name = textAt(object, ["metadata", "name"]);
    const names = name === undefined || hasVariable(name) ? module.text : name;
    add(kind, kind, names, `the program computes the kind of this source (${kind.code.text})`, OF_SOURCE);
  }
  eachNode(module.file, (node) => {
    if (ts.isTypeNode(node)) return "pass";
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const whole = module.range(node);
      const written = module.text.slice(whole.start, whole.end);
      const hit = IN_TEXT.exec(written);
      if (!hit) return undefined;
      const end = whole.start + hit.index + hit[0].length;
      // What an expression in it gives may stand anywhere in the file.
      // So may the name, where the text is put together line by line.
      const isWhole = ts.isStringLiteralLike(node) && /\bname["']?:\s{0,9}\S/.test(written);
      const names = isWhole ? written : module.text;
      const at = { start: end - GIT.length, end };
      add(whole, at, names, "a text of the program names a GitRepository", IN_YAML);
      return undefined;
    }
    if (ts.isObjectLiteralExpression(node)) {
      const reference = referenceIn(module, node, following);
      if (reference && (inObject(node) || !isUnderstood(module, node, inObject)))
        add(
          reference.kind,
          reference.kind,
          reference.names,
          "the program makes a reference to a GitRepository here",
          IN_CALL,
        );
      return undefined;
    }
    if (
      (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) &&
      isHandedOver(node) &&
      !inObject(node)
    ) {
      const value = deref(declaredValue(module, node, following));
      const name = value && gitName(value);
      if (name !== undefined)
        add(
          module.range(node),
          module.range(node),
          name,
          "the program hands over a reference to a GitRepository here",
          IN_CALL,
        );
    }
    return undefined;
  });
  return found;
}

const OF_SOURCE = "write the kind as a text, then run git2oci again";
const IN_YAML =
  "change the kind in this text by hand once its source has an OCIRepository; git2oci does not edit YAML in texts of programs";
const IN_CALL =
  "what it is used for is not known; where that is a sourceRef, write the kind OCIRepository by hand once its source has one";

function holds(ranges: readonly Range[], start: number, end: number): boolean {
  let low = 0;
  let high = ranges.length;
  // They are in the order of the text and do not overlap.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.end < end) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.start <= start && range.end >= end;
}

/** The name in a map that refers to a GitRepository, or all words of it; undefined for any other map. */
function gitName(value: YamlNode): string | undefined {
  if (value.type !== "map" || textAt(value, ["kind"]) !== GIT) return undefined;
  const name = textAt(value, ["name"]);
  return name !== undefined && NAME.test(name) ? name : undefined;
}

/** A literal `{ kind: "GitRepository", name: … }`: the place of the kind, and the words that may name its source. */
function referenceIn(
  module: Module,
  node: ts.ObjectLiteralExpression,
  following: Following,
): { kind: Range; names: string } | undefined {
  const fields = new Map<string, ts.ObjectLiteralElementLike>();
  for (const one of node.properties) {
    if (!one.name || ts.isComputedPropertyName(one.name)) return undefined;
    fields.set(one.name.text, one);
  }
  const [kind, name] = [fields.get("kind"), fields.get("name")];
  const isSource = /source(?:ref)?$/i.test(fieldAround(node) ?? "");
  if (!kind || !name || !ts.isPropertyAssignment(kind)) return undefined;
  if (!namesGit(module, kind.initializer, isSource, following)) return undefined;
  if (!isSource && [...fields.keys()].some((key) => !FIELDS.has(key))) return undefined;
  const version = fields.get("apiVersion");
  if (version && ts.isPropertyAssignment(version)) {
    const written = textAt(evaluate(module, version.initializer, following));
    if (written !== undefined && !hasVariable(written) && !written.startsWith(`${GROUP.source}/`))
      return undefined;
  }
  const given = ts.isPropertyAssignment(name)
    ? textAt(evaluate(module, name.initializer, following))
    : ts.isShorthandPropertyAssignment(name)
      ? textAt(evaluate(module, name.name, following))
      : undefined;
  if (given === undefined || hasVariable(given))
    return isSource ? { kind: module.range(kind.initializer), names: module.text } : undefined;
  return NAME.test(given) ? { kind: module.range(kind.initializer), names: given } : undefined;
}

/**
 * True for the kind itself, and for an expression that may give it: `dev ? "GitRepository" : "OCIRepository"`. The kind
 * of a sourceRef is Git wherever nothing in it speaks of another one.
 */
function namesGit(module: Module, node: ts.Expression, isSource: boolean, following: Following): boolean {
  const value = evaluate(module, node, following);
  if (value.code?.form !== "computed") return textAt(value) === GIT;
  const written = node.getText(module.file);
  return (
    /["'`]GitRepository["'`]|\bGIT_REPOSITORY\b/.test(written) || (isSource && !OTHER_KIND.test(written))
  );
}

/** Kinds of sources beside Git, as texts and as members of enumerations. */
const OTHER_KIND = /OCI_?REPOSITORY|HELM_?REPOSITORY|HELM_?CHART|BUCKET|EXTERNAL_?ARTIFACT/i;

/** The field that an object literal is the value of. */
function fieldAround(node: ts.Node): string | undefined {
  const { parent } = wrapped(node);
  return ts.isPropertyAssignment(parent) && !ts.isComputedPropertyName(parent.name)
    ? parent.name.text
    : undefined;
}

/**
 * True for what a constant stores: each place that uses it is looked at for itself, in the objects and where it is
 * handed over. A constant that is used in another way is not understood.
 */
function isUnderstood(module: Module, node: ts.Node, inObject: (node: ts.Node) => boolean): boolean {
  const declaration = storedIn(node);
  if (!declaration || !ts.isIdentifier(declaration.name)) return false;
  const isDirect = unwrap(declaration.initializer ?? declaration.name) === unwrap(node as ts.Expression);
  const symbol = module.symbolOf(declaration.name);
  if (!symbol) return false;
  const uses = module.usesOf(symbol, declaration.name);
  return uses.every(
    (use) => inObject(use) || storedIn(use) !== undefined || isExport(use) || (isDirect && isHandedOver(use)),
  );
}

function isExport(use: ts.Identifier): boolean {
  return ts.isExportSpecifier(use.parent) || ts.isExportAssignment(use.parent);
}

/** The constant that an expression is stored in, perhaps in objects and lists. */
function storedIn(node: ts.Node): ts.VariableDeclaration | undefined {
  let outer = wrapped(node);
  for (;;) {
    const { parent } = outer;
    if (ts.isVariableDeclaration(parent)) return parent.initializer === outer ? parent : undefined;
    if (
      ts.isPropertyAssignment(parent) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isSpreadAssignment(parent) ||
      ts.isSpreadElement(parent) ||
      ts.isObjectLiteralExpression(parent) ||
      ts.isArrayLiteralExpression(parent)
    )
      outer = wrapped(parent);
    else return undefined;
  }
}

/** True for an argument of a call, or a field of an object that no constant stores. */
function isHandedOver(node: ts.Node): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return parent.arguments?.some((one) => one === outer) === true;
  if (
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === outer)
  )
    return storedIn(node) === undefined;
  return false;
}
