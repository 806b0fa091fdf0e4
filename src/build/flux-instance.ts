/** What a FluxInstance's `sync` makes: a source and the Kustomization of the cluster (flux-facts 4.3). */
import { newAccumulation, type Sources } from "./accumulation.ts";
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  get,
  itemsIn,
  map,
  type Origin,
  scalar,
  textIn,
} from "./node.ts";
import { type BuiltObject, newObject } from "./object.ts";
import { applyPatch } from "./patches.ts";

const SOURCE_API = "source.toolkit.fluxcd.io/v1";
const KUSTOMIZE_API = "kustomize.toolkit.fluxcd.io/v1";

/**
 * The objects that the operator makes of `spec` of a FluxInstance, or of the values of its chart: none without a
 * `sync` that has a url.
 * @param namespace where the instance lives; the source is called like it if `sync.name` says nothing else
 * @throws BuildFailure if a patch of `spec.kustomize` cannot be applied
 */
export function instanceObjects(
  spec: BuiltNode | undefined,
  namespace: string,
  sources: Sources,
): readonly BuiltObject[] {
  const sync = get(spec, "sync");
  if (sync?.type !== "map" || textIn(sync, ["url"]) === "") return [];
  const state = newAccumulation();
  state.objects = [newObject(sourceOf(sync, namespace)), newObject(syncKustomization(sync, namespace))];
  for (const patch of itemsIn(get(spec, "kustomize"), ["patches"]))
    if (patch.type === "map") applyPatch(state, patch, "", sources);
  return state.objects;
}

/** True for the Helm chart of the operator's instance, whose values hold what a FluxInstance says. */
export function isInstanceChart(release: BuiltMap): boolean {
  return get(get(get(get(release, "spec"), "values"), "instance"), "sync") !== undefined;
}

function sourceOf(sync: BuiltMap, namespace: string): BuiltMap {
  const made = maker(sync);
  const kind = get(sync, "kind") ?? scalar("GitRepository", made.origin);
  const git = textIn(kind) === "GitRepository";
  const ref = get(sync, "ref");
  const secret = get(sync, "pullSecret");
  const spec = [
    made.entry("interval", get(sync, "interval") ?? scalar("1m", made.origin)),
    made.entry("url", get(sync, "url")!),
  ];
  if (ref) spec.push(made.entry("ref", made.map(made.entry(git ? "name" : "tag", ref))));
  if (secret) spec.push(made.entry("secretRef", made.map(made.entry("name", secret))));
  for (const key of ["provider"]) {
    const value = get(sync, key);
    if (value) spec.push(made.entry(key, value));
  }
  return made.object(SOURCE_API, kind, nameOf(sync, namespace), namespace, spec);
}

/** The Kustomization that a `sync` makes. */
export function syncKustomization(sync: BuiltMap, namespace: string): BuiltMap {
  const made = maker(sync);
  const name = nameOf(sync, namespace);
  const kind = get(sync, "kind") ?? scalar("GitRepository", made.origin);
  const spec = [
    made.entry("interval", scalar("10m", made.origin)),
    made.entry("path", get(sync, "path") ?? scalar("./", made.origin)),
    made.entry("prune", scalar("true", made.origin, "bool")),
    made.entry("sourceRef", made.map(made.entry("kind", kind), made.entry("name", name))),
  ];
  return made.object(KUSTOMIZE_API, scalar("Kustomization", made.origin), name, namespace, spec);
}

function nameOf(sync: BuiltMap, namespace: string): BuiltNode {
  return get(sync, "name") ?? scalar(namespace, { by: "FluxInstance", from: [sync.origin] });
}

function maker(sync: BuiltMap) {
  const origin: Origin = { by: "FluxInstance", from: [sync.origin] };
  const entry = (key: string, value: BuiltNode): BuiltEntry => ({ key, keyOrigin: origin, value });
  const mapOf = (...entries: BuiltEntry[]) => map(entries, origin);
  const object = (
    apiVersion: string,
    kind: BuiltNode,
    name: BuiltNode,
    namespace: string,
    spec: BuiltEntry[],
  ) =>
    mapOf(
      entry("apiVersion", scalar(apiVersion, origin)),
      entry("kind", kind),
      entry("metadata", mapOf(entry("name", name), entry("namespace", scalar(namespace, origin)))),
      entry("spec", mapOf(...spec)),
    );
  return { origin, entry, map: mapOf, object };
}
