/** What has to hold for a fleet before and after, as the oracle builds both. */
import type { Data } from "../../../src/build/node.ts";
import { canonical } from "../compare-builds.ts";
import { meant, type WalkedCluster } from "./cluster-walk.ts";
import { type Decided, REGISTRY, type SourceDecision } from "./decisions.ts";
import {
  asKept,
  at,
  type Fields,
  idOf,
  idText,
  isFields,
  listedIn,
  mayBeSame,
  readOf,
  type SourceName,
  sourceText,
  textAt,
} from "./plain-objects.ts";

/** What was refused, as the law reads it. */
export interface Refused {
  /** `cluster namespace/name`, with `#chart` for a chart. */
  units: ReadonlySet<string>;
  /** `cluster object` of references that were refused. */
  readers: ReadonlySet<string>;
}

/** Everything that is otherwise than it should be in a cluster. */
export function broken(
  before: WalkedCluster,
  after: WalkedCluster,
  decided: Decided,
  refused: Refused,
): string[] {
  return new ClusterLaw(before, after, decided, refused).run();
}

class ClusterLaw {
  readonly #before: WalkedCluster;
  readonly #after: WalkedCluster;
  readonly #decided: Decided;
  readonly #refused: Refused;
  readonly #found: string[] = [];

  constructor(before: WalkedCluster, after: WalkedCluster, decided: Decided, refused: Refused) {
    this.#before = before;
    this.#after = after;
    this.#decided = decided;
    this.#refused = refused;
  }

  run(): string[] {
    for (const [key, { error, objects, doubtful }] of this.#before.deliveries) {
      const then = this.#after.deliveries.get(key);
      if (!then) {
        // Its source is declared now, and is another repository.
        if (!doubtful) this.#say(key, "is not applied any more");
      } else if (error === undefined && then.error !== undefined) this.#say(key, `fails: ${then.error}`);
      else this.#objects(objects, then.objects);
    }
    // A source that somebody else declares may be any repository.
    for (const [key, { doubtful }] of this.#after.deliveries)
      if (!this.#before.deliveries.has(key) && !doubtful) this.#say(key, "is applied only now");
    return this.#found;
  }

  #say(what: string, how: string): void {
    const { cluster, directory } = this.#before.start;
    this.#found.push(`${cluster ?? `by hand ${directory}`}: ${what}: ${how}`);
  }

  #objects(before: readonly Data[], after: readonly Data[]): void {
    const then = new Map(after.map((object) => [idText(idOf(object)), object]));
    const known = new Set(before.map((object) => idText(idOf(object))));
    for (const object of before) {
      const other = then.get(idText(idOf(object)));
      if (other === undefined) this.#missing(object);
      else this.#pair(asKept(object), asKept(other));
    }
    for (const [key, object] of then) if (!known.has(key)) this.#added(key, object);
  }

  #missing(object: Data): void {
    const id = idOf(object);
    const text = idText(id);
    if (id.kind !== "GitRepository") {
      this.#say(text, "is gone");
      return;
    }
    const charts = this.#decided.charts.some(({ name, action }) => name === id.name && action === "migrate");
    if (!charts && this.#moves(id).length === 0) this.#say(text, "is gone, and nobody decided that");
    if (this.#isRoot(id)) this.#say(text, "is gone, and the root reads it");
    // What only charts are taken from goes with them.
    const feeds = this.#before.objects.some((one) => {
      const read = idOf(one).kind === "HelmRelease" ? readOf(one) : undefined;
      return read !== undefined && sourceText(read) === sourceText(id);
    });
    if (!feeds && this.#isRefused(text, id, "")) this.#say(text, "is gone, and that was refused");
  }

