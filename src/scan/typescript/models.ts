import { ts } from "ts-morph";
import type { CodeModel } from "../../core/code.ts";
import { type MapNode, type Pair, pairOf, type YamlNode } from "../../core/tree.ts";
import { targetsOf } from "./class-targets.ts";
import { type ClassUse, classUse } from "./classes.ts";
import { withDefaults } from "./defaults.ts";
import { enumsOf } from "./enums.ts";
import { evaluate, type Following } from "./evaluate.ts";
import type { Module } from "./module.ts";
import { computed, keyAt, scalar, shown } from "./nodes.ts";
import { canonical } from "./property-names.ts";
import { ownConstant, typesOf } from "./type-names.ts";

/** Where the fields of the object stand among the arguments. */
const PROPS = { cdk8s: 2, crd2pulumi: 1, "kubernetes-models": 0 } as const;

/** An expression that may make an object: `new Class(…)`, and `Class.manifest(…)` of cdk8s. */
export type Making = ts.NewExpression | ts.CallExpression;

/** The object that `new Class(…)` makes, where the class stands for one Flux kind; undefined for all others. */
export function modelOf(
  module: Module,
  node: Making,
  following: Following,
): { node: MapNode; model: CodeModel } | undefined {
  const made = classOf(module, node, following);
  if (!made) return undefined;
  const { use, props } = made;
  const { is, steps } = use;
  const at = { start: steps[0]!.start, end: steps.at(-1)!.end };
  const said = (key: string, value: string): Pair => ({
    key: keyAt(at, key),
    value: scalar(at, value, { form: "class" }),
  });
  const object = propsOf(module, node, props, use, following);
  const own = [said("apiVersion", `${is.group}/${is.version}`), said("kind", is.kind)];
  const items = [...own.filter(({ key }) => !pairOf(object, String(key.value))), ...object.items];
  const map = { ...object, items };
  const model: CodeModel = {
    style: is.style,
    steps,
    declared: use.declared,
    types: typesOf(module, node, props, use),
    from: use.from,
    targets: targetsOf(module, use, following.modules),
    enums: use.home && enumsOf(use.home),
  };
  // Instances of @kubernetes-models and manifests of cdk8s are plain objects, which nothing gives a name.
  const isManifest = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);
  const isNamed = !isManifest && is.style !== "kubernetes-models";
  return {
    node: isNamed ? withDefaults(module, node, map, is.style === "cdk8s", following) : map,
    model,
  };
}

/** The class in `new Class()`, `Class.manifest()` and `super()` of a class that extends it, with the fields given. */
function classOf(
  module: Module,
  node: Making,
  { modules }: Following,
): { use: ClassUse; props: ts.Expression | undefined } | undefined {
  if (ts.isNewExpression(node)) {
    const use = classUse(module, node.expression, modules);
    return use && { use, props: node.arguments?.[PROPS[use.is.style]] };
  }
  const { expression } = node;
  if (expression.kind === ts.SyntaxKind.SuperKeyword) {
    const base = baseOf(node);
    const use = base && classUse(module, base, modules);
    return use && { use, props: node.arguments[PROPS[use.is.style]] };
  }
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== "manifest") return undefined;
  const use = classUse(module, expression.expression, modules);
  return use?.is.style === "cdk8s" ? { use, props: node.arguments[0] } : undefined;
}

/** What the class around `super(…)` extends. */
function baseOf(node: ts.Node): ts.Expression | undefined {
  const owner = ts.findAncestor(node, ts.isClassLike);
  return owner?.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
    ?.expression;
}

/** The fields that a program gives to a class, as an object whose literal can be edited. */
function propsOf(
  module: Module,
  node: Making,
  props: ts.Expression | undefined,
  { is }: ClassUse,
  following: Following,
): MapNode {
  const none: MapNode = {
    type: "map",
    flow: false,
    items: [],
    ...module.range(node),
    code: { form: "object", members: [] },
  };
  // A spread of arguments hides which of them the fields are.
  if (node.arguments?.some(ts.isSpreadElement)) return { ...none, items: hidden(module, node) };
  if (!props) return none;
  // Its type is called after the class, and follows it.
  const constant = ownConstant(module, props);
  const value = evaluate(module, constant?.type ? constant.initializer : props, following);
  if (value.type !== "map") return { ...none, items: hidden(module, props) };
  const named = is.style === "cdk8s" ? canonical(value) : value;
  if (named.code?.form === "object") return named;
  const text = shown(props.getText(module.file));
  return {
    ...none,
    items: named.items.map((pair) => ({ ...pair, value: pair.value && frozen(pair.value, text) })),
  };
}

function hidden(module: Module, node: ts.Node): Pair[] {
  return ["metadata", "spec"].map((key) => ({
    key: keyAt(module.range(node), key),
    value: computed(module, node),
  }));
}

/** What a constant gives to several objects at once is known, and is not rewritten for one of them. */
function frozen(node: YamlNode, text: string): YamlNode {
  const code = { form: "computed", text } as const;
  if (node.type === "map")
    return {
      ...node,
      code,
      items: node.items.map((pair) => ({ ...pair, value: pair.value && frozen(pair.value, text) })),
    };
  if (node.type === "seq") return { ...node, code, items: node.items.map((item) => frozen(item, text)) };
  return { ...node, code };
}
