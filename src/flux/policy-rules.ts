import { at, itemsAt, textAt, type YamlNode } from "../core/tree.ts";

/** Exact names of namespaces that a policy reaches, or leaves out. */
export interface NamespaceLimit {
  include?: readonly string[];
  exclude?: readonly string[];
}

/** One rule of a policy: which objects it is for, by API group, kind and plural name, and where. */
export interface PolicyRule {
  matches: (group: string, kind: string, resource: string) => boolean;
  /** Undefined where it may reach every namespace. */
  namespaces: NamespaceLimit | undefined;
}

/** A scalar list as texts; empty where there is none. */
export function namesOf(node: YamlNode | undefined, field: string): string[] {
  return itemsAt(node, [field]).flatMap((item) => textAt(item) ?? []);
}

/** True where the list holds one of the wanted texts. */
export function hasAny(names: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((one) => names.includes(one));
}

/**
 * A limit of exact names. In doubt it is wide, because a lost control must be seen: a pattern among the included
 * names makes the inclusion unknown, and one among the excluded names is left out.
 */
export function limitOf(include: readonly string[], exclude: readonly string[]): NamespaceLimit | undefined {
  const exact = (name: string) => !/[*?]/.test(name);
  const limit: NamespaceLimit = {
    ...(include.length > 0 && include.every(exact) && { include }),
    ...(exclude.some(exact) && { exclude: exclude.filter(exact) }),
  };
  return limit.include || limit.exclude ? limit : undefined;
}

/** What several rules reach together: every namespace that at least one of them reaches. */
export function unite(limits: readonly (NamespaceLimit | undefined)[]): NamespaceLimit | undefined {
  const [first] = limits;
  if (limits.length === 1 || !first) return first;
  const include = limits.every((one) => one?.include) ? limits.flatMap((one) => one?.include ?? []) : [];
  const exclude = (first.exclude ?? []).filter((name) => limits.every((one) => one?.exclude?.includes(name)));
  return limitOf([...new Set(include)], exclude);
}

const NAME_LABEL = "kubernetes.io/metadata.name";

/** A namespaceSelector by the label that every namespace carries its name in; other selectors tell nothing here. */
export function selectorLimit(node: YamlNode | undefined): NamespaceLimit | undefined {
  const selector = at(node, ["namespaceSelector"]);
  const byLabel = textAt(selector, ["matchLabels", NAME_LABEL]);
  if (byLabel !== undefined) return { include: [byLabel] };
  const byName = itemsAt(selector, ["matchExpressions"]).filter((one) => textAt(one, ["key"]) === NAME_LABEL);
  const values = (operator: string) =>
    byName.filter((one) => textAt(one, ["operator"]) === operator).flatMap((one) => namesOf(one, "values"));
  return limitOf(values("In"), values("NotIn"));
}
