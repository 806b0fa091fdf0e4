import { itemsIn, textIn } from "../../build/node.ts";
import { describe } from "../../core/manifest.ts";
import { GROUP } from "../../flux/groups.ts";
import type { InCluster } from "../../graph/built-manifests.ts";
import { buildsOf, placeOfValue } from "../builds.ts";
import { identityOf, type LintContext } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";

/** Kustomizations or HelmReleases that wait for each other, or for themselves: none of them is ever applied. */
export const circularDependency: LintRule = {
  id: "circular-dependency",
  find: (context) => {
    const byName = new Map(
      buildsOf(context)
        .all.filter(({ object: { id } }) => id.group === GROUP.kustomize || id.group === GROUP.helm)
        .map((one) => [keyOf(one), one]),
    );
    const found = [...byName.values()].flatMap((one) => circlesOf(one, byName, context));
    return [...new Map(found.map((one) => [JSON.stringify([one.location, one.message]), one])).values()];
  },
};

type ByName = ReadonlyMap<string, InCluster>;

function keyOf({ object: { id }, sources }: InCluster, namespace = id.namespace, name = id.name): string {
  return JSON.stringify([sources.cluster.key, id.group, id.kind, namespace, name]);
}

function circlesOf(one: InCluster, byName: ByName, context: LintContext): Found[] {
  return waitsFor(one).flatMap((next, i) => {
    const way = wayTo(keyOf(one), next, byName);
    if (!way) return [];
    const names = way.map((key) => byName.get(key)?.object.id.name ?? "?");
    return [
      {
        message: `${describe(one.manifest)} waits for ${way.length === 1 ? "itself" : names.join(", which waits for ")}, so none of them is ever applied; remove one entry of dependsOn`,
        location: placeOfValue(one, ["spec", "dependsOn", i, "name"]),
        object: identityOf(one.manifest, context.graph),
      },
    ];
  });
}

function waitsFor(one: InCluster): string[] {
  return itemsIn(one.object.built.node, ["spec", "dependsOn"]).map((item) =>
    keyOf(one, textIn(item, ["namespace"]) || one.object.id.namespace, textIn(item, ["name"])),
  );
}

/** The keys from `start` to `goal`, both included; undefined if no way leads there. */
function wayTo(goal: string, start: string, byName: ByName): string[] | undefined {
  const from = new Map<string, string | undefined>([[start, undefined]]);
  for (const key of from.keys()) {
    if (key === goal) return wayBack(key, from);
    const one = byName.get(key);
    for (const next of one ? waitsFor(one) : []) if (!from.has(next)) from.set(next, key);
  }
  return undefined;
}

function wayBack(end: string, from: ReadonlyMap<string, string | undefined>): string[] {
  const way: string[] = [];
  for (let key: string | undefined = end; key !== undefined; key = from.get(key)) way.unshift(key);
  return way;
}
