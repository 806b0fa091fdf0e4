import type { ClusterObject } from "../../build/cluster.ts";
import { entriesIn, textIn } from "../../build/node.ts";
import { groupBy } from "../../core/group.ts";
import type { LintFix } from "../../core/lint.ts";
import { describe, type Manifest } from "../../core/manifest.ts";
import { CHART_MEDIA_TYPE } from "../../core/oci-object.ts";
import type { FieldOp } from "../../core/ops.ts";
import { at, pairOf } from "../../core/tree.ts";
import { firstOf } from "../../core/wording.ts";
import { GROUP } from "../../flux/groups.ts";
import { type InCluster, isAsWritten } from "../../graph/built-manifests.ts";
import { namedRefs, type SourceRef } from "../../graph/source-refs.ts";
import { buildsOf, declarationOf, placeOfValue } from "../builds.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { moveFix } from "../migration-fix.ts";
import { onceATree } from "../once.ts";
import { repairFix } from "../repair-fix.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * Events are matched by exact kind (notification-controller internal/server/event_handlers.go), so an Alert on
 * GitRepository says nothing of the OCIRepository that took its place, nor of those beside.
 */
export const alertMissesOci: LintRule = {
  id: "alert-misses-oci",
  find: (context) =>
    context.objects.manifests
      .filter(({ group, kind }) => group === GROUP.notification && kind === "Alert")
      .flatMap((manifest) => found(manifest, context)),
};

/** An entry of an Alert that misses OCIRepositories of its cluster. */
interface Missed {
  one: InCluster;
  ref: SourceRef;
  sources: readonly ClusterObject[];
}

function found(manifest: Manifest, context: LintContext): Found[] {
  const ways = buildsOf(context)
    .of(manifest)
    .flatMap((one) => {
      const refs = namedRefs(one.object);
      return refs.flatMap((ref): Missed[] => {
        const sources = missedBy(ref, refs, one);
        return sources.length > 0 ? [{ one, ref, sources }] : [];
      });
    });
  const entries = [...groupBy(ways, ({ ref }) => `${ref.path.join(".")} ${ref.name}`).values()].map(
    ([first, ...others]): Missed => ({
      ...first!,
      sources: [first!, ...others].flatMap(({ sources }) => sources),
    }),
  );
  return entries.map((entry) => {
    const { one, ref, sources } = entry;
    const names = [...new Set(sources.map(({ id }) => id.name))].sort();
    const shown = firstOf(names);
    const related = sources.flatMap((source) => {
      const declaration = declarationOf(source, context);
      const message = `OCIRepository ${source.id.name} is declared here`;
      return declaration ? [{ message, location: placeIn(declaration, undefined) }] : [];
    });
    return {
      message: `${describe(manifest)} tells of GitRepository ${ref.name} and not of OCIRepository ${shown}; add an entry of eventSources with kind: OCIRepository and name: ${nameText(ref)}`,
      location: placeOfValue(one, [...ref.path, "kind"]),
      object: identityOf(manifest, context.graph),
      related: related.slice(0, 1),
      ...fixOf(entry, entries, context),
    };
  });
}

function nameText({ name }: SourceRef): string {
  return name === "*" ? "'*'" : name;
}

/** OCIRepositories that the entry would mean if it were for them, and that no entry of the Alert means. */
function missedBy(ref: SourceRef, refs: readonly SourceRef[], { sources }: InCluster): ClusterObject[] {
  if (ref.kind !== "GitRepository") return [];
  const meantBy = (other: SourceRef) =>
    sources.meant({ ...other, kind: "OCIRepository" }).filter((one) => hasLabels(one, other));
  const told = new Set(refs.filter(({ kind }) => kind === "OCIRepository").flatMap(meantBy));
  return meantBy(ref).filter((one) => !told.has(one) && (ref.name !== "*" || !holdsChart(one)));
}

/** True for one whose layer is a Helm chart, which took no GitRepository's place as a source of manifests. */
function holdsChart({ built }: ClusterObject): boolean {
  return textIn(built.node, ["spec", "layerSelector", "mediaType"]) === CHART_MEDIA_TYPE;
}

function hasLabels({ built }: ClusterObject, { node }: SourceRef): boolean {
  return entriesIn(node, ["matchLabels"]).every(
    ({ key, value }) => textIn(built.node, ["metadata", "labels", key]) === textIn(value),
  );
}

/** What migrate does if it does something, else the entry that it would add. */
function fixOf(entry: Missed, missed: readonly Missed[], context: LintContext): { fix?: LintFix } {
  const moved = referenceOf(entry, context);
  const outcome = moved && context.plan.outcomes.get(moved)?.outcome;
  if (moved && outcome !== "keep" && outcome !== "manual") return moveFix(moved, context.safe);
  if (!isAsWritten(entry.one, entry.ref.path)) return {};
  const ops = missed
    .filter((one) => {
      const other = referenceOf(one, context);
      const its = other && context.plan.outcomes.get(other)?.outcome;
      return isAsWritten(one.one, one.ref.path) && (!other || its === "keep" || its === "manual");
    })
    .map(copyOf);
  return repairFix(
    "alert-misses-oci",
    entry.one.manifest,
    ops,
    "add the entry for OCIRepository beside the one for GitRepository",
    context,
  );
}

function copyOf({ one, ref }: Missed): FieldOp {
  const ops: FieldOp[] = [{ op: "set", path: ["kind"], value: "OCIRepository" }];
  if (pairOf(at(one.manifest.node, ref.path), "apiVersion")) ops.push({ op: "remove", path: ["apiVersion"] });
  return { op: "copy-item", path: ref.path, ops };
}

function referenceOf({ one, ref }: Missed, context: LintContext) {
  const key = ref.path.join(".");
  return referencesOf(context)
    .get(one.manifest)
    ?.find(({ steps }) => steps?.join(".") === key);
}

const referencesOf = onceATree(({ graph }: LintContext) => groupBy(graph.references, (one) => one.manifest));
