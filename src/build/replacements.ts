/** Replacements: a value of one object goes into fields of others (build-facts 6 and 27). */
import { type Accumulation, countLook, isOpen, NeedsMoreFiles, type Sources } from "./accumulation.ts";
import { lookup, replaceAt, StructuredScalar, smartSplit } from "./field-path.ts";
import { changes } from "./gap.ts";
import { REPLACEMENT } from "./kustomization-shape.ts";
import { fitsGvk } from "./name-rules.ts";
import { type BuiltMap, type BuiltNode, fail, get, isNull, itemsIn, type Origin, textIn } from "./node.ts";
import { type BuiltObject, idsOf, touchedBy } from "./object.ts";
import { effectiveNamespace, type ObjectId } from "./object-id.ts";
import { resolvePath } from "./paths.ts";
import { withText } from "./scalar-text.ts";
import { matches, type Selector, selectorOf, selectsMetadata } from "./selector.ts";
import { typed } from "./typed.ts";
import { asYaml11 } from "./yaml11.ts";

/** Applies the items of `replacements`, each written there or in a file. */
export function applyReplacements(
  state: Accumulation,
  items: readonly BuiltNode[],
  directory: string,
  sources: Sources,
): void {
  for (const replacement of items.flatMap((item) => written(item, directory, sources)))
    applyReplacement(state, replacement, sources);
}

function written(item: BuiltNode, directory: string, sources: Sources): readonly BuiltNode[] {
  const path = textIn(item, ["path"]);
  if (path === "") return [item];
  if (get(item, "source") || itemsIn(item, ["targets"]).length > 0)
    fail("a replacement has both a path and a source or targets", item.origin);
  const [first] =
    sources.documents(resolvePath(directory, path, item.origin)) ??
    fail(`the replacement ${path} does not exist`, item.origin);
  const node = first && asYaml11(first);
  if (!node || node.type === "scalar") return fail(`${path} holds no replacement`, item.origin);
  const shape = node.type === "list" ? ([REPLACEMENT] as const) : REPLACEMENT;
  const read = typed(node, shape, "Replacement", "lenient");
  return read?.type === "list" ? read.items : read ? [read] : [];
}

/** What goes into targets. */
interface Source {
  value: BuiltNode;
  /** The object that holds it, undefined for a copy. A target in the same place changes what later ones get. */
  holder: number | undefined;
  path: readonly string[];
}

function applyReplacement(state: Accumulation, replacement: BuiltNode, sources: Sources): void {
  const targets = get(replacement, "targets");
  const literal = get(replacement, "sourceValue");
  const selected = get(replacement, "source");
  if ((!selected && !literal) || !targets)
    fail("a replacement has no source or no target", replacement.origin);
  if (selected && literal) fail("a replacement has a source and a value", replacement.origin);
  const source: Source | undefined =
    literal?.type === "scalar"
      ? { value: withText(undefined, literal.text, literal.origin), holder: undefined, path: [] }
      : sourceOf(state, selected!, sources);
  if (source === undefined) return;
  for (const target of itemsIn(targets)) replaceIn(state, target, source);
}

/** The value of the one object that a source names; undefined if that may be one that nobody knows. */
function sourceOf(state: Accumulation, source: BuiltNode, sources: Sources): Source | undefined {
  const selector = selectorOf(source);
  countLook(state);
  const isHit = (object: BuiltObject) => idsOf(object).some((id) => isNamed(selector, id));
  const hits = state.objects.flatMap((object, index) => (isHit(object) ? [index] : []));
  if (hits.length !== 1 && sources.filtered)
    throw new NeedsMoreFiles(selector.name === "" ? [] : [selector.name]);
  if (hits.length === 0 && isOpen(state)) return undefined;
  const [holder] = hits;
  if (holder === undefined || hits.length > 1)
    return fail(`the source of a replacement selects ${hits.length} objects`, source.origin);
  const found = state.objects[holder]!;
  const path = smartSplit(textIn(source, ["fieldPath"]) || "metadata.name");
  const value = lookup(found.node, path);
  if (value === undefined || isNull(value) || isEmptyCollection(value))
    return fail(`the source of a replacement has no ${path.join(".")}`, source.origin);
  const touched = touchedBy(found, { by: "replacement source", selector: source });
  state.objects = state.objects.with(holder, touched);
  return partOf(value, get(source, "options"), source.origin) ?? { value, holder, path };
}

function isEmptyCollection(node: BuiltNode): boolean {
  return node.type === "map" ? node.entries.length === 0 : node.type === "list" && node.items.length === 0;
}

/** True if a source names an object: exact texts, on any id that it has or had. */
function isNamed(selector: Selector, id: ObjectId): boolean {
  return (
    (selector.name === "" || selector.name === id.name) &&
    (selector.namespace === "" ||
      effectiveNamespace(id, selector.namespace) === effectiveNamespace(id, id.namespace)) &&
    fitsGvk(selector, id)
  );
}

