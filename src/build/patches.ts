/** Patches of a kustomization.yaml: strategic merges by id or by target, and JSON patches (build-facts 4 to 18). */
import {
  type Accumulation,
  countLook,
  forEachWithMissed,
  isOpen,
  NeedsMoreFiles,
  type Sources,
} from "./accumulation.ts";
import { applyJsonPatch } from "./json-patch.ts";
import {
  BuildFailure,
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  fail,
  get,
  getIn,
  isNull,
  map,
  remove,
  set,
  setIn,
  textIn,
} from "./node.ts";
import {
  asString,
  type BuiltObject,
  idsOf,
  type Missed,
  objectsOf,
  refuseSameIds,
  remember,
  touchedBy,
  withStringAnnotations,
} from "./object.ts";
import { idKey, idOf, type ObjectId } from "./object-id.ts";
import { resolvePath } from "./paths.ts";
import { isJson } from "./read.ts";
import { retyped } from "./scalar-text.ts";
import { selectorOf, selects } from "./selector.ts";
import { mergeStrategic } from "./strategic-merge.ts";

/** Applies one item of `patches`. `directory` is that of the kustomization.yaml. */
export function applyPatch(state: Accumulation, item: BuiltMap, directory: string, sources: Sources): void {
  const inline = get(item, "patch");
  const trimmed = inline?.type === "scalar" ? set(item, "patch", withoutEdges(inline)) : item;
  const { documents, raw } = patchText(trimmed, "patch", directory, sources);
  if (raw.trimStart().startsWith("[") && !isJson(raw))
    fail("a patch is neither a strategic merge nor a JSON patch", item.origin);
  const [first] = documents.filter((one) => !isNull(one));
  const target = get(item, "target");
  if (first?.type === "list") {
    applyOperations(state, first.items, target, first, true);
    return;
  }
  const patches = objectsOf(documents);
  if (patches.length === 0) return;
  const options = get(item, "options");
  const allowed: Renaming = {
    name: textIn(options, ["allowNameChange"]) === "true",
    kind: textIn(options, ["allowKindChange"]) === "true",
  };
  if (isNull(target)) for (const { node } of patches) mergeById(state, node, allowed, sources);
  else if (patches.length > 1) fail("a patch with a target has several documents", item.origin);
  else mergeByTarget(state, patches[0]!.node, target!, allowed);
}

/** Applies `patchesStrategicMerge`: each item a path or a text, each document by its id. */
export function applyStrategicList(
  state: Accumulation,
  items: readonly BuiltNode[],
  directory: string,
  sources: Sources,
): void {
  const patches = items.flatMap((item) => {
    if (item.type !== "scalar") return fail("an item of patchesStrategicMerge is no text", item.origin);
    const inline = tryObjects(item, sources);
    if (inline) return inline;
    const documents = sources.documents(resolvePath(directory, item.text));
    return objectsOf(documents ?? fail(`the patch ${item.text} does not exist`, item.origin));
  });
  mergeWritten(state, patches, sources);
}

/** Merges bodies as `patchesStrategicMerge` does: labels and annotations count as texts. */
export function mergeWritten(state: Accumulation, patches: readonly BuiltObject[], sources: Sources): void {
  forEachWithMissed(patches, ({ node }) => {
    mergeById(state, withStringMetadata(node), NO_RENAMING, sources);
    refuseSameIds(state.objects, TWO_OF_ONE_ID);
  });
}

/** Applies an item of `patchesJson6902`, whose target has to name an object. */
export function applyJson6902(
  state: Accumulation,
  item: BuiltMap,
  directory: string,
  sources: Sources,
  inlineKey: "patch" | "jsonOp" = "patch",
): void {
  const target = get(item, "target");
  if (textIn(target, ["name"]) === "") fail("the target of a JSON patch has no name", item.origin);
  const [operations] = patchText(item, inlineKey, directory, sources).documents;
  if (operations?.type !== "list" || operations.items.length === 0)
    fail("a JSON patch is empty", item.origin);
  applyOperations(state, operations.items, target, operations, false);
}

/** Which of its ids a patch may change. */
interface Renaming {
  name: boolean;
  kind: boolean;
}

