/** Names in fields that `configurations` declare: they follow what an object is renamed to (build-facts 20). */
import { setField, splitPath } from "./field-path.ts";
import { type FieldSpec, fitsGvk, type NameReferenceRule, type NameRules } from "./name-rules.ts";
import { type BuiltMap, type BuiltNode, fail, get, getIn, isNull, type Origin, set, textIn } from "./node.ts";
import { type BuiltObject, originalId, touchedBy } from "./object.ts";
import { effectiveNamespace, idOf, isClusterScoped } from "./object-id.ts";
import { retyped } from "./scalar-text.ts";

/** The objects with their names in fields of other objects as they are now. */
export function followNames(objects: readonly BuiltObject[], rules: NameRules): readonly BuiltObject[] {
  const renamed = objects.filter(({ earlier }) => earlier.length > 0);
  if (rules.nameReference.length === 0 || renamed.length === 0) return objects;
  return objects.map((object) => {
    let result = object;
    for (const rule of rules.nameReference)
      for (const field of rule.fields)
        if (fitsGvk(field, originalId(object))) result = followField(result, rule, field, renamed);
    return result;
  });
}

function followField(
  object: BuiltObject,
  rule: NameReferenceRule,
  field: FieldSpec,
  renamed: readonly BuiltObject[],
): BuiltObject {
  const referrals = new Referrals(object, rule, renamed);
  const node = setField(object.node, splitPath(field.path, "/"), false, (old) => referrals.follow(old));
  if (!referrals.found) return object;
  const touched = touchedBy(object, { by: "nameReference", selector: rule.node });
  return { ...touched, node };
}

/** The objects that a name in a field of one object may mean. */
class Referrals {
  found = false;
  readonly #object: BuiltObject;
  readonly #rule: NameReferenceRule;
  readonly #renamed: readonly BuiltObject[];

  constructor(object: BuiltObject, rule: NameReferenceRule, renamed: readonly BuiltObject[]) {
    this.#object = object;
    this.#rule = rule;
    this.#renamed = renamed;
  }

  follow(node: BuiltNode | undefined): BuiltNode {
    if (node === undefined || isNull(node)) return node!;
    if (node.type === "list") return { ...node, items: node.items.map((item) => this.follow(item)) };
    return node.type === "map" ? this.#map(node) : this.#name(node);
  }

  #name(node: BuiltNode & { type: "scalar" }): BuiltNode {
    const target = this.#pick(node.text);
    if (!target) return node;
    this.found = true;
    const name = getIn(target.node, ["metadata", "name"])!;
    if (textIn(name) === node.text) return node;
    const origin: Origin = { by: "nameReference", from: [node.origin, name.origin] };
    return retyped(node, textIn(name), origin);
  }

  /** A map with a name, and perhaps a namespace, of the object that it means. */
  #map(node: BuiltMap): BuiltNode {
    const name = get(node, "name") ?? fail("a nameReference leads to a map without a name", node.origin);
    const namespace = get(node, "namespace");
    const candidates = namespace ? this.#in(textIn(namespace)) : this.#renamed;
    const target = this.#pick(textIn(name), candidates, true);
    if (!target) return node;
    this.found = true;
    const metadata = get(target.node, "metadata");
    const result = set(node, "name", get(metadata, "name")!);
    return textIn(metadata, ["namespace"]) === ""
      ? result
      : set(result, "namespace", get(metadata, "namespace")!);
  }

  /** @param isMap true if the namespace is taken over too */
  #pick(name: string, candidates = this.#renamed, isMap = false): BuiltObject | undefined {
    const found = candidates.filter((one) => this.#mayMean(one, name));
    if (found.length <= 1) return found[0];
    const here = found.filter((one) => hasSameAffixes(one, this.#object, true));
    const closest = here.length > 1 ? here.filter((one) => hasSameAffixes(one, this.#object, false)) : here;
    const names = new Set(closest.map(({ node }) => nameText(node, isMap)));
    if (names.size > 1) fail(`the name ${name} may mean several objects`, this.#object.node.origin);
    return closest[0];
  }

  /** The objects that were in a namespace at first; if there is none, those that are in it now. */
  #in(namespace: string): readonly BuiltObject[] {
    const first = this.#renamed.filter((one) => {
      const id = originalId(one);
      return effectiveNamespace(id, id.namespace) === namespace;
    });
    if (first.length > 0) return first;
    return this.#renamed.filter((one) => {
      const id = idOf(one.node);
      return effectiveNamespace(id, id.namespace) === namespace;
    });
  }

  #mayMean(target: BuiltObject, name: string): boolean {
    const now = idOf(target.node);
    if (!target.earlier.some((id) => id.name === name)) return false;
    if (!target.earlier.some(({ kind }) => fitsGvk(this.#rule, { ...now, kind }))) return false;
    const from = idOf(this.#object.node);
    const anywhere = isClusterScoped(from) || isClusterScoped(now);
    return anywhere || effectiveNamespace(from, from.namespace) === effectiveNamespace(now, now.namespace);
  }
}

function nameText(node: BuiltMap, withNamespace: boolean): string {
  const { name, namespace } = idOf(node);
  return withNamespace ? `${namespace}/${name}` : name;
}

/** @param orNone true if no prefixes, or no suffixes, of one of them fit all of the other */
function hasSameAffixes(target: BuiltObject, object: BuiltObject, orNone: boolean): boolean {
  const agree = (a: readonly string[], b: readonly string[]) =>
    (orNone && (a.length === 0 || b.length === 0)) || endsAlike(a, b);
  return agree(target.prefixes, object.prefixes) && agree(target.suffixes, object.suffixes);
}

/** True if one list is the end of the other; an empty one only of an empty one. */
function endsAlike(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length === 0) return long.length === 0;
  return short.every((affix, at) => affix === long[long.length - short.length + at]);
}
