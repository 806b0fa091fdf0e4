import { at, itemsAt, textAt, type YamlNode } from "../core/tree.ts";
import { kyvernoRules } from "./policies-kyverno.ts";
import {
  hasAny,
  limitOf,
  type NamespaceLimit,
  namesOf,
  type PolicyRule,
  selectorLimit,
  unite,
} from "./policy-rules.ts";

/** An admission policy that constrains GitRepository objects. */
export interface GitPolicy {
  kind: string;
  /** `?` where it has none. */
  name: string;
  /** Exact names; undefined where it may reach every namespace, or where the text does not tell. */
  namespaces: NamespaceLimit | undefined;
  /** True where the same policy constrains OCIRepository objects too. */
  coversOci: boolean;
}

/** A family of policies: where its kinds say which objects they are for. */
interface PolicyForm {
  group: string;
  /** Undefined: every kind of the group. */
  kinds?: readonly string[];
  rules: (root: YamlNode) => PolicyRule[];
}

/** From the API references of Kubernetes (admissionregistration.k8s.io/v1), Kyverno and Gatekeeper. */
const POLICY_FORMS: readonly PolicyForm[] = [
  { group: "kyverno.io", kinds: ["ClusterPolicy", "Policy"], rules: kyvernoRules },
  { group: "policies.kyverno.io", rules: constraintRules },
  {
    group: "admissionregistration.k8s.io",
    kinds: ["ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"],
    rules: constraintRules,
  },
  {
    group: "admissionregistration.k8s.io",
    kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
    rules: (root) =>
      itemsAt(root, ["webhooks"]).flatMap((hook) => resourceRules(hook, "rules", selectorLimit(hook))),
  },
  { group: "constraints.gatekeeper.sh", rules: gatekeeperRules },
];

const SOURCE_GROUP = "source.toolkit.fluxcd.io";

/**
 * Reads an object as an admission policy. `root` is the whole object, `group` and `kind` its own.
 * @returns undefined for what is no policy, or is for no GitRepository. In doubt a policy counts as one that is, and
 * its namespaces as unknown: a lost control must be seen. Conditions (CEL, preconditions, bindings) are not read, and
 * another object that does the same for OCIRepository is not looked for.
 */
export function policyOnGitRepository(root: YamlNode, group: string, kind: string): GitPolicy | undefined {
  const form = POLICY_FORMS.find((one) => one.group === group && (one.kinds?.includes(kind) ?? true));
  const rules = form?.rules(root) ?? [];
  const onGit = rules.filter((rule) => rule.matches(SOURCE_GROUP, "GitRepository", "gitrepositories"));
  if (onGit.length === 0) return undefined;
  return {
    kind,
    name: textAt(root, ["metadata", "name"]) ?? "?",
    namespaces: unite(onGit.map((rule) => rule.namespaces)),
    coversOci: rules.some((rule) => rule.matches(SOURCE_GROUP, "OCIRepository", "ocirepositories")),
  };
}

/** `matchConstraints` of a ValidatingAdmissionPolicy and its relatives: resourceRules less excludeResourceRules. */
function constraintRules(root: YamlNode): PolicyRule[] {
  const constraints = at(root, ["spec", "matchConstraints"]);
  const own = textAt(root, ["kind"])?.startsWith("Namespaced")
    ? textAt(root, ["metadata", "namespace"])
    : undefined;
  const limit = own === undefined ? selectorLimit(constraints) : { include: [own] };
  const excluded = resourceRules(constraints, "excludeResourceRules", undefined);
  return resourceRules(constraints, "resourceRules", limit).map((rule) => ({
    namespaces: rule.namespaces,
    matches: (...object) => rule.matches(...object) && !excluded.some((other) => other.matches(...object)),
  }));
}

function resourceRules(
  node: YamlNode | undefined,
  field: string,
  namespaces: NamespaceLimit | undefined,
): PolicyRule[] {
  return itemsAt(node, [field]).map((rule) => {
    const groups = namesOf(rule, "apiGroups");
    const resources = namesOf(rule, "resources");
    // An exclusion of single objects by name leaves the rest of the kind under control.
    const single = field === "excludeResourceRules" && namesOf(rule, "resourceNames").length > 0;
    return {
      namespaces,
      matches: (group, _kind, resource) =>
        !single && hasAny(groups, [group, "*"]) && hasAny(resources, [resource, "*", "*/*"]),
    };
  });
}

/** `match.kinds` of a Gatekeeper constraint; without it, or with an empty list in it, every kind is meant. */
function gatekeeperRules(root: YamlNode): PolicyRule[] {
  const match = at(root, ["spec", "match"]);
  const namespaces = limitOf(namesOf(match, "namespaces"), namesOf(match, "excludedNamespaces"));
  const entries = itemsAt(match, ["kinds"]);
  if (entries.length === 0) return [{ namespaces, matches: () => true }];
  return entries.map((entry) => {
    const groups = namesOf(entry, "apiGroups");
    const kinds = namesOf(entry, "kinds");
    const fits = (names: readonly string[], name: string) => names.length === 0 || hasAny(names, [name, "*"]);
    return { namespaces, matches: (group, kind) => fits(groups, group) && fits(kinds, kind) };
  });
}

/** True for an API group that admission policies are of. */
export function isPolicyGroup(group: string): boolean {
  return POLICY_FORMS.some((form) => form.group === group);
}