const NO_RENAMING: Renaming = { name: false, kind: false };

/** Merges a body into the one object that it names. @throws BuildFailure if there is none, or several */
function mergeById(state: Accumulation, patch: BuiltMap, allowed: Renaming, sources: Sources): void {
  countLook(state);
  const index = indexOf(state, idOf(patch), patch, sources);
  if (index === undefined) return;
  const object = touchedBy(state.objects[index]!, { by: "id", selector: patch, body: patch });
  const merged = merge(object, patch, allowed);
  state.objects = state.objects.toSpliced(index, 1, ...(merged ? [merged] : []));
}

/** The object of an id, current or earlier; undefined if it may be one that nobody knows. */
function indexOf(
  state: Accumulation,
  id: ObjectId,
  patch: BuiltMap,
  { filtered }: Sources,
): number | undefined {
  const key = idKey(id);
  // Names first: nearly all objects have another one, and a key is a text to make.
  const isMeant = (one: ObjectId) => one.name === id.name && one.kind === id.kind && idKey(one) === key;
  const found = state.objects.flatMap((object, i) => (idsOf(object).some(isMeant) ? [i] : []));
  if (found.length > 1) fail(`several objects are ${key}, which a patch names`, patch.origin);
  if (found.length === 1) return found[0];
  if (filtered) throw new NeedsMoreFiles([id.name]);
  if (isOpen(state)) return undefined;
  const near = state.objects.filter((object) =>
    idsOf(object).some((one) => idKey({ ...one, version: id.version, kind: id.kind }) === key),
  );
  throw new MissedPatch(`no object is ${key}, which a patch names`, { selector: patch, near });
}

/** A patch names an object that is not there. */
export class MissedPatch extends BuildFailure {
  readonly missed: Missed;

  constructor(reason: string, missed: Missed) {
    super(reason, missed.selector.origin);
    this.missed = missed;
  }
}

/** Kustomize drops a patch that its target does not select anything for, without a word. */
function noteMissed(state: Accumulation, selector: BuiltNode): void {
  const isNear = selects({ ...selectorOf(selector), kind: "", version: "" });
  const near = state.objects.filter(isNear);
  if (near.length > 0) state.missed.push({ selector, near });
}

function mergeByTarget(state: Accumulation, body: BuiltMap, target: BuiltNode, allowed: Renaming): void {
  countLook(state);
  const isSelected = selects(selectorOf(target));
  const patch = withStringMetadata(body);
  const hit = new Set(state.objects.filter(isSelected).map(({ node }) => idKey(idOf(node))));
  if (hit.size === 0) noteMissed(state, target);
  state.objects = state.objects.flatMap((object) => {
    if (!hit.has(idKey(idOf(object.node)))) return [object];
    const apiVersion = get(object.node, "apiVersion");
    const fitting = apiVersion ? set(patch, "apiVersion", apiVersion) : remove(patch, "apiVersion");
    return merge(touchedBy(object, { by: "target", selector: target, body }), fitting, allowed) ?? [];
  });
  refuseSameIds(state.objects, TWO_OF_ONE_ID);
}

/** Kustomize gathers all objects anew behind such a patch, whether it hit any or not. */
const TWO_OF_ONE_ID = "behind a patch two objects have one id";

/** The merged object; undefined if it is deleted. Name, kind and namespace stay if nothing allows more. */
function merge(object: BuiltObject, patch: BuiltMap, allowed: Renaming): BuiltObject | undefined {
  const known = allowed.name || allowed.kind ? remember(object) : object;
  const { node } = known;
  // Kustomize throws the outcome of a replacement of the whole object away (build-facts 9).
  let merged = textIn(patch, ["$patch"]) === "replace" ? node : mergeStrategic(node, patch);
  if (!merged || merged.entries.length === 0) return undefined;
  if (!allowed.kind) merged = kept(merged, node, ["kind"]);
  if (!allowed.name) merged = kept(merged, node, ["metadata", "name"]);
  if (textIn(node, ["metadata", "namespace"]) !== "") merged = kept(merged, node, ["metadata", "namespace"]);
  else merged = withoutNamespace(merged);
  return merged === node ? known : { ...known, node: merged };
}

