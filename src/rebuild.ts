/** Builds clusters again from planned texts: what is not exactly the intended change is taken out of the plan. */
import type { Cluster, ClusterObject } from "./build/cluster.ts";
import { sourceKey } from "./build/cluster-walk.ts";
import { knownSources } from "./build/clusters.ts";
import { fileOf } from "./build/roots.ts";
import type { Area } from "./core/area.ts";
import { refEntry } from "./core/decision.ts";
import type { Reference, SourceNode } from "./core/graph.ts";
import type { Manifest } from "./core/manifest.ts";
import { targetName } from "./core/names.ts";
import { normalize } from "./core/paths.ts";
import { type FileChange, isMove, type Plan, type Target } from "./core/plan.ts";
import { isChart, sourceOf, type Unit } from "./core/units.ts";
import {
  type Comparison,
  type IntendedSource,
  type Intent,
  type Surprise,
  surprises,
} from "./graph/compare.ts";
import { type SourceName, sourceRefs } from "./graph/source-refs.ts";

/** What of a plan cannot stay, each with the reason. */
export interface Blocked {
  units: Map<Unit, string>;
  references: Map<Reference, string>;
}

/** What stands in the way of a plan; empty if the clusters get exactly what it intends. */
export function blockedBy(
  plan: Plan,
  files: readonly FileChange[],
  before: readonly Cluster[],
  after: readonly Cluster[],
  rows: Comparison["rows"],
  area: Area,
  valueProblem: Comparison["valueProblem"],
): Blocked {
  const mended = new Set(
    plan.repairs.flatMap(({ intent }) => (intent.type === "repair" ? [keyOf(intent.manifest)] : [])),
  );
  const found = surprises({
    before,
    after,
    intents: new Map(before.map((cluster) => [cluster.key, intentOf(cluster, plan)])),
    rows,
    valueProblem,
    isMended: (object) => mended.has(`${fileOf(object)} ${object.id.kind} ${object.id.name}`),
  });
  const blocked: Blocked = { units: new Map(), references: new Map() };
  for (const one of found) if (!isWaived(one, plan, rows, area)) block(one, plan, files, blocked);
  return blocked;
}

/** True for what this run does not edit, if a person waives it for the source that it names or declares. */
function isWaived({ object }: Surprise, plan: Plan, rows: Comparison["rows"], area: Area): boolean {
  const file = object && fileOf(object);
  if (object === undefined || file === undefined || area.outside(file) === undefined) return false;
  const waived = plan.migrations.filter(({ target }) => target.decision.waive.includes("excluded-readers"));
  const names = [object.id.name, ...sourceRefs(object, rows).map(({ name }) => name)];
  return waived.some(({ source }) => names.includes(source.name));
}

function keyOf({ document, kind, name }: Manifest): string {
  return `${document.file} ${kind} ${name}`;
}

/** What a plan means for a cluster. */
function intentOf(cluster: Cluster, plan: Plan): Intent {
  const moves = new Map<string, IntendedSource[]>();
  const retired = new Set<string>();
  for (const { source, target } of plan.migrations) {
    if (source.cluster !== cluster.key && source.cluster !== "?") continue;
    const key = `${known(source.namespace)}/${source.name}`;
    const to = intended(target);
    moves.set(key, [...(moves.get(key) ?? []), to]);
  }
  // One text declares a source for several clusters, and goes for all of them or for none.
  const gone = new Set(
    plan.migrations.flatMap(({ changes }) =>
      changes.flatMap(({ intent }) => (intent.type === "retire" ? [intent.declaration.manifest.node] : [])),
    ),
  );
  for (const unit of plan.decisions.keys()) {
    if (isChart(unit) || (unit.cluster !== cluster.key && unit.cluster !== "?")) continue;
    if (unit.declarations.some(({ manifest }) => gone.has(manifest.node)))
      retired.add(`${known(unit.namespace)}/${unit.name}`);
  }
  const promised = [
    ...plan.elsewhere,
    // Programs are in no build, and what applies a file to a cluster without a root only the person knows who named it.
    ...plan.migrations.flatMap(({ target }) =>
      isInProgram(target) || (cluster.path === undefined && isOfNoRoot(target)) ? [target] : [],
    ),
  ].map(({ name, namespace }) => ({ kind: "OCIRepository", name, namespace: known(namespace) }));
  return { moves, retired, promised, alike: alikeIn(cluster, plan) };
}

function intended({ kind, name, namespace, decision: { url, ref } }: Target): IntendedSource {
  const spec = kind === "OCIRepository" && { spec: { url, ref } };
  return { kind, name, namespace: known(namespace), ...spec };
}

/**
 * Sources that a text declares for other clusters and for this one too, in which nothing moves to them: their Git
 * sources have one name, and nobody decides otherwise here.
 */
