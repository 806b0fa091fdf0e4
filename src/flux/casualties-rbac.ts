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
  return list.items.flatMap((item) => {
    const node = deref(item);
    if (!node || !isRule(node)) return [];
    const verbs = namesOf(node, "verbs");
    const names = namesOf(node, "resourceNames");
    const add = namesOf(node, "resources")
      .filter((resource) => resource === GIT || resource.startsWith(`${GIT}/`))
      .map((resource) => OCI + resource.slice(GIT.length))
      .filter((resource) => !isGiven(list, resource, verbs));
    return add.length === 0 ? [] : [{ node, add, names: names.length > 0 ? names : undefined }];
  });
}

/** Policies and webhooks have `resources` too, but no verbs. */
function isRule(node: YamlNode): boolean {
  return hasAny(namesOf(node, "apiGroups"), [GROUP.source, "*"]) && itemsAt(node, ["verbs"]).length > 0;
}

function isGiven(list: SeqNode, resource: string, verbs: readonly string[]): boolean {
  const [, sub] = resource.split("/");
  const wide = sub === undefined ? [resource, "*"] : [resource, `*/${sub}`, "*"];
  const givers = list.items.filter((item) => isRule(item) && hasAny(namesOf(item, "resources"), wide));
  const given = givers
    .filter((item) => namesOf(item, "resourceNames").length === 0)
    .flatMap((item) => namesOf(item, "verbs"));
  return given.includes("*") || verbs.every((verb) => given.includes(verb));
}