/** Kustomize writes the old text anew, without a type. */
function kept(merged: BuiltMap, before: BuiltMap, path: readonly string[]): BuiltMap {
  const old = getIn(before, path);
  const value = old?.type === "scalar" ? retyped(old) : old;
  return value && getIn(merged, path) !== value ? setIn(merged, path, value) : merged;
}

function withoutNamespace(node: BuiltMap): BuiltMap {
  const metadata = get(node, "metadata");
  return metadata?.type === "map" && get(metadata, "namespace")
    ? set(node, "metadata", remove(metadata, "namespace"))
    : node;
}

/** With a target kustomize reads labels and annotations of the body as texts first (build-facts 11). */
function withStringMetadata(patch: BuiltMap): BuiltMap {
  let result = patch;
  for (const field of ["labels", "annotations"]) {
    const found = getIn(result, ["metadata", field]);
    const metadata = get(result, "metadata");
    if (!found || metadata?.type !== "map") continue;
    if (found.type !== "map" || found.entries.length === 0)
      result = set(result, "metadata", remove(metadata, field));
    else {
      const entries = found.entries.map((entry) => ({ ...entry, value: asString(entry.value) }));
      result = setIn(result, ["metadata", field], { ...found, entries });
    }
  }
  return result;
}

/** @param remembers true for `patches`, false for `patchesJson6902` */
function applyOperations(
  state: Accumulation,
  operations: readonly BuiltNode[],
  target: BuiltNode | undefined,
  body: BuiltNode,
  remembers: boolean,
): void {
  for (const one of operations)
    if (one.type !== "map") fail("an operation of a JSON patch has to be a map", one.origin);
  if (target === undefined || isNull(target)) fail("a JSON patch has no target", body.origin);
  countLook(state);
  const isSelected = selects(selectorOf(target));
  const hit = new Set(state.objects.filter(isSelected));
  if (hit.size === 0) {
    noteMissed(state, target);
    return;
  }
  state.objects = state.objects.map((object) => {
    if (!hit.has(object)) return object;
    const known = touchedBy(remembers ? remember(object) : object, { by: "target", selector: target, body });
    return { ...known, node: withStringAnnotations(applyJsonPatch(withOwnAnnotations(known), operations)) };
  });
}

/** Kustomize keeps earlier ids and affixes in annotations, so that map is there if an object has any (build-facts 17). */
function withOwnAnnotations({ node, ...object }: BuiltObject): BuiltMap {
  const { earlier, prefixes, suffixes, generated, wasUnnamed } = object;
  const own = earlier.length + prefixes.length + suffixes.length > 0 || generated || wasUnnamed;
  if (!own || getIn(node, ["metadata", "annotations"])) return node;
  return setIn(node, ["metadata", "annotations"], map([], node.origin));
}

/** Kustomize cuts blanks at both ends. What stands before the text becomes empty lines, so that places stay. */
function withoutEdges(inline: BuiltScalar): BuiltScalar {
  const text = inline.text.trimEnd();
  const start = text.search(/\S/);
  return text === inline.text && start <= 0
    ? inline
    : { ...inline, text: "\n".repeat(Math.max(0, start)) + text.trimStart() };
}

/** The documents of a patch, from its file or its own text, and that text. */
function patchText(
  item: BuiltMap,
  inlineKey: string,
  directory: string,
  sources: Sources,
): { documents: readonly BuiltNode[]; raw: string } {
  const path = textIn(item, ["path"]);
  const inline = get(item, inlineKey);
  const text = textIn(inline);
  if ((path !== "") === (text.trim() !== "")) fail("a patch has either a path or a text", item.origin);
  if (path === "" && inline?.type === "scalar")
    return { documents: sources.documentsIn(inline), raw: inline.text };
  const file = resolvePath(directory, path);
  const documents = sources.documents(file) ?? fail(`the patch ${path} does not exist`, item.origin);
  return { documents, raw: sources.text(file)?.text ?? "" };
}

function tryObjects(item: BuiltNode & { type: "scalar" }, sources: Sources): BuiltObject[] | undefined {
  try {
    return objectsOf(sources.documentsIn(item));
  } catch {
    return undefined;
  }
}
