import type { ClusterObject } from "../../build/cluster.ts";
import { get, textIn } from "../../build/node.ts";
import { groupBy } from "../../core/group.ts";
import { describe } from "../../core/manifest.ts";
import { child } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import { type InCluster, isBlurred } from "../../graph/built-manifests.ts";
import { siteOf } from "../../graph/sites.ts";
import { type SourceRef, sourceRefs } from "../../graph/source-refs.ts";
import { buildsOf, declarationOf, placeOfValue } from "../builds.ts";
import { openingsOf } from "../closed.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";
import { difference, isOneSlipAway } from "../schema/nearest-name.ts";

/**
 * A reference to a source that its cluster does not have. Most references of real fleets name a source that is made
 * elsewhere, so it is said only of clusters of which this tree shows everything (`ClusterSources.unknown`).
 */
export const danglingSourceRef: LintRule = {
  id: "dangling-source-ref",
  find: (context) => {
    const refs = buildsOf(context).all.flatMap((one) =>
      sourceRefs(one.object, []).flatMap((ref) => (isAsked(ref) ? [{ one, ref }] : [])),
    );
    return [...groupBy(refs, placeOf).values()].flatMap((ways) => found(ways, context));
  },
};

/** True for what no object of Kubernetes can be called, whoever makes it. */
function isNoName(name: string): boolean {
  return !isFilledLater(name) && !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name);
}

/** Kinds whose every declaration is read; of the others only those that stand in a file for another reason. */
const READ_KINDS = ["GitRepository", "OCIRepository", "HelmChart"];

/** A reference in one of the clusters that have it. */
interface Way {
  one: InCluster;
  ref: SourceRef;
}

function isAsked({ kind, row }: SourceRef): boolean {
  // Another rule says that this kind is never accepted there.
  const isSaid =
    kind === "OCIRepository" && (row?.id === "helmrelease-chart" || row?.id === "helmchart-source-ref");
  return READ_KINDS.includes(kind) && !isSaid;
}

/** The text that names the source: one text may do so in many objects. */
function placeOf({ one, ref }: Way): string {
  const name = get(ref.node, keyOf(ref));
  const { document, item } = one.manifest;
  const site = name && siteOf(name.origin);
  return `${ref.kind} ${site ?? `${document.file}#${document.index}.${item} ${ref.path.join(".")}`}`;
}

function keyOf({ row }: SourceRef): string {
  return row?.nameKey ?? "name";
}

function found(ways: readonly Way[], context: LintContext): Found[] {
  const lost = ways.filter((way) => isMissing(way, context));
  const [first] = lost;
  if (!first) return [];
  const { one, ref } = first;
  const isAlert = ref.row?.id === "alert-event-source";
  // An Alert that several clusters share is right as soon as one of them has what it names.
  if (isAlert && lost.length < ways.length) return [];
  const near = nearestOf(first, context);
  const declaration = near?.object && declarationOf(near.object, context);
  const shown = ref.namespace === "" ? ref.name : `${ref.namespace}/${ref.name}`;
  return [
    {
      message: `${describe(one.manifest)} names ${ref.kind} ${shown}, which nothing declares in its cluster${near ? `; ${near.why}` : isNoName(ref.name) ? ", and no object can have that name; write the name of the source" : "; declare it, or correct the name"}`,
      location: placeOfValue(one, [...ref.path, keyOf(ref)]),
      object: identityOf(one.manifest, context.graph),
      ...(near?.object &&
        declaration && {
          related: [
            {
              message: `${near.object.id.kind} ${near.object.id.name} is declared here`,
              location: placeIn(declaration, child(declaration.node, "kind")),
            },
          ],
        }),
      // An Alert on what is not there does no harm but its silence.
      ...(isAlert && { severity: "warning" as const }),
    },
  ];
}

/** What is called almost as something here is a slip, whatever other repositories bring to the cluster. */
function isMissing(way: Way, context: LintContext): boolean {
  const { one, ref } = way;
  const { sources, object } = one;
  if (isBlurred(one) || object.delivery.doubt || sources.meant(ref).length > 0) return false;
  if (isNoName(ref.name)) return true;
  const isOpen = (foreign: boolean) =>
    sources.unknown(ref, foreign) !== undefined || openingsOf(context).into(sources, foreign) !== undefined;
  return !isOpen(false) && (nearestOf(way, context)?.isSlip === true || !isOpen(true));
}

interface Near {
  /** Undefined if no cluster gets it. */
  object: ClusterObject | undefined;
  why: string;
  /** False if somebody else may well have declared what is named. */
  isSlip: boolean;
}

/** What was most likely meant: the other kind of that name, another namespace, a name one slip away. */
function nearestOf({ one, ref }: Way, context: LintContext): Near | undefined {
  const { kind, name, namespace } = ref;
  const { sources } = one;
  const named = READ_KINDS.flatMap((other) => sources.meant({ kind: other, name, namespace: "" })).filter(
    ({ id }) => id.namespace !== "",
  );
  const deleted = deletedOf({ one, ref }, context);
  if (deleted) return deleted;
  const otherKind = named.find(({ id }) => id.kind !== kind && id.namespace === namespace);
  if (otherKind)
    return {
      object: otherKind,
      why: `there is ${articled(otherKind.id.kind)} of that name, so declare the ${kind}, or write kind: ${otherKind.id.kind}`,
      isSlip: declarationOf(otherKind, context) !== undefined,
    };
  const elsewhere = named.find(({ id }) => id.kind === kind);
  if (elsewhere)
    return {
      object: elsewhere,
      why: `there is one in the namespace ${elsewhere.id.namespace}, so write namespace: ${elsewhere.id.namespace}`,
      // The source of a root that no file shows may be there in more than one namespace.
      isSlip: declarationOf(elsewhere, context) !== undefined || textIn(ref.node, ["namespace"]) !== "",
    };
  if (namespace === "") return undefined;
  const alike = sources.in(ref).find(({ id }) => isSlip(id.name, name));
  return (
    alike && {
      object: alike,
      why: `there is ${articled(kind)} ${alike.id.name}: write that name if it is meant`,
      isSlip: true,
    }
  );
}

/** A file that this cluster builds declares it, and the build has it no longer: a patch has deleted it. */
function deletedOf({ one, ref }: Way, context: LintContext): Near | undefined {
  const { cluster } = one.sources;
  const manifest = context.objects.manifests.find(
    (other) =>
      other.kind === ref.kind &&
      other.name === ref.name &&
      (other.namespace ?? ref.namespace) === ref.namespace &&
      cluster.deliveries.some(({ visited }) => visited.has(other.document.file)) &&
      !buildsOf(context)
        .of(other)
        .some(({ sources }) => sources.cluster === cluster),
  );
  return (
    manifest && {
      object: undefined,
      why: `${manifest.document.file} declares it, and a patch deletes it`,
      isSlip: true,
    }
  );
}

function articled(kind: string): string {
  return `${/^[AEIOU]/.test(kind) ? "an" : "a"} ${kind}`;
}

/** True for two names that are one slip apart and do not differ by what sets names apart. */
function isSlip(a: string, b: string): boolean {
  if (!isOneSlipAway(a, b)) return false;
  const { before, left, after } = difference(a, b);
  // Names are numbered, and lettered: `team-a` and `team-b`, `node1` and `node2`.
  return !/\d/.test(left) && !(/^$|-/.test(before) && /^$|-/.test(after));
}
