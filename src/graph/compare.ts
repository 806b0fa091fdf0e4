/** Compares what clusters get before a plan and after it with what the plan intends, and nothing else. */
import type { Cluster, ClusterObject, Delivery } from "../build/cluster.ts";
import { type BuiltNode, get, textIn } from "../build/node.ts";
import type { ConsumerRow } from "../core/consumer.ts";
import { type OciRef, refEntry } from "../core/decision.ts";
import { hasVariable } from "../core/variables.ts";
import { rowsFor } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import { ClusterSources, type SourceName, sourceRefs } from "./source-refs.ts";
import { unfilledIn } from "./unfilled.ts";

/** A source that a plan declares. */
export interface IntendedSource extends SourceName {
  /** What its `spec` has to say in this cluster; left out if that is not for a build to tell. */
  spec?: { url: string; ref: OciRef };
}

/** What a plan means to do to one cluster. */
export interface Intent {
  /** What becomes of a Git source for those that read it, by `namespace/name`. */
  moves: ReadonlyMap<string, readonly IntendedSource[]>;
  /** Git sources that go. */
  retired: ReadonlySet<string>;
  /** Sources that somebody declares outside of this tree. */
  promised: readonly SourceName[];
  /** Sources that come along, because a text declares them for other clusters too. */
  alike: readonly IntendedSource[];
}

/** A plan and how it is read. */
export interface Comparison {
  before: readonly Cluster[];
  after: readonly Cluster[];
  /** By the key of the cluster. */
  intents: ReadonlyMap<string, Intent>;
  /** Consumers of the configuration. */
  rows: readonly ConsumerRow[];
  /** True for an object that the plan mends, so that any field of it may change. */
  isMended: (object: ClusterObject) => boolean;
  /** What is wrong with a value of a new source, as the end of a sentence; its key as in git2oci.yaml. */
  valueProblem: (key: string, value: string) => string | undefined;
}

/** Something that would be otherwise than the plan means it. */
export interface Surprise {
  cluster: Cluster;
  /** A sentence without its end: what would happen, and to what. */
  what: string;
  /** The object that it is about, as it is before; undefined for one that is new. */
  object: ClusterObject | undefined;
  /** The source that is new; undefined for all others. */
  source: SourceName | undefined;
  /** The delivery that would not build any more. */
  delivery: Delivery | undefined;
}

/** Everything that the planned texts change in clusters beside what is intended. */
export function surprises(comparison: Comparison): Surprise[] {
  const after = new Map(comparison.after.map((cluster) => [cluster.key, cluster]));
  return comparison.before.flatMap((cluster) => {
    const then = after.get(cluster.key);
    if (!then) return [surprise(cluster, `${nameOf(cluster)} would have no root any more`)];
    return new ClusterComparison(cluster, then, comparison).run();
  });
}

/** A cluster for people. */
export function nameOf({ path, key }: Cluster): string {
  return path === undefined ? `what is applied by hand (${key.slice(1)})` : `cluster ${path || "."}`;
}

function surprise(cluster: Cluster, what: string, about: Partial<Surprise> = {}): Surprise {
  return { cluster, what, object: undefined, source: undefined, delivery: undefined, ...about };
}

const NO_INTENT: Intent = { moves: new Map(), retired: new Set(), promised: [], alike: [] };

class ClusterComparison {
  readonly #before: Cluster;
  readonly #after: Cluster;
  readonly #intent: Intent;
  readonly #comparison: Comparison;
  readonly #found: Surprise[] = [];
  readonly #sourcesBefore: ClusterSources;
  readonly #sourcesAfter: ClusterSources;

  constructor(before: Cluster, after: Cluster, comparison: Comparison) {
    this.#before = before;
    this.#after = after;
    this.#comparison = comparison;
    this.#intent = comparison.intents.get(before.key) ?? NO_INTENT;
    this.#sourcesBefore = new ClusterSources(before);
    this.#sourcesAfter = new ClusterSources(after);
  }

