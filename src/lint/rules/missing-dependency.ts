import { itemsIn, textIn } from "../../build/node.ts";
import { describe } from "../../core/manifest.ts";
import { isFilledLater } from "../../core/variables.ts";
import { GROUP } from "../../flux/groups.ts";
import { type InCluster, isBlurred } from "../../graph/built-manifests.ts";
import { buildsOf, placeOfValue } from "../builds.ts";
import { openingsOf } from "../closed.ts";
import { identityOf, type LintContext } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";
import { isOneSlipAway } from "../schema/nearest-name.ts";

const KINDS: Readonly<Record<string, string>> = { Kustomization: GROUP.kustomize, HelmRelease: GROUP.helm };

/** Letters that two names must share at least before one may stand for the other. */
const SHORTEST = 4;

/** A `dependsOn` that names what its cluster does not have: the object waits for ever. */
export const missingDependency: LintRule = {
  id: "missing-dependency",
  find: (context) => {
    const all = buildsOf(context).all.filter(({ object: { id } }) => KINDS[id.kind] === id.group);
    const names = new Map(all.map((one) => [keyOf(one, one.object.id.namespace, one.object.id.name), one]));
    const loose = new Set(
      all
        .filter(({ sources }) => sources.cluster.path === undefined)
        .map(({ object: { id } }) => `${id.kind} ${id.namespace}`),
    );
    const found = all.flatMap((one) => missingIn(one, names, loose, context));
    return [...new Map(found.map((one) => [JSON.stringify([one.location, one.message]), one])).values()];
  },
};

function keyOf({ object: { id }, sources }: InCluster, namespace: string, name: string): string {
  return JSON.stringify([sources.cluster.key, id.kind, namespace, name]);
}

/**
 * @param loose kinds and namespaces of objects that no root applies: somebody may have applied them to any cluster, as
 *   gandazgul-k8s-infrastructure does with what its roots wait for
 */
function missingIn(
  one: InCluster,
  names: ReadonlyMap<string, InCluster>,
  loose: ReadonlySet<string>,
  context: LintContext,
): Found[] {
  const { object, sources } = one;
  if (sources.cluster.path === undefined || isBlurred(one) || object.delivery.doubt) return [];
  return itemsIn(object.built.node, ["spec", "dependsOn"]).flatMap((item, i): Found[] => {
    const name = textIn(item, ["name"]);
    const namespace = textIn(item, ["namespace"]) || object.id.namespace;
    if (name === "" || isFilledLater(name) || isFilledLater(namespace)) return [];
    if (names.has(keyOf(one, namespace, name))) return [];
    const near = nearestIn(one, namespace, name, names);
    const kind = object.id.kind;
    if (loose.has(`${kind} ${namespace}`) || (near === undefined && isOpen(one, context))) return [];
    return [
      {
        message: `${describe(one.manifest)} waits for ${kind} ${namespace}/${name}, which nothing declares in its cluster, so it is never applied; ${near === undefined ? "declare it, or remove the entry" : `write ${near} if that is meant`}`,
        location: placeOfValue(one, ["spec", "dependsOn", i, "name"]),
        object: identityOf(one.manifest, context.graph),
      },
    ];
  });
}

/** The object of that kind which was most likely meant, as `namespace/name` where the namespace differs. */
function nearestIn(
  one: InCluster,
  namespace: string,
  name: string,
  names: ReadonlyMap<string, InCluster>,
): string | undefined {
  const { cluster } = one.sources;
  for (const { object, sources } of names.values()) {
    const { id } = object;
    if (sources.cluster !== cluster || id.kind !== one.object.id.kind) continue;
    if (id.name === name) return `namespace: ${id.namespace}`;
    if (id.namespace === namespace && isMeant(id.name, name)) return id.name;
  }
  return undefined;
}

/** One slip apart, or one short for the other: `infra` and `infrastructure`. Numbers set names apart. */
function isMeant(a: string, b: string): boolean {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  if (/\d/.test(long)) return false;
  return isOneSlipAway(a, b) || (short.length >= SHORTEST && /^[a-z]+$/.test(long) && long.startsWith(short));
}

/** True if something that this repository does not show may bring the object. */
function isOpen({ sources }: InCluster, context: LintContext): boolean {
  return sources.cluster.gaps.length > 0 || openingsOf(context).into(sources, true) !== undefined;
}