function alikeIn(cluster: Cluster, { migrations, decisions }: Plan): IntendedSource[] {
  const own = [...decisions].filter(([unit]) => !isChart(unit) && unit.cluster === cluster.key);
  return migrations.flatMap(({ unit, source, target }) =>
    own.flatMap(([one, decision]) => {
      const there = sourceOf(one);
      if (source.cluster === cluster.key || !isSharing(there, source)) return [];
      const { url, ref, nameTemplate } = target.decision;
      const isAlike = isChart(unit)
        ? decision.action !== "keep" && there.repository === source.repository
        : decision.action === "migrate" &&
          decision.url === url &&
          `${refEntry(decision.ref)}` === `${refEntry(ref)}`;
      const name = isChart(unit) ? target.name : targetName(there, nameTemplate);
      return isAlike ? [{ ...intended(target), name, namespace: known(there.namespace) }] : [];
    }),
  );
}

/** True for sources of two clusters that one text declares, or that are called alike. */
function isSharing(a: SourceNode, b: SourceNode): boolean {
  if (a.name === b.name && a.namespace === b.namespace) return true;
  const nodes = new Set(a.declarations.map(({ manifest }) => manifest.node));
  return b.declarations.some(({ manifest }) => nodes.has(manifest.node));
}

/** True for a named file that no root of this tree applies. */
function isOfNoRoot({ place }: Target): boolean {
  return place.at === "file" && place.scopes.length === 0;
}

function isInProgram({ place }: Target): boolean {
  return place.at === "beside" && place.declaration.manifest.document.code === true;
}

function known(namespace: string): string {
  return namespace === "?" ? "" : namespace;
}

/** Finds what of the plan a surprise comes from: the references of the object, else the sources of the cluster. */
function block(
  { cluster, what, object, source, delivery }: Surprise,
  plan: Plan,
  files: readonly FileChange[],
  blocked: Blocked,
): void {
  const reason = `the result was built, and ${what}`;
  const own = object ? referencesOf(object, cluster, plan) : [];
  for (const reference of own) blocked.references.set(reference, reason);
  if (own.length > 0) return;
  const here = plan.migrations.filter(
    ({ source: one }) => one.cluster === cluster.key || one.cluster === "?",
  );
  const named = here.filter(({ target }) => source && isTarget(target, source));
  const anywhere = plan.migrations.filter(({ target }) => source && isTarget(target, source));
  // An overlay may give it another namespace.
  const alike = plan.migrations.filter(
    ({ target }) => source && target.kind === source.kind && target.name === source.name,
  );
  const changed = new Set(files.map(({ path }) => path));
  const built = here.filter(
    ({ changes }) => delivery && changes.some(({ file }) => changed.has(file) && delivery.visited.has(file)),
  );
  const ofObject = here.filter(({ source: one }) => object && one.name === object.id.name);
  const [found = plan.migrations] = [named, anywhere, alike, ofObject, built, here].filter(
    (list) => list.length > 0,
  );
  for (const { unit } of found) blocked.units.set(unit, reason);
}

/** True for the target that a source of a cluster is; a namespace that nobody knows fits all. */
function isTarget(target: Target, { kind, name, namespace }: SourceName): boolean {
  const own = known(target.namespace);
  return (
    target.kind === kind && target.name === name && (own === "" || namespace === "" || own === namespace)
  );
}

/** Moved references of an object, in whatever text they stand. */
function referencesOf(object: ClusterObject, cluster: Cluster, plan: Plan): Reference[] {
  const file = fileOf(object);
  const moved = plan.migrations.flatMap(({ changes }) =>
    changes.flatMap(({ intent }) => (isMove(intent) ? [intent.reference] : [])),
  );
  const ofObject = moved.filter(({ uses }) =>
    uses?.some(
      (use) =>
        use.cluster === cluster.key &&
        use.kind === object.id.kind &&
        use.name === object.id.name &&
        use.namespace === object.id.namespace,
    ),
  );
  if (ofObject.length > 0) return ofObject;
  return moved.filter(
    ({ manifest, uses }) =>
      !uses &&
      manifest.document.file === file &&
      manifest.kind === object.id.kind &&
      manifest.name === object.id.name,
  );
}

/**
 * Kustomizations that read this tree, with the directory at which their paths begin: an OCIRepository as their
 * source would not tell that any more, and an artifact may have another root.
 */
export function sourcesAfter(clusters: readonly Cluster[], { migrations }: Plan): Map<string, string> {
  const known = knownSources(clusters);
  const moved = new Map<string, string>();
  for (const { intent } of migrations.flatMap(({ changes }) => changes)) {
    if (!isMove(intent)) continue;
    const { manifest } = intent.reference;
    moved.set(`${manifest.document.file} ${manifest.name}`, intent.target.decision.artifact?.path ?? "");
  }
  for (const { key, deliveries } of clusters)
    for (const { by, base } of deliveries) {
      const path = by && base !== undefined ? moved.get(`${fileOf(by)} ${by.id.name}`) : undefined;
      if (by && path !== undefined) known.set(sourceKey(key, by.id), normalize(path) ?? "");
    }
  return known;
}
