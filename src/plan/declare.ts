import { type Declaration, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { helmRepository } from "../core/helm-repository.ts";
import { ociObject } from "../core/oci-object.ts";
import type { PlainRecord } from "../core/ops.ts";
import { type Change, reasonsText, type Target } from "../core/plan.ts";
import { reRootIgnore } from "../core/re-root-ignore.ts";
import { pairsAt, textAt } from "../core/tree.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";

const RULE = "git-repository";
const CHART_RULE = "helmrelease-chart";
/** Fields of a Git declaration that keep their meaning in a new object; texts only. */
const KEPT_FIELDS = ["timeout", "ignore"] as const;
/** A chart is taken from its artifact as it is, so no rule about files counts. */
const KEPT_FOR_CHARTS = ["timeout"] as const;
/** Labels without which no controller would reconcile the new object (flux-facts 8.21). */
const KEPT_LABELS = ["sharding.fluxcd.io/key"] as const;

/** The OCIRepository of a source whose own declaration cannot hold it, as plain data. */
export function newObject(unit: Unit, target: Target): PlainRecord {
  const source = sourceOf(unit);
  const [declaration] = source.declarations;
  const namespace = target.namespace === UNKNOWN ? undefined : target.namespace;
  const interval = target.interval ?? "5m";
  if (target.kind === "HelmRepository") return helmRepository({ ...target, namespace, interval });
  const kept: PlainRecord = {};
  for (const field of isChart(unit) ? KEPT_FOR_CHARTS : KEPT_FIELDS) {
    const text = textAt(declaration?.spec, [field]);
    if (text !== undefined) kept[field] = text;
  }
  const { artifact } = target.decision;
  const ignore =
    artifact && reRootIgnore(textAt(declaration?.spec, ["ignore"]), artifact.path, artifact.ignoredAbove);
  if (ignore?.text !== undefined) kept.ignore = ignore.text;
  const object = ociObject({
    apiVersion: target.apiVersion,
    name: target.name,
    namespace,
    interval,
    kept,
    root: !isChart(unit) && source.roots.length > 0,
    decision: target.decision,
  });
  const labels = pairsAt(declaration?.manifest.node, ["metadata", "labels"]).filter((pair) =>
    KEPT_LABELS.some((label) => label === pair.key.value),
  );
  const metadata = object.metadata as PlainRecord;
  if (labels.length > 0)
    metadata.labels = Object.fromEntries(
      labels.map((pair) => [String(pair.key.value), textAt(pair.value) ?? ""]),
    );
  return object;
}

/** Changes that declare a target away from the Git declaration, and retire the latter where it can go. */
export function declareElsewhere(unit: Unit, target: Target, keeps: string | undefined): Change[] {
  const source = sourceOf(unit);
  const { place } = target;
  const changes: Change[] = [];
  if (place.at === "file")
    changes.push({
      rule: isChart(unit) ? CHART_RULE : RULE,
      file: place.file,
      intent: {
        type: "declare-in",
        unit,
        target,
        file: place.file,
        listIn: place.listIn,
        object: newObject(unit, target),
      },
      why: `${target.kind} ${target.namespace}/${target.name} from ${target.decision.url}, for ${unit.id}, whose own declaration cannot hold it${reasonsText(target)}`,
    });
  const own = source.declarations.filter((one) => one.as === "object");
  const [declaration] = own;
  const goes = place.at === "existing" || isChart(unit);
  if (!goes || keeps !== undefined || !declaration || own.length > 1) return changes;
  changes.push(retire(source, target, declaration));
  return changes;
}

/** Takes a Git declaration away whose place an object of another text takes. */
export function retire(source: SourceNode, target: Target, declaration: Declaration): Change {
  return {
    rule: RULE,
    file: declaration.manifest.document.file,
    intent: { type: "retire", source, declaration },
    why: `nothing refers to ${source.id} any more; ${target.kind} ${target.namespace}/${target.name} takes its place`,
  };
}