  run(): Surprise[] {
    this.#deliveries();
    const before = byId(this.#before.objects);
    const after = byId(this.#after.objects);
    for (const [key, objects] of before) {
      const object = objects[0]!;
      const then = after.get(key);
      if (then) this.#pair(objects, then);
      else if (!this.#isRetired(object)) this.#say(`${textOf(object)} would be gone`, object);
    }
    for (const [key, objects] of after) if (!before.has(key)) this.#added(objects[0]!);
    return this.#found;
  }

  #say(what: string, object?: ClusterObject, source?: SourceName): void {
    const about = { object, source };
    this.#found.push(surprise(this.#before, `in ${nameOf(this.#before)} ${what}`, about));
  }

  /** A delivery that builds today builds afterwards. */
  #deliveries(): void {
    const failing = new Map(
      this.#before.deliveries.flatMap((one) =>
        one.failure ? [[deliveryKey(one), one.failure.message]] : [],
      ),
    );
    const known = new Map(this.#before.deliveries.map((one) => [deliveryKey(one), one]));
    for (const delivery of this.#after.deliveries) {
      const key = deliveryKey(delivery);
      if (!delivery.failure || failing.has(key)) continue;
      const what = `${delivery.directory || "the repository's top"} would not build: ${delivery.failure.message}`;
      const was = known.get(key);
      // One that is followed only afterwards comes with the source that its Kustomization reads then.
      const object = was ? undefined : delivery.by;
      this.#found.push(surprise(this.#before, what, { delivery: was ?? delivery, object }));
    }
  }

  #isRetired({ id }: ClusterObject): boolean {
    return isGit(id) && this.#intent.retired.has(`${id.namespace}/${id.name}`);
  }

  /** Objects of one id: a cluster may get one twice, and texts that are applied by hand may be parts of one. */
  #pair(before: readonly ClusterObject[], after: readonly ClusterObject[]): void {
    if (before.length !== after.length) this.#compare(before[0]!, after.at(-1)!, before);
    else for (const [i, object] of before.entries()) this.#compare(object, after[i]!, before);
  }

  #compare(object: ClusterObject, then: ClusterObject, before: readonly ClusterObject[]): void {
    if (this.#isRetired(object)) this.#say(`${textOf(object)} would stay`, object);
    const known = before.some(({ built }) => sameNode(built.node, then.built.node));
    if (!known && !this.#comparison.isMended(object)) this.#changes(object, then);
    this.#references(object, then);
    if (hasBothCharts(then) && !hasBothCharts(object))
      this.#say(`${textOf(object)} would have chart and chartRef, which no cluster takes`, object);
  }

  /** Every change stands in a field that names a source which moves, or in one that a move may take along. */
  #changes(object: ClusterObject, then: ClusterObject): void {
    const { rows } = this.#comparison;
    const moving = sourceRefs(object, rows)
      .filter((ref) => this.#targetsOf(ref) !== undefined)
      .map(({ path }) => path);
    const along = ALONG.filter(({ kind }) => kind === object.id.kind).map(({ path }) => path);
    const lists = [...rowsFor(object.id.group, object.id.kind), ...rows]
      .filter((row) => row.rewrite === "append" || row.shape === "embedded")
      .map((row) => row.path.slice(0, row.path.indexOf("*") === -1 ? undefined : row.path.indexOf("*")));
    for (const path of changedPaths(object.built.node, then.built.node, []))
      if (![...moving, ...along, ...lists].some((allowed) => allowed.every((step, i) => path[i] === step))) {
        this.#say(`${path.join(".")} of ${textOf(object)} would change`, object);
        return;
      }
  }

  /** What a reference has found it finds afterwards, and one that moves finds what it moves to. */
  #references(object: ClusterObject, then: ClusterObject): void {
    const { rows } = this.#comparison;
    const refs = new Map(sourceRefs(object, rows).map((ref) => [ref.path.join("."), ref]));
    for (const ref of sourceRefs(then, rows)) {
      if (ref.row?.follows) continue;
      const was = refs.get(ref.path.join(".")) ?? (ref.path[1] === "chartRef" ? refs.get(CHART) : undefined);
      if (was && isSame(was, ref) && !this.#isFound(was, this.#sourcesBefore)) continue;
      if (was && isSame(was, ref) && !this.#isRepository(was)) continue;
      if (!this.#isFound(ref, this.#sourcesAfter) && !this.#isPromised(ref)) {
        this.#say(`${textOf(object)} would read ${nameText(ref)}, which nothing declares there`, object);
        continue;
      }
      const targets = was && !isSame(was, ref) ? this.#targetsOf(was) : undefined;
      if (targets && !targets.some((target) => isSame(target, ref)))
        this.#say(`${textOf(object)} would read ${nameText(ref)}`, object);
    }
  }

  #added(object: ClusterObject): void {
    const { id } = object;
    const targets = [...this.#intent.moves.values()].flat().concat(this.#intent.alike);
    const same = targets.filter((target) => isSame(target, id));
    const isTarget = same.length > 0;
    // What applies a file that a person named is not known here.
    const isNamed = this.#before.path === undefined && this.#intent.promised.some((one) => isSame(one, id));
    if (!isTarget && !isNamed) this.#say(`${textOf(object)} would be new`, undefined, id);
    const unfilled = unfilledIn(object, this.#before.objects, this.#comparison.valueProblem);
    if (unfilled !== undefined && isTarget)
      this.#say(`${textOf(object)} would have ${unfilled}`, undefined, id);
    // A patch, a replacement or a transformer that is for everything writes over it.
    else if (isTarget && !same.some(({ spec }) => spec === undefined || isAsIntended(object, spec)))
      this.#say(`${textOf(object)} would have another url or ref than the decided one`, undefined, id);
  }

  #targetsOf(ref: SourceName): readonly SourceName[] | undefined {
    if (ref.kind !== "GitRepository") return undefined;
    const { moves } = this.#intent;
    return moves.get(`${ref.namespace}/${ref.name}`) ?? moves.get(`/${ref.name}`);
  }

  #isFound(ref: SourceName, sources: ClusterSources): boolean {
    return sources.meant(ref).length > 0;
  }

  /** Only Git sources and OCIRepositories are followed. */
  #isRepository({ kind }: SourceName): boolean {
    return kind === "GitRepository" || kind === "OCIRepository";
  }

  #isPromised(ref: SourceName): boolean {
    return this.#intent.promised.some((one) => isSame(one, ref)) || !this.#isRepository(ref);
  }
}

