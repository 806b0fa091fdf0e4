import { at, itemsAt, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { limitOf, type NamespaceLimit, namesOf, type PolicyRule } from "./policy-rules.ts";

/**
 * The rules of a Kyverno ClusterPolicy or Policy: `match` names kinds in one filter, or in lists under `any` or `all`.
 * Of `exclude` only namespaces are read, and only where nothing narrows them.
 */
export function kyvernoRules(root: YamlNode): PolicyRule[] {
  const own = textAt(root, ["kind"]) === "Policy" ? textAt(root, ["metadata", "namespace"]) : undefined;
  return itemsAt(root, ["spec", "rules"]).flatMap((rule) => {
    const exclude = excludedNamespaces(at(rule, ["exclude"]));
    return filtersOf(at(rule, ["match"])).map((filter) => {
      const resources = at(filter, ["resources"]);
      const kinds = namesOf(resources, "kinds").map(parseSelector);
      const include = own === undefined ? namesOf(resources, "namespaces") : [own];
      const namespaces: NamespaceLimit | undefined = limitOf(include, exclude);
      return {
        namespaces,
        matches: (group: string, kind: string) =>
          kinds.some((one) => isLike(one.group, group) && isLike(one.kind, kind) && one.wholeObject),
      };
    });
  });
}

/** A kind as Kyverno writes it, its version left out. */
interface KindSelector {
  group: string;
  kind: string;
  /** False for a selector of a subresource (`GitRepository/status`) only. */
  wholeObject: boolean;
}

/**
 * Reads `Kind`, `version/Kind`, `group/version/Kind`, each perhaps with `/subresource` or `.subresource`; `*` and `?`
 * are wildcards. After ParseKindSelector of kyverno pkg/utils/kube: two parts are a version and a kind where the first
 * looks like a version, else a kind and a subresource; a slash before the kind is never a group alone.
 */
function parseSelector(text: string): KindSelector {
  const slashed = text.split("/");
  const last = slashed.pop() ?? "";
  // A group has dots too, so only the last part may be split at them.
  const parts = [...slashed, ...last.split(".")];
  if (text === "*/*") return { group: "*", kind: "*", wholeObject: true };
  const [first = "", second = "", third = "", fourth = ""] = parts;
  const versioned = /^(?:v\d+(?:(?:alpha|beta)\d+)?|\*)$/.test(first);
  const byCount: readonly KindSelector[] = [
    { group: "*", kind: first, wholeObject: true },
    versioned && /[A-Z*]/.test(second)
      ? { group: "*", kind: second, wholeObject: true }
      : { group: "*", kind: first, wholeObject: second === "*" },
    versioned && /^[a-z]+$/.test(third)
      ? { group: "*", kind: second, wholeObject: false }
      : { group: first, kind: third, wholeObject: true },
    { group: first, kind: third, wholeObject: fourth === "*" },
  ];
  return byCount[parts.length - 1] ?? { group: "*", kind: "*", wholeObject: true };
}

/** True where a name fits a text with the wildcards `*` and `?`. */
function isLike(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`).test(name);
}

function filtersOf(match: YamlNode | undefined): YamlNode[] {
  const lists = [...itemsAt(match, ["any"]), ...itemsAt(match, ["all"])];
  return lists.length > 0 || match === undefined ? lists : [match];
}

/** Namespaces that are excluded whatever else an object is: a filter of namespaces, at most with kinds beside them. */
function excludedNamespaces(exclude: YamlNode | undefined): string[] {
  const combined = itemsAt(exclude, ["all"]).length > 1;
  if (combined) return [];
  return filtersOf(exclude).flatMap((filter) => {
    const onlyResources = pairsAt(filter).every((pair) => pair.key.value === "resources");
    const resources = at(filter, ["resources"]);
    const narrow = pairsAt(resources).some(
      (pair) => !["namespaces", "kinds"].includes(String(pair.key.value)),
    );
    const kinds = namesOf(resources, "kinds").map(parseSelector);
    const reaches =
      kinds.length === 0 || kinds.some((one) => isLike(one.kind, "GitRepository") && one.wholeObject);
    return onlyResources && !narrow && reaches ? namesOf(resources, "namespaces") : [];
  });
}
