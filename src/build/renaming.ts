/** Fields of a kustomization.yaml that write into every object: namespace, affixes, labels, annotations. */
import type { Accumulation } from "./accumulation.ts";
import { setField, splitPath } from "./field-path.ts";
import { everywhere, type FieldSpec, fitsGvk } from "./name-rules.ts";
import {
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  entriesIn,
  fail,
  type Origin,
  scalar,
  textIn,
} from "./node.ts";
import { type BuiltObject, originalId, remember } from "./object.ts";
import { type Gvk, gvkOf, idKey, idOf, isClusterScoped } from "./object-id.ts";
import { retyped, withText } from "./scalar-text.ts";

/**
 * Writes a namespace over the one of every object, Flux's own included; references inside of objects stay
 * (build-facts 19).
 * @param fields what else holds the namespace
 * @param unsetOnly leaves what has one
 */
export function setNamespace(
  state: Accumulation,
  value: BuiltNode,
  fields: readonly FieldSpec[],
  unsetOnly = false,
): void {
  const namespace = textIn(value);
  const write = (old: BuiltNode | undefined): BuiltNode => {
    if (old && old.type !== "scalar") fail(`a namespace meets a ${old.type}`, old.origin);
    return unsetOnly && textIn(old) !== "" ? old! : scalar(namespace, value.origin);
  };
  const count = new Map<string, number>();
  const add = (key: string, by: number) => count.set(key, (count.get(key) ?? 0) + by);
  for (const { node } of state.objects) add(idKey(idOf(node)), 1);
  state.objects = state.objects.map((object) => {
    const before = idKey(idOf(object.node));
    const known = remember(object);
    const gvk = gvkOf(known.node);
    let { node } = known;
    if (!isClusterScoped(gvk)) node = writeField(node, everywhere("metadata/namespace", true), gvk, write);
    for (const field of fields) if (isOtherField(field, gvk)) node = writeField(node, field, gvk, write);
    const after = idKey(idOf(node));
    add(before, -1);
    add(after, 1);
    if (count.get(after) !== 1)
      fail(`the namespace ${namespace} gives two objects the id ${after}`, value.origin);
    return { ...known, node };
  });
}

/** A field of all objects has its own rule, and names are those of kinds of `v1` only. */
function isOtherField({ path }: FieldSpec, { group, version }: Gvk): boolean {
  if (path === "metadata/namespace") return false;
  return path !== "metadata/name" || (group === "" && version === "v1");
}

/** Kinds whose names affixes leave alone. */
function keepsName({ group, kind }: Gvk): boolean {
  return (
    kind === "CustomResourceDefinition" ||
    kind === "Namespace" ||
    (kind === "APIService" && group === "apiregistration.k8s.io")
  );
}

/**
 * Puts a prefix or suffix onto the name of every object; Flux's references do not follow (build-facts 20).
 * @param fields what else gets it; only one of the name changes what an object is called
 */
export function addAffix(
  state: Accumulation,
  value: BuiltNode,
  side: "namePrefix" | "nameSuffix",
  fields: readonly FieldSpec[],
): void {
  const affix = textIn(value);
  const write = (old: BuiltNode | undefined): BuiltNode => affixed(old, value, side);
  state.objects = state.objects.map((object) => {
    const first = originalId(object);
    if (keepsName(first)) return object;
    return fields.reduce((result: BuiltObject, field) => {
      if (!fitsGvk(field, first)) return result;
      const named = field.path === "metadata/name" ? withAffix(remember(result), affix, side) : result;
      return { ...named, node: writeField(named.node, field, gvkOf(named.node), write) };
    }, object);
  });
}

function withAffix(object: BuiltObject, affix: string, side: "namePrefix" | "nameSuffix"): BuiltObject {
  const { prefixes, suffixes } = object;
  return side === "namePrefix"
    ? { ...object, prefixes: [...prefixes, affix] }
    : { ...object, suffixes: [...suffixes, affix] };
}

/** The text with the affix; a field that was made holds the affix alone. What it reads as is found out again. */
function affixed(
  old: BuiltNode | undefined,
  value: BuiltNode,
  side: "namePrefix" | "nameSuffix",
): BuiltScalar {
  const affix = textIn(value);
  if (old === undefined) return withText(undefined, affix, value.origin);
  if (old.type !== "scalar") return fail(`a ${side} meets a ${old.type}`, old.origin);
  const text = side === "namePrefix" ? affix + old.text : old.text + affix;
  const origin: Origin = { by: side, from: [value.origin, old.origin] };
  return retyped(old, text, origin);
}

/** Writes pairs of a map (labels, annotations) into fields of every object. */
export function setPairs(
  state: Accumulation,
  pairs: BuiltNode | undefined,
  fields: readonly FieldSpec[],
): void {
  const entries = entriesIn(pairs).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (entries.length === 0) return;
  state.objects = state.objects.map((object): BuiltObject => {
    const gvk = gvkOf(object.node);
    let { node } = object;
    for (const { key, value } of entries)
      for (const field of fields) {
        const text = scalar(textIn(value), value.origin);
        if (fitsGvk(field, gvk))
          node = setField(node, [...splitPath(field.path, "/"), key], field.create, () => text);
      }
    return node === object.node ? object : { ...object, node };
  });
}

function writeField(
  node: BuiltMap,
  field: FieldSpec,
  gvk: Gvk,
  write: (old: BuiltNode | undefined) => BuiltNode,
): BuiltMap {
  return fitsGvk(field, gvk) ? setField(node, splitPath(field.path, "/"), field.create, write) : node;
}