const CHART = "spec.chart.spec.sourceRef";

/** Fields that a move may change beside the reference itself. */
const ALONG: readonly { kind: string; path: readonly string[] }[] = [
  { kind: "Kustomization", path: ["spec", "path"] },
  { kind: "Kustomization", path: ["spec", "patches"] },
  { kind: "Kustomization", path: ["spec", "components"] },
  { kind: "Kustomization", path: ["spec", "healthChecks"] },
  { kind: "HelmRelease", path: ["apiVersion"] },
  { kind: "HelmRelease", path: ["spec", "chart"] },
  { kind: "HelmRelease", path: ["spec", "chartRef"] },
  { kind: "FluxInstance", path: ["spec", "kustomize"] },
  { kind: "ResourceSet", path: ["spec"] },
];

function isAsIntended({ built }: ClusterObject, { url, ref }: NonNullable<IntendedSource["spec"]>): boolean {
  const [field, value] = refEntry(ref);
  const spec = get(built.node, "spec");
  // Variables of the decision are filled in by the build, or by nobody.
  const fits = (written: string, decided: string) => hasVariable(decided) || written === decided;
  return fits(textIn(spec, ["url"]), url) && fits(textIn(spec, ["ref", field]), value);
}

/** True for a HelmRelease of which a patch goes on to write the chart that it takes from Git. */
function hasBothCharts({ id, built }: ClusterObject): boolean {
  const spec = id.group === GROUP.helm ? get(built.node, "spec") : undefined;
  return get(spec, "chart") !== undefined && get(spec, "chartRef") !== undefined;
}

function isGit({ group, kind }: ClusterObject["id"]): boolean {
  return group === GROUP.source && kind === "GitRepository";
}

function isSame(a: SourceName, b: SourceName): boolean {
  const namespaces = a.namespace === b.namespace || a.namespace === "" || b.namespace === "";
  return a.kind === b.kind && a.name === b.name && namespaces;
}

function textOf({ id }: ClusterObject): string {
  return nameText(id);
}

function nameText({ kind, namespace, name }: SourceName): string {
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

function byId(objects: readonly ClusterObject[]): Map<string, ClusterObject[]> {
  const found = new Map<string, ClusterObject[]>();
  for (const object of objects) {
    const { group, kind, namespace, name } = object.id;
    const key = `${group}|${kind}|${namespace}|${name}`;
    found.set(key, [...(found.get(key) ?? []), object]);
  }
  return found;
}

function deliveryKey({ by, directory }: Delivery): string {
  return `${by ? nameText(by.id) : ""} ${directory ?? ""}`;
}

/** True for the same data in the same order of nothing: identical parts are not looked into. */
function sameNode(a: BuiltNode, b: BuiltNode): boolean {
  return changedPaths(a, b, []).length === 0;
}

/** Paths of values that differ; of a list that has another length the list. */
function changedPaths(
  a: BuiltNode | undefined,
  b: BuiltNode | undefined,
  path: readonly (string | number)[],
): (readonly (string | number)[])[] {
  if (a === b) return [];
  if (!a || !b || a.type !== b.type) return [path];
  if (a.type === "scalar") return b.type === "scalar" && a.text === b.text && a.tag === b.tag ? [] : [path];
  if (a.type === "list") {
    if (b.type !== "list" || a.items.length !== b.items.length) return [path];
    return a.items.flatMap((item, i) => changedPaths(item, b.items[i], [...path, i]));
  }
  if (b.type !== "map") return [path];
  const keys = new Set([...a.entries, ...b.entries].map(({ key }) => key));
  return [...keys].flatMap((key) => changedPaths(get(a, key), get(b, key), [...path, key]));
}
