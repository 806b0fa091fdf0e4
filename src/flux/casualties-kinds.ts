import { deref, type Pair, type SeqNode, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "./groups.ts";

/** A part of an object that means every GitRepository, and what it lacks. */
export interface LackingKind {
  node: YamlNode;
  /** The text to add beside it. */
  add: string;
}

/** How tools write the kind in one word, with its group: Kyverno and Argo CD, Velero and ResourceQuota. */
const WORD =
  /^(?:\S+\/)?(?:source\.toolkit\.fluxcd\.io(?:\/[^/\s]+\/|_)GitRepository|gitrepositories(?:\.v\w+)?\.source\.toolkit\.fluxcd\.io)$/;

/**
 * Entries of a list that select GitRepository by kind and group, if no entry beside them selects OCIRepository:
 * Karmada's `resourceSelectors`, Velero's `includedResources`, Kyverno's `cloneList`. One with a name is a reference.
 */
export function entriesWithoutOci({ items }: SeqNode): LackingKind[] {
  const entries = items.flatMap((item) => deref(item) ?? []);
  const given = new Set(entries.flatMap((entry) => selected(entry) ?? []));
  return entries.flatMap((node): LackingKind[] => {
    const kind = selected(node);
    if (kind === undefined || given.has(ofOci(kind))) return [];
    if (node.type === "scalar") return WORD.test(kind) ? [{ node, add: `- ${ofOci(kind)}` }] : [];
    return kind === "GitRepository" ? [{ node, add: "the same entry with kind: OCIRepository" }] : [];
  });
}

/** Keys such as `count/gitrepositories.source.toolkit.fluxcd.io` of a ResourceQuota. */
export function keysWithoutOci(items: readonly Pair[]): LackingKind[] {
  const given = new Set(items.map(({ key }) => String(key.value)));
  return items.flatMap(({ key }) => {
    const text = String(key.value);
    return WORD.test(text) && !given.has(ofOci(text)) ? [{ node: key, add: ofOci(text) }] : [];
  });
}

/** The kind of an entry that selects by kind alone, or the word that says it. */
function selected(node: YamlNode): string | undefined {
  if (node.type === "scalar") return typeof node.value === "string" ? node.value : undefined;
  const group = ["apiVersion", "apiGroup", "group"].flatMap(
    (key) => textAt(node, [key])?.split("/")[0] ?? [],
  );
  if (!group.includes(GROUP.source)) return undefined;
  const isOne = ["name", "metadata", "resourceRef", "spec"].some((key) => hasKey(node, key));
  return isOne ? undefined : textAt(node, ["kind"]);
}

function hasKey(node: YamlNode, name: string): boolean {
  return node.type === "map" && node.items.some(({ key }) => key.value === name);
}

function ofOci(text: string): string {
  return text.replace("GitRepository", "OCIRepository").replace("gitrepositories", "ocirepositories");
}