  #added(key: string, object: Data): void {
    const id = idOf(object);
    if (id.kind !== "OCIRepository") {
      this.#say(key, "is new");
      return;
    }
    const url = textAt(object, "spec", "url");
    const isSource = this.#decided.sources.some(
      (one) =>
        one.action === "migrate" &&
        this.#decided.nameOf(one.name) === id.name.replace(/^p-/, "") &&
        isAt(object, one),
    );
    const last = url.slice(url.lastIndexOf("/") + 1);
    const derived = [
      `${REGISTRY}/charts/${last}`,
      ...this.#decided.sources.map((one) => `${one.url}/${last}`),
    ];
    const isChart = this.#decided.charts.some((one) => url === one.url) || derived.includes(url);
    if (!isSource && !isChart) this.#say(key, `is new, with ${canonical(at(object, "spec") ?? null)}`);
  }

  #pair(object: Data, then: Data): void {
    const id = idOf(object);
    if (this.#isRootObject(id)) {
      const changed = changedPaths(object, then).filter(
        (path) => !/^\.spec\.(?:patches|kustomize)\b/.test(path),
      );
      for (const path of changed) this.#say(idText(id), `${path} of the root changed`);
      return;
    }
    const read = readOf(object);
    const reads = readOf(then);
    if (read && reads) this.#read(object, then, read, reads);
    else if (read) this.#say(idText(id), `read ${sourceText(read)} and reads nothing`);
    this.#list(object, then);
    const allowed = allowedPaths(id.kind, read && reads ? sourceText(read) !== sourceText(reads) : false);
    for (const path of changedPaths(object, then))
      if (!allowed.some((one) => path === one || path.startsWith(`${one}.`)))
        this.#say(idText(id), `${path} changed`);
  }

  #read(object: Data, then: Data, read: SourceName, reads: SourceName): void {
    const text = idText(idOf(object));
    const found = meant(read, this.#before.objects);
    if (sourceText(read) === sourceText(reads)) {
      if (found.length > 0 && meant(reads, this.#after.objects).length === 0)
        this.#say(text, `reads ${sourceText(reads)}, which is gone`);
      return;
    }
    const how = `read ${sourceText(read)} and reads ${sourceText(reads)}`;
    if (read.kind !== "GitRepository" || reads.kind !== "OCIRepository") {
      this.#say(text, how);
      return;
    }
    const chart = textAt(object, "spec", "chart", "spec", "chart").replace(/^\.\//, "");
    if (this.#isRefused(text, read, chart)) {
      this.#say(text, `${how}, and that was refused`);
      return;
    }
    const target = meant(reads, this.#after.objects);
    const isPromised = this.#decided.elsewhere || this.#before.start.cluster === undefined;
    if (target.length === 0 && !isPromised) {
      this.#say(text, `${how}, which nothing declares`);
      return;
    }
    if (at(then, "spec", "chart") !== undefined && at(then, "spec", "chartRef") !== undefined)
      this.#say(text, "has chart and chartRef, which no cluster takes");
    if (chart !== "") {
      this.#chart(text, how, read, chart, target);
      return;
    }
    const moves = this.#moves(read);
    if (moves.length === 0) {
      this.#say(text, `${how}, and nobody decided that`);
      return;
    }
    const isNamed = moves.some(({ name }) =>
      [this.#decided.nameOf(name), `p-${this.#decided.nameOf(name.replace(/^p-/, ""))}`].includes(reads.name),
    );
    if (!isNamed || !mayBeSame(read.namespace, reads.namespace)) this.#say(text, how);
    const wrong = target.filter((one) => !moves.some((move) => isAt(one, move)));
    if (wrong.length > 0 && wrong.length === target.length)
      this.#say(text, `${how}, which has ${canonical(at(wrong[0]!, "spec") ?? null)}`);
  }

  #chart(text: string, how: string, read: SourceName, chart: string, target: readonly Data[]): void {
    const entry = this.#decided.charts.find((one) => one.name === read.name && one.chart === chart);
    if (entry?.action === "keep") this.#say(text, `${how}, and its chart is kept`);
    const last = chart.split("/").at(-1);
    const derived = this.#moves(read).map(({ url }) => `${url}/${last}`);
    if (this.#decided.hasRegistry) derived.push(`${REGISTRY}/charts/${last}`);
    const urls = entry?.url !== undefined ? [entry.url] : derived;
    if (urls.length === 0) this.#say(text, `${how}, and nobody decided that`);
    else if (target.length > 0 && !target.some((one) => urls.includes(textAt(one, "spec", "url"))))
      this.#say(text, `${how}, which has ${canonical(at(target[0]!, "spec") ?? null)}`);
  }

  /** Entries stay, become those of an OCIRepository, or get one beside them. */
  #list(object: Data, then: Data): void {
    const text = idText(idOf(object));
    const before = listedIn(object);
    const after = listedIn(then);
    for (const one of before) {
      const isThere = after.some((other) => sourceText(other) === sourceText(one));
      const wasFound = one.name === "*" || meant(one, this.#before.objects).length > 0;
      const isFound = one.name === "*" || meant(one, this.#after.objects).length > 0;
      const twin = after.some((other) => this.#isTwin(one, other));
      if (!isThere && !twin) this.#say(text, `${sourceText(one)} is gone from its list`);
      else if (wasFound && !isFound && !twin) this.#say(text, `lists ${sourceText(one)}, which is gone`);
    }
    for (const other of after)
      if (!before.some((one) => sourceText(one) === sourceText(other) || this.#isTwin(one, other)))
        this.#say(text, `lists ${sourceText(other)} now`);
  }

  #isTwin(git: SourceName, oci: SourceName): boolean {
    const names =
      git.name === "*"
        ? ["*"]
        : [this.#decided.nameOf(git.name), `p-${this.#decided.nameOf(git.name.slice(2))}`];
    return git.kind === "GitRepository" && oci.kind === "OCIRepository" && names.includes(oci.name);
  }

  /** Decisions that may be about a source, the first one that is for sure last. */
  #moves({ name, namespace }: { name: string; namespace: string }): SourceDecision[] {
    const { cluster } = this.#before.start;
    const fitting: SourceDecision[] = [];
    for (const one of this.#decided.sources) {
      // A decision means the name that is built; a registry decides by the url.
      if (one.name !== name && !(one.byRegistry && `p-${one.name}` === name)) continue;
      if (one.cluster !== undefined && one.cluster !== cluster) continue;
      if (one.namespace !== undefined && !mayBeSame(one.namespace, namespace)) continue;
      fitting.push(one);
      if (one.namespace === undefined || namespace !== "") break;
    }
    return fitting.filter(({ action }) => action === "migrate");
  }

  #isRefused(reader: string, { namespace, name }: SourceName, chart: string): boolean {
    const { cluster, directory } = this.#before.start;
    const key = cluster ?? `?${directory}`;
    const unit = `${key} ${namespace}/${name}${chart === "" ? "" : `#${chart}`}`;
    return this.#refused.units.has(unit) || this.#refused.readers.has(`${key} ${reader}`);
  }

  #isRoot({ kind, name }: SourceName): boolean {
    return this.#before.start.root !== undefined && kind === "GitRepository" && name === "flux-system";
  }

  #isRootObject({ kind, name, namespace }: SourceName): boolean {
    return (
      this.#isRoot({ kind, name, namespace }) ||
      (namespace === "flux-system" && this.#before.start.root === `${kind}/${name}`)
    );
  }
}

function isAt(object: Data, { url, tag }: SourceDecision): boolean {
  return (
    textAt(object, "spec", "url") === url &&
    canonical(at(object, "spec", "ref") ?? null) === canonical({ tag })
  );
}

function allowedPaths(kind: string, moved: boolean): string[] {
  if (kind === "Alert") return [".spec.eventSources"];
  if (kind === "Kustomization")
    return [".spec.patches", ".spec.healthChecks", ...(moved ? [".spec.sourceRef"] : [])];
  if (kind === "HelmRelease" && moved) return [".apiVersion", ".spec.chart", ".spec.chartRef"];
  return [];
}

/** Dotted paths of what differs; a list is looked at as a whole. */
function changedPaths(a: Data | undefined, b: Data | undefined, path = ""): string[] {
  if (a !== undefined && b !== undefined && canonical(a) === canonical(b)) return [];
  if (!isFields(a) || !isFields(b)) return [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => changedPaths((a as Fields)[key], (b as Fields)[key], `${path}.${key}`));
}
