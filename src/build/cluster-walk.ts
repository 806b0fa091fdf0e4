/** Follows what a cluster applies, from its root through every Kustomization, FluxInstance and ResourceSet. */
import { basename } from "../core/paths.ts";
import type { Sources } from "./accumulation.ts";
import type { Cluster, ClusterObject, ClusterRoot, Delivery } from "./cluster.ts";
import { attempt } from "./files.ts";
import type { Filling } from "./filling.ts";
import { instanceObjects } from "./flux-instance.ts";
import { pathOf } from "./flux-kustomization.ts";
import { adds, changes, type Gap } from "./gap.ts";
import { MAX_CLUSTER_OBJECTS, MAX_DELIVERIES } from "./limits.ts";
import { BuildFailure, type BuiltMap, get, isSameData, isWritten, type Origin, textIn } from "./node.ts";
import { idKey, idOf, type ObjectId } from "./object-id.ts";
import { resourceSetObjects } from "./resource-set.ts";
import { type Build, isFluxKustomization, type TreeBuilder } from "./tree-builder.ts";

/** Whether the source of a Kustomization is this tree: a place in it, somewhere else, or not known. */
export type SourceLocation = { here: true; directory: string } | { here: false } | { here: "unknown" };

/** Tells whether a source is this tree, given what the cluster declares. */
export type LocateSource = (
  source: { kind: string; namespace: string; name: string },
  declared: (source: { kind: string; namespace: string; name: string }) => readonly ClusterObject[],
  roots: readonly ClusterRoot[],
) => SourceLocation;

/** What somebody applies by hand, so that the rest follows. */
export interface Start {
  key: string;
  path: string | undefined;
  build: Build | BuildFailure;
  directory: string | undefined;
  roots: readonly ClusterRoot[];
  /** What Kustomizations of other clusters apply to this one, by their `kubeConfig`. */
  remote?: readonly RemoteDelivery[];
}

/** A directory that a Kustomization applies to another cluster than its own. */
export interface RemoteDelivery {
  by: ClusterObject;
  directory: string;
  base: string;
  build: Build | BuildFailure;
  filling: Filling | undefined;
}

/** Directories at which paths of Kustomizations begin, by `sourceKey`. */
export type KnownSources = ReadonlyMap<string, string>;

/** Names a Kustomization of a cluster. */
export function sourceKey(cluster: string, id: ObjectId): string {
  return `${cluster} ${idKey(id)}`;
}

/** Passes until variables and sources that a cluster makes itself are settled. */
const MAX_PASSES = 5;

/** Follows starts of a tree. */
export class ClusterWalk {
  readonly #builder: TreeBuilder;
  readonly #locate: LocateSource;
  readonly #known: KnownSources;

  /** @param known Kustomizations whose source is this tree for sure, whatever it looks like */
  constructor(builder: TreeBuilder, locate: LocateSource, known: KnownSources = new Map()) {
    this.#builder = builder;
    this.#locate = locate;
    this.#known = known;
  }

  /**
   * Everything that a start brings. A pass builds with what the one before has found (variables in ConfigMaps,
   * sources, the Kustomization of the root as it delivers itself), until nothing changes.
   */
  follow(start: Start): Cluster & { remote: readonly RemoteDelivery[] } {
    const make = (before?: Pass) => new Pass(this.#builder, this.#locate, this.#known, start, before);
    let pass = make();
    for (let count = 1; count < MAX_PASSES; count++) {
      const next = make(pass);
      const settled = next.isSameAs(pass);
      pass = next;
      if (settled) break;
    }
    return pass.cluster();
  }
}

class Pass {
  readonly #builder: TreeBuilder;
  readonly #locate: LocateSource;
  readonly #known: KnownSources;
  readonly #start: Start;
  readonly #before: Pass | undefined;
  readonly #deliveries: Delivery[] = [];
  readonly #byKey = new Map<string, ClusterObject[]>();
  /** Sources, by kind and name. */
  readonly #sourcesByName = new Map<string, ClusterObject[]>();
  /** What was followed, by id: an object that is delivered twice is followed once. */
  readonly #followed = new Map<string, ClusterObject>();
  readonly #gaps: Gap[] = [];
  #count = 0;
  readonly #remote: RemoteDelivery[] = [];

  constructor(
    builder: TreeBuilder,
    locate: LocateSource,
    known: KnownSources,
    start: Start,
    before: Pass | undefined,
  ) {
    this.#builder = builder;
    this.#locate = locate;
    this.#known = known;
    this.#start = start;
    this.#before = before;
    const open = [
      this.#deliver(undefined, start.directory, start.build, undefined),
      ...(start.remote ?? []).map(({ by, directory, base, build, filling }) =>
        this.#deliver(by, directory, build, undefined, base, filling),
      ),
    ];
    for (let delivery = open.shift(); delivery; delivery = open.shift())
      for (const object of delivery.objects) {
        const limit = this.#limit();
        if (limit !== undefined) {
          this.#gaps.push(changes(limit, object.built.node.origin));
          return;
        }
        const next = this.#follow(object);
        if (next) open.push(next);
      }
  }