/** The part of a value between delimiters; undefined if none is given. */
function partOf(value: BuiltNode, options: BuiltNode | undefined, at: Origin): Source | undefined {
  const delimiter = textIn(options, ["delimiter"]);
  if (delimiter === "") return undefined;
  if (value.type !== "scalar") fail("a delimiter can only be used with a scalar", at);
  const part =
    value.text.split(delimiter)[indexIn(options)] ?? fail("the index of a replacement is out of bounds", at);
  return { value: { ...value, text: part, origin: computed(value.origin) }, holder: undefined, path: [] };
}

function computed(...from: Origin[]): Origin {
  return { by: "replacement", from };
}

function indexIn(options: BuiltNode | undefined): number {
  return Number(textIn(options, ["index"]) || 0);
}

function replaceIn(state: Accumulation, target: BuiltNode, source: Source): void {
  const select = get(target, "select") ?? fail("a target of a replacement selects nothing", target.origin);
  countLook(state);
  const selector = selectorOf(select);
  const rejected = itemsIn(target, ["reject"]).map(selectorOf);
  const options = get(target, "options");
  const listed = itemsIn(target, ["fieldPaths"]).map((path) => textIn(path));
  const paths = (listed.length > 0 ? listed : ["metadata.name"]).map(smartSplit);
  state.objects = state.objects.map((object, index) => {
    if (!isTarget(object, selector) || rejected.some((reject) => isRejected(object, reject))) return object;
    const touched = touchedBy(object, { by: "replacement target", selector: select, body: target });
    return replaced(touched, paths, options, source, index === source.holder);
  });
}

/** The object with the value at all paths. Where a path goes on into a text, the object has a gap instead. */
function replaced(
  object: BuiltObject,
  paths: readonly (readonly string[])[],
  options: BuiltNode | undefined,
  source: Source,
  isHolder: boolean,
): BuiltObject {
  const type = textIn(options, ["create"]) === "true" ? source.value.type : undefined;
  const isInside = isHolder && source.value.type !== "scalar";
  const replace = (old: BuiltNode, created: boolean): BuiltNode => {
    const { value } = source;
    const result = filled(old, created, value, options);
    if (isHolder && old === value) source.value = result;
    return result;
  };
  const refresh = (node: BuiltNode): BuiltNode => {
    if (isInside) source.value = lookup(node, source.path) ?? source.value;
    return node;
  };
  try {
    const node = paths.reduce<BuiltNode>((from, path) => {
      // What is made on the way is part of a map that goes into itself.
      const made = isInside ? refresh(replaceAt(from, path, type, (old) => old)) : from;
      return refresh(replaceAt(made, path, type, replace));
    }, object.node);
    return { ...object, node: node as BuiltMap };
  } catch (error) {
    if (!(error instanceof StructuredScalar)) throw error;
    return { ...object, gaps: [...object.gaps, changes(error.message, error.at)] };
  }
}

/** A target selects by patterns, on any id; a namespace counts as written (build-facts 6). */
function isTarget(object: BuiltObject, selector: Selector): boolean {
  return selectsMetadata(selector, object.node) && idsOf(object).some((id) => fits(selector, id));
}

function isRejected(object: BuiltObject, reject: Selector): boolean {
  const byMetadata = reject.labelSelector !== "" || reject.annotationSelector !== "";
  if (byMetadata && selectsMetadata(reject, object.node)) return true;
  const { group, version, kind, name, namespace } = reject;
  if (group + version + kind + name + namespace === "") return false;
  return idsOf(object).some((id) => fits(reject, id));
}

function fits(selector: Selector, id: ObjectId): boolean {
  return (
    matches(selector.group, id.group) &&
    matches(selector.version, id.version) &&
    matches(selector.kind, id.kind) &&
    matches(selector.name, id.name) &&
    matches(selector.namespace, id.namespace)
  );
}

/** What stands in a target field afterwards; a scalar keeps its type. */
function filled(
  old: BuiltNode,
  created: boolean,
  value: BuiltNode,
  options: BuiltNode | undefined,
): BuiltNode {
  const delimiter = textIn(options, ["delimiter"]);
  if (delimiter !== "" && old.type !== "scalar")
    fail("a delimiter can only be used with a scalar", old.origin);
  if (old.type !== "scalar") return value;
  const text = value.type === "scalar" ? value.text : "";
  const target = created ? undefined : old;
  if (delimiter === "")
    return withText(target, text, value.type === "scalar" ? value.origin : computed(value.origin));
  const whole = joined(created ? "" : old.text, text, delimiter, indexIn(options));
  return withText(target, whole, created ? computed(value.origin) : computed(value.origin, old.origin));
}

function joined(old: string, text: string, delimiter: string, index: number): string {
  const parts = old.split(delimiter);
  if (index < 0) parts.unshift(text);
  else if (index >= parts.length) parts.push(text);
  else parts[index] = text;
  return parts.join(delimiter);
}
