/** Roots of a tree, found by what they deliver and never by a file's name alone (design: Root). */

import { pushTo } from "../core/group.ts";
import { basename, dirname, isWithin, normalize } from "../core/paths.ts";
import { mayBecome } from "../core/variables.ts";
import type { ClusterObject, ClusterRoot, Delivery } from "./cluster.ts";
import { attempt } from "./files.ts";
import { pathOf } from "./flux-kustomization.ts";
import { BuildFailure, type BuiltNode, get, isWritten, itemsIn, textIn } from "./node.ts";
import { type BuiltObject, objectsOf } from "./object.ts";
import { idKey, idOf, type ObjectId } from "./object-id.ts";
import { type OwnRepository, type RootSource, refText } from "./own-repository.ts";
import type { Starters } from "./starters.ts";
import { isFluxKustomization, type TreeBuilder } from "./tree-builder.ts";
import type { Unit } from "./units.ts";

/** A root with the objects that somebody applied by hand to start its cluster. */
export interface FoundRoot extends RootSource {
  /** What a sync in a file of values makes; left out for all others. */
  made?: readonly BuiltObject[];
  /** What is applied by hand: the root's own object first, its source, and what else stands in its file. */
  objects: readonly ClusterObject[];
  unit: string;
}

const SOURCE_GROUP = "source.toolkit.fluxcd.io";

/** Every root of the units of a tree. */
export function findRoots(
  units: readonly Unit[],
  builder: TreeBuilder,
  repository: OwnRepository,
  starters: Starters,
): FoundRoot[] {
  const starting = units.filter(({ mayStart }) => mayStart);
  const finder = new RootFinder(starting, builder, repository, starters);
  const found = starting.flatMap((unit) => finder.in(unit));
  return withoutStrangers(found, repository);
}

/**
 * If a Kustomization reads this repository for sure, another one of the same path that reads a different url is no
 * root: another repository may well have the same folders.
 */
function withoutStrangers(roots: readonly FoundRoot[], { origin, normalizeUrl }: OwnRepository): FoundRoot[] {
  const ours = ({ url }: FoundRoot) =>
    url !== undefined && origin !== undefined && normalizeUrl(url) === origin;
  const sure = new Set(roots.filter(ours).map(({ root }) => root.path));
  return roots.filter(
    (one) =>
      one.root.by !== "Kustomization" || !sure.has(one.root.path) || one.url === undefined || ours(one),
  );
}

class RootFinder {
  readonly #builder: TreeBuilder;
  readonly #repository: OwnRepository;
  readonly #starters: Starters;
  readonly #objects = new Map<Unit, readonly ClusterObject[]>();
  readonly #sources = new Map<string, ClusterObject[]>();

  constructor(units: readonly Unit[], builder: TreeBuilder, repository: OwnRepository, starters: Starters) {
    this.#builder = builder;
    this.#repository = repository;
    this.#starters = starters;
    for (const unit of units) {
      const objects = objectsIn(unit);
      this.#objects.set(unit, objects);
      for (const object of objects)
        if (object.id.group === SOURCE_GROUP)
          pushTo(this.#sources, `${object.id.kind}/${object.id.name}`, object);
    }
  }

  in(unit: Unit): FoundRoot[] {
    return (this.#objects.get(unit) ?? []).flatMap((object) => {
      const root = isFluxKustomization(object.id)
        ? this.#fromKustomization(object, unit)
        : this.#fromInstance(object);
      if (!root) return [];
      const source = this.#sourceOf(root, unit);
      const spec = get(source?.built.node, "spec") ?? syncOf(object);
      const file = fileOf(object);
      const beside = (this.#objects.get(unit) ?? []).filter((one) => one !== object && fileOf(one) === file);
      const made = root.by === "FluxInstance" || !source || beside.includes(source) ? [] : [source];
      const objects = [object, ...made, ...(file === undefined ? [] : beside)];
      const url = textIn(spec, ["url"]) || undefined;
      const ref = spec && url !== undefined ? refText(get(spec, "ref")) : undefined;
      return [{ root, url, ref, objects, unit: unit.key }];
    });
  }

  #fromInstance(object: ClusterObject): ClusterRoot | undefined {
    const sync = syncOf(object);
    const written = textIn(sync, ["path"]);
    if (!sync || written === "" || textIn(sync, ["url"]) === "") return undefined;
    const path = normalize(written.replace(/^\/+/, ""));
    if (path === undefined) return undefined;
    const namespace = instanceNamespace(object);
    const by = object.id.kind === "FluxInstance" ? "FluxInstance" : "FluxInstance-values";
    const source = syncSource(sync, namespace);
    return { by, path, object, file: fileOf(object), namespace, source, prune: true };
  }

  #fromKustomization(object: ClusterObject, unit: Unit): ClusterRoot | undefined {
    const spec = get(object.built.node, "spec");
    const ref = get(spec, "sourceRef");
    const namespace = object.id.namespace || "flux-system";
    const source = {
      kind: textIn(ref, ["kind"]),
      name: textIn(ref, ["name"]),
      namespace: textIn(ref, ["namespace"]) || namespace,
    };
    if (source.kind === "" || source.name === "") return undefined;
    const root = (path: string, by: ClusterRoot["by"]): ClusterRoot => ({
      by,
      path,
      object,
      file: fileOf(object),
      namespace,
      source,
      prune: textIn(spec, ["prune"]) === "true",
    });
    const path = pathOf(spec);
    const file = fileOf(object);
    const exists = this.#builder.files.files.isDirectory(path);
    if (file !== undefined && basename(file) === "gotk-sync.yaml")
      return root(path !== "" && exists ? path : dirname(dirname(file)), "gotk-sync");
    const declared = this.#sourceOf({ source, file }, unit);
    if (path.includes("${")) {
      const filled = this.#filledPath(path, file, unit);
      return filled === undefined ? undefined : root(filled, "Kustomization");
    }
    if (!exists) return undefined;
    if (path === "" && !this.#isOrigin(declared)) return undefined;
    return this.#delivers(object, path, declared) ? root(path, "Kustomization") : undefined;
  }