  /** The limit that the cluster has reached, as a reason: nothing more is followed then. */
  #limit(): string | undefined {
    if (this.#deliveries.length >= MAX_DELIVERIES)
      return `the cluster has more than ${MAX_DELIVERIES} deliveries, and the rest is not built`;
    return this.#count > MAX_CLUSTER_OBJECTS
      ? `the cluster has more than ${MAX_CLUSTER_OBJECTS} objects, and the rest is not built`
      : undefined;
  }

  /** True if it found the very same objects. */
  isSameAs(other: Pass): boolean {
    if (this.#byKey.size !== other.#byKey.size) return false;
    for (const [key, objects] of this.#byKey) {
      const others = other.#byKey.get(key);
      if (others?.length !== objects.length) return false;
      if (objects.some(({ built }, i) => !isSameData(built.node, others[i]!.built.node))) return false;
    }
    return true;
  }

  cluster(): Cluster & { remote: readonly RemoteDelivery[] } {
    const { key, path, roots } = this.#start;
    const objects = this.#deliveries.flatMap((delivery) => delivery.objects);
    const gaps = [...this.#gaps, ...this.#deliveries.flatMap((delivery) => delivery.gaps)];
    const own = roots.map((root) => ({ ...root, object: root.object && this.#delivered(root.object) }));
    return { key, path, roots: own, deliveries: this.#deliveries, objects, gaps, remote: this.#remote };
  }

  /** The object as a Kustomization of the cluster delivers it, if one does: that is what the cluster keeps. */
  #delivered(object: ClusterObject): ClusterObject {
    const found = this.#byKey.get(idKey(object.id)) ?? [];
    return found.find(({ delivery }) => delivery.by !== undefined) ?? object;
  }

  /**
   * What is followed of an object: the version that the pass before has delivered. One that says the same as what
   * was followed then is that very object, so that what is built of it is known.
   */
  #current(object: ClusterObject): ClusterObject {
    const before = this.#before;
    if (!before) return object;
    const delivered = object.delivery.by === undefined ? before.#delivered(object) : object;
    const followed = before.#followed.get(idKey(object.id));
    return followed && isSameData(followed.built.node, delivered.built.node) ? followed : delivered;
  }

  #deliver(
    by: ClusterObject | undefined,
    directory: string | undefined,
    build: Build | BuildFailure,
    doubt: Gap | undefined,
    base?: string,
    filling?: Filling,
  ): Delivery {
    const failed = build instanceof BuildFailure;
    const objects: ClusterObject[] = [];
    const delivery: Delivery = {
      by,
      directory,
      base,
      objects,
      gaps: failed ? [] : build.gaps,
      missed: failed ? [] : build.missed,
      failure: failed ? build : undefined,
      visited: failed ? new Set() : build.visited,
      filling,
      doubt,
    };
    for (const built of failed ? [] : build.objects) {
      const doubted = doubt ? { ...built, gaps: [...built.gaps, doubt] } : built;
      const object = { built: doubted, id: idOf(built.node), delivery };
      objects.push(object);
      this.#count++;
      if (object.id.group === "source.toolkit.fluxcd.io") {
        const name = `${object.id.kind}/${object.id.name}`;
        const named = this.#sourcesByName.get(name);
        if (named) named.push(object);
        else this.#sourcesByName.set(name, [object]);
      }
      const key = idKey(object.id);
      this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), object]);
    }
    this.#deliveries.push(delivery);
    return delivery;
  }

  #follow(written: ClusterObject): Delivery | undefined {
    const key = idKey(written.id);
    if (this.#followed.has(key)) return undefined;
    const object = this.#current(written);
    this.#followed.set(key, object);
    const { id, built } = object;
    if (isFluxKustomization(id)) return this.#followKustomization(object);
    if (id.group === "fluxcd.controlplane.io" && id.kind === "FluxInstance")
      return this.#followInstance(object, get(built.node, "spec"), id.namespace || "flux-system");
    if (id.group === "fluxcd.controlplane.io" && id.kind === "ResourceSet") {
      const { objects, gaps } = resourceSetObjects(built.node);
      return this.#deliver(
        object,
        undefined,
        { objects, gaps, missed: [], visited: new Set() },
        object.delivery.doubt,
      );
    }
    if (id.group === "helm.toolkit.fluxcd.io" && id.kind === "HelmRelease") {
      const instance = get(get(get(built.node, "spec"), "values"), "instance");
      const namespace = textIn(built.node, ["spec", "targetNamespace"]) || id.namespace || "flux-system";
      return get(instance, "sync") ? this.#followInstance(object, instance, namespace) : undefined;
    }
    return undefined;
  }

