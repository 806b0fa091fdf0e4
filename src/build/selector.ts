/** Which objects a target selects: patches, replacements and their like name them by patterns (build-facts 4 to 6). */
import { goRegExp } from "./go-regexp.ts";
import { type BuiltMap, type BuiltNode, entriesIn, fail, textIn } from "./node.ts";
import { type BuiltObject, originalId } from "./object.ts";
import { effectiveNamespace, gvkOf, idOf } from "./object-id.ts";

/** A target as written; an empty field selects everything. */
export interface Selector {
  group: string;
  version: string;
  kind: string;
  name: string;
  namespace: string;
  labelSelector: string;
  annotationSelector: string;
}

/** Reads a target. */
export function selectorOf(node: BuiltNode | undefined): Selector {
  const field = (key: string) => textIn(node, [key]);
  return {
    group: field("group"),
    version: field("version"),
    kind: field("kind"),
    name: field("name"),
    namespace: field("namespace"),
    labelSelector: field("labelSelector"),
    annotationSelector: field("annotationSelector"),
  };
}

/** True if a pattern is empty or matches the whole text. */
export function matches(pattern: string, text: string): boolean {
  return pattern === "" || goRegExp(pattern, true).test(text);
}

/**
 * Tells whether a patch target selects an object: name and namespace may be the original or the current ones, never
 * one in between; group, version and kind count as they are now.
 */
export function selects(selector: Selector): (object: BuiltObject) => boolean {
  return (object) => {
    const { node } = object;
    const gvk = gvkOf(node);
    if (!matches(selector.kind, gvk.kind) || !matches(selector.group, gvk.group)) return false;
    if (!matches(selector.version, gvk.version)) return false;
    const now = idOf(node);
    const first = originalId(object);
    const namespaces = [first, now].map((id) => effectiveNamespace(id, id.namespace));
    return (
      namespaces.some((namespace) => matches(selector.namespace, namespace)) &&
      [first.name, now.name].some((name) => matches(selector.name, name)) &&
      selectsMetadata(selector, node)
    );
  };
}

/** True if labels and annotations of an object fit. */
export function selectsMetadata(
  { labelSelector, annotationSelector }: Pick<Selector, "labelSelector" | "annotationSelector">,
  node: BuiltMap,
): boolean {
  return (
    matchesLabels(labelSelector, textsOf(node, "labels")) &&
    matchesLabels(annotationSelector, textsOf(node, "annotations"))
  );
}

function textsOf(node: BuiltMap, field: "labels" | "annotations"): ReadonlyMap<string, string> {
  const entries = entriesIn(node, ["metadata", field]);
  return new Map(entries.map(({ key, value }) => [key, value.type === "scalar" ? value.text : ""]));
}

const SET = /^(\S+)\s+(in|notin)\s*\((.*)\)$/s;
const EQUALITY = /^([^!=]+?)\s*(==|=|!=)\s*(.*)$/s;
const KEY = /^[\w./-]+$/;

/** Tells whether labels fit a selector of Kubernetes: `a=b,c!=d,e in (f, g),!h`. */
export function matchesLabels(selector: string, labels: ReadonlyMap<string, string>): boolean {
  if (selector === "") return true;
  return requirements(selector).every((requirement) => meets(requirement, labels));
}

/** Splits at commas that stand in no brackets. */
function requirements(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function meets(requirement: string, labels: ReadonlyMap<string, string>): boolean {
  const inSet = SET.exec(requirement);
  if (inSet) {
    const [, key = "", operator, list = ""] = inSet;
    const value = labels.get(key);
    const isIn = value !== undefined && list.split(",").some((one) => one.trim() === value);
    return isIn === (operator === "in");
  }
  const equality = EQUALITY.exec(requirement);
  if (equality) {
    const [, key = "", operator, value = ""] = equality;
    return (labels.get(key) === value.trim()) === (operator !== "!=");
  }
  if (requirement.startsWith("!")) return !labels.has(requirement.slice(1).trim());
  return KEY.test(requirement) ? labels.has(requirement) : fail(`the selector ${requirement} cannot be read`);
}
