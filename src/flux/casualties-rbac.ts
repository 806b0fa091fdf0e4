import { deref, itemsAt, type SeqNode, type YamlNode } from "../core/tree.ts";
import { GROUP } from "./groups.ts";
import { hasAny, namesOf } from "./policy-rules.ts";

/** A rule that gives access to Git sources, and what it lacks. */
export interface LackingRule {
  node: YamlNode;
  /** Resources to add: `ocirepositories`, `ocirepositories/status`. */
  add: string[];
  /** Single objects it is for; undefined for all. */
  names: string[] | undefined;
}

const GIT = "gitrepositories";
const OCI = "ocirepositories";

/**
 * Rules of RBAC in a list (`rules` of a Role, `extraRules` of Helm values) that reach GitRepository objects, where no
 * rule of the list gives the same verbs on OCIRepository objects.
 */
export function rulesWithoutOci(list: SeqNode): LackingRule[] {
  const rules = list.items.flatMap((item) => {
    const node = deref(item);
    return node && isRule(node) ? [node] : [];
  });
  const given = verbsByResource(rules);
  return rules.flatMap((node) => {
    const verbs = namesOf(node, "verbs");
    const names = namesOf(node, "resourceNames");
    const add = namesOf(node, "resources")
      .filter((resource) => resource === GIT || resource.startsWith(`${GIT}/`))
      .map((resource) => OCI + resource.slice(GIT.length))
      .filter((resource) => !isGiven(given, resource, verbs));
    return add.length === 0 ? [] : [{ node, add, names: names.length > 0 ? names : undefined }];
  });
}

/** Policies and webhooks have `resources` too, but no verbs. */
function isRule(node: YamlNode): boolean {
  return hasAny(namesOf(node, "apiGroups"), [GROUP.source, "*"]) && itemsAt(node, ["verbs"]).length > 0;
}

/** What rules give on all objects of a resource, in one pass over them: a hostile list has thousands. */
function verbsByResource(rules: readonly YamlNode[]): Map<string, Set<string>> {
  const given = new Map<string, Set<string>>();
  for (const rule of rules) {
    if (namesOf(rule, "resourceNames").length > 0) continue;
    const verbs = namesOf(rule, "verbs");
    for (const resource of namesOf(rule, "resources")) {
      const known = given.get(resource) ?? new Set();
      for (const verb of verbs) known.add(verb);
      given.set(resource, known);
    }
  }
  return given;
}

function isGiven(
  given: ReadonlyMap<string, ReadonlySet<string>>,
  resource: string,
  verbs: readonly string[],
): boolean {
  const [, sub] = resource.split("/");
  const wide = sub === undefined ? [resource, "*"] : [resource, `*/${sub}`, "*"];
  const has = (verb: string) => wide.some((one) => given.get(one)?.has(verb) === true);
  return has("*") || verbs.every(has);
}