  #followInstance(
    object: ClusterObject,
    spec: ReturnType<typeof get>,
    namespace: string,
  ): Delivery | undefined {
    const build = attempt((): Build => {
      const objects = instanceObjects(spec, namespace, this.#sources());
      return { objects, gaps: [], missed: [], visited: new Set() };
    });
    return this.#deliver(object, undefined, build, object.delivery.doubt);
  }

  #followKustomization(object: ClusterObject): Delivery | undefined {
    const { node } = object.built;
    const spec = get(node, "spec");
    const at = spec?.origin ?? node.origin;
    const ref = get(spec, "sourceRef");
    const source = {
      kind: textIn(ref, ["kind"]),
      name: textIn(ref, ["name"]),
      namespace: textIn(ref, ["namespace"]) || object.id.namespace,
    };
    const known = this.#known.get(sourceKey(this.#start.key, object.id));
    const located =
      known === undefined
        ? this.#locate(source, (one) => this.#declared(one), this.#start.roots)
        : { here: true as const, directory: known };
    const path = this.#pathOf(object, spec);
    const target = textIn(spec, ["targetNamespace"]);
    const into = target === "" || target.includes("${") ? {} : { namespace: target };
    if (located.here === false) {
      const repository = textIn(this.#declared(source)[0]?.built.node, ["spec", "url"]);
      return this.#pass({ ...adds(`${text(object)} applies another repository`, at), ...into, repository });
    }
    const directory = located.here === true ? join(located.directory, path) : path;
    const exists = this.#builder.files.files.isDirectory(directory);
    if (located.here === "unknown" && (!exists || directory === ""))
      return this.#pass({
        ...adds(`${text(object)} reads ${undeclaredText(source)}`, at),
        ...into,
        awaits: source,
      });
    const why = `${text(object)} reads ${sourceText(source)}, which may be this repository`;
    const doubt =
      located.here === "unknown" ? { ...changes(why, at), ...into, awaits: source } : object.delivery.doubt;
    if (located.here === "unknown" && doubt) this.#gaps.push(doubt);
    if (path.includes("${")) return this.#unknownPath(object, at);
    const find = (kind: string, name: string) => this.#variables(kind, name, object.id);
    const ignore = textIn(this.#declared(source)[0]?.built.node, ["spec", "ignore"]);
    const build = attempt(() => this.#builder.buildKustomization(node, directory, find, ignore));
    const filling = this.#builder.fillingOf(node, find);
    const base = located.here === true ? located.directory : "";
    if (get(spec, "kubeConfig") === undefined)
      return this.#deliver(object, directory, build, doubt, base, filling);
    this.#remote.push({ by: object, directory, base, build, filling });
    return undefined;
  }

  /**
   * The path of a Kustomization. That of a root may hold a variable, which the bootstrap fills in (case 102), and a
   * bootstrap may name a path from the top of another repository, of which this tree is a folder.
   */
  #pathOf({ id }: ClusterObject, spec: ReturnType<typeof get>): string {
    const path = pathOf(spec);
    if (!path.includes("${") && this.#builder.files.files.isDirectory(path)) return path;
    const root = this.#start.roots.find(({ object }) => object && idKey(object.id) === idKey(id));
    return root?.path ?? path;
  }

  #pass(gap: Gap): undefined {
    this.#gaps.push(gap);
  }

  #unknownPath(object: ClusterObject, at: Origin): undefined {
    this.#gaps.push(changes(`the path of ${text(object)} holds a variable that nothing here sets`, at));
  }

  #declared(source: { kind: string; namespace: string; name: string }): readonly ClusterObject[] {
    const named = (this.#before ?? this).#sourcesByName.get(`${source.kind}/${source.name}`) ?? [];
    return named.filter(({ id }) => id.namespace === source.namespace || id.namespace === "");
  }

  #variables(kind: string, name: string, reader: ObjectId): BuiltMap | undefined {
    const id = { group: "", version: "v1", kind, name, namespace: reader.namespace };
    return (this.#before ?? this).#byKey.get(idKey(id))?.at(-1)?.built.node;
  }

  #sources(): Sources {
    const { files } = this.#builder;
    return {
      filtered: false,
      documents: (path) => files.documents(path),
      documentsIn: (one) => files.documentsIn(one),
      text: (path) => files.text(path),
      isDirectory: (path) => files.files.isDirectory(path),
    };
  }
}

function join(directory: string, path: string): string {
  return [directory, path].filter((part) => part !== "").join("/");
}

function undeclaredText(source: { kind: string; name: string }): string {
  return source.name === "" ? sourceText(source) : `${sourceText(source)}, which is not declared here`;
}

function sourceText({ kind, name }: { kind: string; name: string }): string {
  return name === "" ? "a source that is not named here" : `${kind} ${name}`;
}

function text({ id }: ClusterObject): string {
  return `${id.kind} ${id.namespace === "" ? id.name : `${id.namespace}/${id.name}`}`;
}

/** True for an object that `flux bootstrap` wrote into its file. */
export function isBootstrap({ built }: ClusterObject): boolean {
  const name = get(get(built.node, "metadata"), "name");
  const origin: Origin = name?.origin ?? built.node.origin;
  return isWritten(origin) && basename(origin.text.document.file) === "gotk-sync.yaml";
}
