/** Fields that hold names, labels and namespaces: kustomize's own, and those that `configurations` add. */
import { CONFIGURATION } from "./kustomization-shape.ts";
import { type BuiltNode, fail, get, itemsIn, textIn } from "./node.ts";
import type { Gvk } from "./object-id.ts";
import { typed } from "./typed.ts";
import { asYaml11 } from "./yaml11.ts";

/** A field of some kinds. */
export interface FieldSpec extends Gvk {
  /** Keys with `/` between them. */
  path: string;
  create: boolean;
  /** The map that says it; undefined for kustomize's own. */
  node: BuiltNode | undefined;
}

/** Fields that hold the name of an object of some kinds. */
export interface NameReferenceRule extends Gvk {
  fields: readonly FieldSpec[];
  node: BuiltNode;
}

/** Names of the lists of field specs, as a file of `configurations` writes them. */
const LISTS = [
  "namePrefix",
  "nameSuffix",
  "namespace",
  "commonLabels",
  "labels",
  "commonAnnotations",
] as const;

/** Field specs by what uses them. */
export interface NameRules extends Readonly<Record<(typeof LISTS)[number], readonly FieldSpec[]>> {
  nameReference: readonly NameReferenceRule[];
}

/** A field spec without a kind: it is about all. */
export function everywhere(path: string, create = false): FieldSpec {
  return { group: "", version: "", kind: "", path, create, node: undefined };
}

/**
 * Kustomize's own rules, as far as they can matter here: none of the others is about a Flux object (build-facts 20).
 * A Namespace is called like the namespace.
 */
export const DEFAULT_RULES: NameRules = {
  namePrefix: [everywhere("metadata/name")],
  nameSuffix: [everywhere("metadata/name")],
  namespace: [{ ...everywhere("metadata/name", true), kind: "Namespace" }],
  commonLabels: [everywhere("metadata/labels", true)],
  labels: [],
  commonAnnotations: [everywhere("metadata/annotations", true)],
  nameReference: [],
};

/** Reads a field spec. */
export function fieldSpecOf(node: BuiltNode): FieldSpec {
  return {
    ...gvkFields(node),
    path: textIn(node, ["path"]),
    create: textIn(node, ["create"]) === "true",
    node,
  };
}

/** The rules with those of a configuration file after them. @throws BuildFailure if it is wrong, or contradicts them */
export function withConfiguration(rules: NameRules, configuration: BuiltNode | undefined): NameRules {
  const read = configuration && typed(asYaml11(configuration), CONFIGURATION, "TransformerConfig");
  const list = (name: string) => itemsIn(read, [name]);
  const specs = LISTS.map((name) => [name, list(name).map(fieldSpecOf)] as const);
  return together(rules, {
    ...(Object.fromEntries(specs) as Record<(typeof LISTS)[number], FieldSpec[]>),
    nameReference: list("nameReference").map((node) => ({
      ...gvkFields(node),
      fields: itemsIn(get(node, "fieldSpecs")).map(fieldSpecOf),
      node,
    })),
  });
}

/** Both rules, each once. @throws BuildFailure if they contradict each other */
export function together(first: NameRules, second: NameRules): NameRules {
  if (first === second || second === DEFAULT_RULES) return first;
  const lists = LISTS.map((name) => [name, specsTogether(first[name], second[name])] as const);
  return {
    ...(Object.fromEntries(lists) as Record<(typeof LISTS)[number], FieldSpec[]>),
    nameReference: second.nameReference.reduce(withReference, first.nameReference),
  };
}

function withReference(
  rules: readonly NameReferenceRule[],
  rule: NameReferenceRule,
): readonly NameReferenceRule[] {
  const index = rules.findIndex((one) => isSameGvk(one, rule));
  if (index === -1) return [...rules, rule];
  const known = rules[index]!;
  return rules.with(index, { ...known, fields: specsTogether(known.fields, rule.fields) });
}

/**
 * Field specs of both lists; one of the second is left out if the first has that path for kinds that it fits.
 * @throws BuildFailure if two disagree on whether the field is made
 */
export function specsTogether(
  first: readonly FieldSpec[],
  second: readonly FieldSpec[],
): readonly FieldSpec[] {
  const specs = [...first];
  for (const spec of second) {
    const known = specs.find((one) => one.path === spec.path && fitsGvk(spec, one));
    if (!known) specs.push(spec);
    else if (known.create !== spec.create) fail("conflicting fieldspecs", spec.node?.origin);
  }
  return specs;
}

/** True if group, version and kind of a rule (a field spec) fit exactly; empty ones fit all. */
export function fitsGvk(rule: Gvk, gvk: Gvk): boolean {
  return (
    (rule.group === "" || rule.group === gvk.group) &&
    (rule.version === "" || rule.version === gvk.version) &&
    (rule.kind === "" || rule.kind === gvk.kind)
  );
}

function isSameGvk(a: Gvk, b: Gvk): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

function gvkFields(node: BuiltNode): Gvk {
  return {
    group: textIn(node, ["group"]),
    version: textIn(node, ["version"]),
    kind: textIn(node, ["kind"]),
  };
}
