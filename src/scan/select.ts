import type { Manifest } from "../core/manifest.ts";
import { pairsAt, textAt, type YamlNode } from "../core/tree.ts";

/** What a selector of kustomize is held against: one object, under its names in the file and on the cluster. */
export interface Selectable {
  group: string;
  version: string;
  kind: string;
  names: readonly string[];
  namespaces: readonly (string | undefined)[];
  manifest: Manifest;
}

/**
 * Whether a `target` or `select` of kustomize may mean an object: group, version, kind, name and namespace are
 * anchored regular expressions, a missing one means all. What cannot be told counts as yes.
 */
export function mayMean(target: YamlNode | undefined, object: Selectable): boolean {
  const fits = (field: string, values: readonly (string | undefined)[]) => {
    const pattern = textAt(target, [field]);
    return (
      pattern === undefined ||
      pattern === "" ||
      values.some((one) => one === undefined || mayMatch(pattern, one))
    );
  };
  return (
    fits("group", [object.group]) &&
    fits("version", [object.version]) &&
    fits("kind", [object.kind]) &&
    fits("name", object.names) &&
    fits("namespace", object.namespaces) &&
    holds(textAt(target, ["labelSelector"]), object.manifest, "labels") &&
    holds(textAt(target, ["annotationSelector"]), object.manifest, "annotations")
  );
}

/** Patterns of the scanned tree run on our time, so only those that cannot backtrack far are tried. */
const HARMLESS = /^(?!(?:.*[*+]){4})[A-Za-z0-9_.|^$*+?()[\]-]*$/;
const REPEATED_GROUP = /\)[*+?]/;

/** Whether an anchored regular expression matches a text; yes where trying it could take long, or it is none. */
export function mayMatch(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (!HARMLESS.test(pattern) || REPEATED_GROUP.test(pattern) || text.length > 253) return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return true;
  }
}

/** A label selector as kubectl writes it: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. */
function holds(selector: string | undefined, manifest: Manifest, field: "labels" | "annotations"): boolean {
  if (selector === undefined) return true;
  const values = new Map(
    pairsAt(manifest.node, ["metadata", field]).map((pair) => [String(pair.key.value), textAt(pair.value)]),
  );
  return selector.split(/,(?![^(]*\))/).every((part) => {
    const [, not, key = "", operator, word, list] =
      /^\s*(!?)\s*([^\s=!,()]+)\s*(?:(==?|!=)\s*([^\s,()]*)|(?:in|notin)\s*\(([^)]*)\))?\s*$/.exec(part) ??
      [];
    if (key === "") return true;
    const value = values.get(key);
    if (list !== undefined) {
      const among = value !== undefined && list.split(",").some((one) => one.trim() === value);
      return /\bnotin\s*\(/.test(part) ? !among : among;
    }
    if (operator === "!=") return value !== word;
    if (operator !== undefined) return value === word;
    return not === "!" ? !values.has(key) : values.has(key);
  });
}
