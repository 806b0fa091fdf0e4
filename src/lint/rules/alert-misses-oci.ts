import { groupBy } from "../../core/group.ts";
import type { LintFix } from "../../core/lint.ts";
import { describe, type Manifest } from "../../core/manifest.ts";
import type { ExistingOci } from "../../core/neighbours.ts";
import type { FieldOp } from "../../core/ops.ts";
import { child, pairOf, pairsAt, textAt, type YamlNode } from "../../core/tree.ts";
import { firstOf } from "../../core/wording.ts";
import { GROUP } from "../../flux/groups.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { holdsChart, lookingFrom, ociAt } from "../existing.ts";
import { moveFix } from "../migration-fix.ts";
import { onceATree } from "../once.ts";
import { repairFix } from "../repair-fix.ts";
import type { Found, LintRule } from "../rule.ts";
import { type SourceRef, sourceRefsOf } from "../source-refs.ts";

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

interface Missed {
  ref: SourceRef;
  sources: readonly ExistingOci[];
}

function found(manifest: Manifest, context: LintContext): Found[] {
  const refs = sourceRefsOf(manifest);
  const missed = refs.flatMap((ref) => {
    const sources = missedBy(ref, refs, context);
    return sources.length > 0 ? [{ ref, sources }] : [];
  });
  return missed.map(({ ref, sources }) => {
    const names = [...new Set(sources.map(({ name }) => name))].sort();
    const shown = firstOf(names);
    const [first] = sources;
    return {
      message: `${describe(manifest)} tells of GitRepository ${ref.name} and not of OCIRepository ${shown}; add an entry of eventSources with kind: OCIRepository and name: ${nameText(ref)}`,
      location: placeIn(manifest, child(ref.node, "kind")),
      object: identityOf(manifest, context.graph),
      related: first
        ? [
            {
              message: `OCIRepository ${first.name} is declared here`,
              location: placeIn(first.manifest, undefined),
            },
          ]
        : [],
      ...fixOf(ref, missed, context),
    };
  });
}

function nameText({ name }: SourceRef): string {
  return name === "*" ? "'*'" : name;
}

/** OCIRepositories that the entry would mean if it were for them, and that no entry of the Alert means. */
function missedBy(ref: SourceRef, refs: readonly SourceRef[], context: LintContext): ExistingOci[] {
  const { graph } = context;
  if (ref.kind !== "GitRepository") return [];
  const looking = lookingFrom(ref, graph);
  const own = ociAt(ref.name, looking, context).filter(
    (one) => hasLabels(one.manifest.node, ref.node) && (ref.name !== "*" || !holdsChart(one)),
  );
  const told = refs
    .filter(({ kind }) => kind === "OCIRepository")
    .flatMap((other) =>
      ociAt(other.name, lookingFrom(other, graph), context).filter((one) =>
        hasLabels(one.manifest.node, other.node),
      ),
    );
  const known = new Set(told.map(({ manifest }) => manifest));
  return own.filter(({ manifest }) => !known.has(manifest));
}

function hasLabels(object: YamlNode, entry: YamlNode): boolean {
  return pairsAt(entry, ["matchLabels"]).every(
    ({ key, value }) => textAt(object, ["metadata", "labels", String(key.value)]) === textAt(value),
  );
}

/** What migrate does where it does something, else the entry that it would add. */
function fixOf(ref: SourceRef, missed: readonly Missed[], context: LintContext): { fix?: LintFix } {
  const moved = referenceOf(ref, context);
  const outcome = moved && context.plan.outcomes.get(moved)?.outcome;
  if (moved && outcome !== "keep" && outcome !== "manual") return moveFix(moved, context.safe);
  const ops = missed
    .filter((one) => {
      const other = referenceOf(one.ref, context);
      const its = other && context.plan.outcomes.get(other)?.outcome;
      return !other || its === "keep" || its === "manual";
    })
    .map((one) => copyOf(one.ref));
  return repairFix(
    "alert-misses-oci",
    ref.manifest,
    ops,
    "add the entry for OCIRepository beside the one for GitRepository",
    context,
  );
}

function copyOf({ node, steps, apiVersion }: SourceRef): FieldOp {
  const ops: FieldOp[] = [{ op: "set", path: ["kind"], value: "OCIRepository" }];
  if (apiVersion !== undefined && pairOf(node, "apiVersion"))
    ops.push({ op: "remove", path: ["apiVersion"] });
  return { op: "copy-item", path: steps, ops };
}

function referenceOf({ manifest, steps }: SourceRef, context: LintContext) {
  const key = steps.join(".");
  return referencesOf(context)
    .get(manifest)
    ?.find((one) => one.steps?.join(".") === key);
}

const referencesOf = onceATree(({ graph }: LintContext) => groupBy(graph.references, (one) => one.manifest));
