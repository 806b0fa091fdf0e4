/** The JSON report of `git2oci build`; the YAML report is printed from it. */

import type { Cluster, ClusterObject, ClusterRoot, Delivery } from "../../build/cluster.ts";
import type { Gap } from "../../build/gap.ts";
import { type BuildFailure, type Data, getIn, isWritten, type Origin } from "../../build/node.ts";
import type { Touch } from "../../build/object.ts";
import { idKey } from "../../build/object-id.ts";
import { hideCredentials } from "../../core/credentials.ts";
import { compare } from "../../core/text.ts";
import { API_VERSION } from "../model.ts";
import { type BuiltPlace, Places } from "./places.ts";
import { Secrets } from "./secrets.ts";
import { Shown } from "./values.ts";

/** What `build --format json` prints; the contract is schema/build-report.schema.json. */
export type BuildReport = ReturnType<typeof buildReport>;

/** What was built, and of what. */
export interface BuiltInput {
  clusters: readonly Cluster[];
  skipped: readonly { path: string; reason: string }[];
}

/** What each cluster of a tree gets. @param at the directory that alone was built; undefined for all clusters */
export function buildReport({ clusters, skipped }: BuiltInput, at: string | undefined) {
  const reporter = new Reporter(clusters);
  const made = clusters.map((cluster) => reporter.cluster(cluster));
  return {
    apiVersion: API_VERSION,
    kind: "BuildReport",
    at: at === undefined ? null : directoryText(at),
    clusters: made,
    opens: opensOf(made),
    skipped: skipped.map(({ path, reason }) => ({ file: path, reason })),
  };
}

class Reporter {
  readonly #places = new Places();
  readonly #secrets: Secrets;
  readonly #shown: Shown;

  constructor(clusters: readonly Cluster[]) {
    this.#secrets = new Secrets(clusters.flatMap(({ objects }) => objects.map(({ built }) => built.node)));
    this.#shown = new Shown(this.#secrets, this.#places);
  }

  cluster(cluster: Cluster) {
    const objects = keptObjects(cluster);
    const gaps = [...new Set([...cluster.gaps, ...objects.flatMap(({ built }) => built.gaps)])];
    const indexOf = new Map(gaps.map((gap, i) => [gap, i]));
    const { path, key, deliveries } = cluster;
    return {
      path: path === undefined ? null : directoryText(path),
      key: key === "" ? "." : key,
      roots: cluster.roots.map((root) => this.#root(root)),
      builds: deliveries.every(({ failure }) => failure === undefined),
      deliveries: deliveries.map((delivery) => this.#delivery(delivery)),
      objects: objects.map((object) => this.#object(object, indexOf)),
      gaps: gaps.map((gap) => this.#gap(gap)),
    };
  }

  #root({ by, path, object, file, namespace, source, prune }: ClusterRoot) {
    const masked = (text: string) => this.#secrets.masked(text);
    return {
      by,
      path: directoryText(path),
      object: object ? this.#id(object) : null,
      file: file ?? null,
      namespace,
      source: { kind: source.kind, namespace: masked(source.namespace), name: masked(source.name) },
      prune,
    };
  }

  #delivery({ by, directory, failure }: Delivery) {
    return {
      by: by ? this.#id(by) : null,
      directory: directory === undefined ? null : directoryText(directory),
      failure: failure ? this.#failure(failure) : null,
    };
  }

  #failure({ message, at }: BuildFailure) {
    return { reason: this.#reason(message), ...this.#place(at) };
  }

  #gap({ effect, reason, at }: Gap) {
    return { effect, reason: this.#reason(reason), ...this.#place(at) };
  }

  #reason(text: string): string {
    return hideCredentials(this.#secrets.masked(text));
  }

  #place(origin: Origin | undefined) {
    const place = this.#places.first(origin);
    return { file: place?.file ?? null, line: place?.line ?? null, column: place?.column ?? null };
  }

  #object({ built, delivery }: ClusterObject, indexOf: ReadonlyMap<Gap, number>) {
    const { value, origins } = this.#shown.object(built.node);
    const name = getIn(built.node, ["metadata", "name"]) ?? built.node;
    return {
      ...idOfData(value),
      ...this.#place(isWritten(name.origin) ? name.origin : built.node.origin),
      appliedBy: delivery.by ? this.#id(delivery.by) : null,
      value,
      origins,
      touchedBy: this.#touches(built.touched),
      gaps: [...new Set(built.gaps)].flatMap((gap) => indexOf.get(gap) ?? []),
    };
  }

  /** The id as it may be printed: a name may be made of a Secret. */
  #id({ built }: ClusterObject) {
    return idOfData(this.#shown.object(built.node).value);
  }

  #touches(touches: readonly Touch[]) {
    const seen = new Set<string>();
    return touches.flatMap(({ by, selector }) => {
      const place = this.#places.first(selector.origin);
      const key = place && `${by} ${placeText(place)}`;
      if (place === undefined || key === undefined || seen.has(key)) return [];
      seen.add(key);
      return [{ by, file: place.file, line: place.line, column: place.column }];
    });
  }
}

/**
 * The objects that a cluster keeps: what starts it is applied by hand once, and from then on a Kustomization applies
 * the object of that id, so it is shown once.
 */
function keptObjects({ path, objects }: Cluster): readonly ClusterObject[] {
  if (path === undefined) return objects;
  const delivered = new Set(objects.flatMap(({ id, delivery }) => (delivery.by ? [idKey(id)] : [])));
  return objects.filter(({ id, delivery }) => delivery.by !== undefined || !delivered.has(idKey(id)));
}

function idOfData(value: { [key: string]: Data }) {
  const { apiVersion, kind, metadata } = value;
  const named = isMap(metadata) ? metadata : {};
  return {
    apiVersion: text(apiVersion) ?? "",
    kind: text(kind) ?? "",
    namespace: text(named.namespace) ?? null,
    name: text(named.name) ?? "",
  };
}

function isMap(data: Data | undefined): data is { [key: string]: Data } {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function text(data: Data | undefined): string | undefined {
  if (data === undefined || data === null || typeof data === "object") return undefined;
  return String(data);
}

/** Gaps that can only add objects, each once, with the clusters that they are about. */
function opensOf(clusters: readonly ReturnType<Reporter["cluster"]>[]) {
  const opens = new Map<string, OpenOf>();
  for (const { key, gaps } of clusters)
    for (const { effect, reason, file, line, column } of gaps) {
      if (effect !== "adds") continue;
      const id = JSON.stringify([reason, file, line, column]);
      const open = opens.get(id) ?? { reason, file, line, column, clusters: [] };
      if (!open.clusters.includes(key)) open.clusters.push(key);
      opens.set(id, open);
    }
  return [...opens.values()].sort(
    (a, b) =>
      compare(a.file ?? "", b.file ?? "") ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compare(a.reason, b.reason),
  );
}

interface OpenOf {
  reason: string;
  file: string | null;
  line: number | null;
  column: number | null;
  clusters: string[];
}

/** A directory of the tree; the top is `.`. */
function directoryText(directory: string): string {
  return directory === "" ? "." : directory;
}

function placeText({ file, line, column }: BuiltPlace): string {
  return `${file}:${line}:${column}`;
}