  /** The directory that a path with variables means: the one that brings the Kustomization, or holds its file. */
  #filledPath(path: string, file: string | undefined, { directory }: Unit): string | undefined {
    const around: string[] = directory === undefined ? [] : [directory];
    for (let one = file; one; one = dirname(one)) around.push(dirname(one));
    return around.find((one) => one !== "" && mayBecome(path, one));
  }

  #isOrigin(source: ClusterObject | undefined): boolean {
    const { origin, normalizeUrl } = this.#repository;
    const url = textIn(source?.built.node, ["spec", "url"]);
    return origin !== undefined && url !== "" && normalizeUrl(url) === origin;
  }

  /** True if the path of a Kustomization brings that Kustomization, or its source. */
  #delivers(object: ClusterObject, path: string, source: ClusterObject | undefined): boolean {
    const file = fileOf(object);
    const isInPath = file !== undefined && isWithin(file, path);
    const hasComponents = itemsIn(object.built.node, ["spec", "components"]).length > 0;
    if (!isInPath && !hasComponents && !this.#starters.in(path)) return false;
    const ignore = textIn(source?.built.node, ["spec", "ignore"]);
    const build = attempt(() =>
      this.#builder.buildKustomization(object.built.node, path, () => undefined, ignore),
    );
    // What does not build today is still a root, so that nothing of it moves: then the folder tells.
    if (build instanceof BuildFailure) return isInPath;
    const own = new Set([idKey(object.id), ...(source ? [idKey(source.id)] : [])]);
    return build.objects.some(({ node }) => own.has(idKey(idOf(node))));
  }

  /**
   * The source of a root: that of its own unit, else the one that its file holds before its directory renames it (a
   * cluster that applies itself with a namePrefix was started from the file), else the only one of the name.
   */
  #sourceOf({ source, file }: Pick<ClusterRoot, "source" | "file">, unit: Unit): ClusterObject | undefined {
    const fits = ({ id }: ClusterObject) => id.namespace === "" || id.namespace === source.namespace;
    const named = (this.#sources.get(`${source.kind}/${source.name}`) ?? []).filter(fits);
    const own = this.#objects.get(unit) ?? [];
    const beside = named.find((one) => file !== undefined && fileOf(one) === file);
    const built = beside ?? named.find((one) => own.includes(one));
    return built ?? this.#asWritten(source, file) ?? (named.length === 1 ? named[0] : undefined);
  }

  #asWritten(source: ClusterRoot["source"], file: string | undefined): ClusterObject | undefined {
    if (file === undefined) return undefined;
    const documents = attempt(() => objectsOf(this.#builder.files.documents(file) ?? []));
    if (documents instanceof BuildFailure) return undefined;
    const found = documents.find(({ node }) => {
      const { group, kind, name, namespace } = idOf(node);
      const isNamed = group === SOURCE_GROUP && kind === source.kind && name === source.name;
      return isNamed && (namespace === "" || namespace === source.namespace);
    });
    return found && { built: found, id: idOf(found.node), delivery: byHand(undefined) };
  }
}

/** The `sync` of a FluxInstance, or of the values of its chart. */
function syncOf({ id, built }: ClusterObject): BuiltNode | undefined {
  const spec = get(built.node, "spec");
  if (id.kind === "FluxInstance") return get(spec, "sync");
  return id.kind === "HelmRelease" ? get(get(get(spec, "values"), "instance"), "sync") : undefined;
}

function instanceNamespace({ id, built }: ClusterObject): string {
  const target = id.kind === "HelmRelease" ? textIn(built.node, ["spec", "targetNamespace"]) : "";
  return target || id.namespace || "flux-system";
}

/** The source that a sync makes. */
export function syncSource(sync: BuiltNode, namespace: string): ClusterRoot["source"] {
  return {
    kind: textIn(sync, ["kind"]) || "GitRepository",
    name: textIn(sync, ["name"]) || namespace,
    namespace,
  };
}

function objectsIn(unit: Unit): readonly ClusterObject[] {
  const build = unit.build();
  if (build instanceof BuildFailure) return [];
  const { objects, gaps, missed, visited } = build;
  const delivery: Delivery = { ...byHand(unit.directory), gaps, missed, visited };
  return objects.map((built) => ({ built, id: idOf(built.node), delivery }));
}

/** A delivery of what somebody applies by hand. */
function byHand(directory: string | undefined): Delivery {
  return {
    by: undefined,
    directory,
    base: undefined,
    objects: [],
    gaps: [],
    missed: [],
    failure: undefined,
    visited: new Set(),
    doubt: undefined,
  };
}

/** The file that names an object. */
export function fileOf({ built }: { built: { node: BuiltNode }; id?: ObjectId }): string | undefined {
  const name = get(get(built.node, "metadata"), "name") ?? built.node;
  const origin = "text" in name.origin ? name.origin : built.node.origin;
  return isWritten(origin) ? origin.text.document.file : undefined;
}
