/** What a fleet means on its clusters, told from its model and read with the `yaml` library alone. */
import { parseAllDocuments } from "yaml";
import { type Fleet, placeOf, type Reach, reachOf, scopeOf } from "./fleet.ts";

/** An object as one cluster sees it; scope and namespace are `?` where nothing tells them. */
export interface Applied {
  scope: string;
  kind: string;
  namespace: string;
  name: string;
  /** File and position, the same in every cluster. */
  id: string;
  references: AppliedReference[];
}

export interface AppliedReference {
  field: string;
  kind: string;
  namespace: string;
  name: string;
}

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null | undefined;

/** Every object of the files, once for each cluster that applies it. */
export function applied(fleet: Fleet, files: ReadonlyMap<string, string>): Applied[] {
  const parsed = new Map([...files].map(([path, text]) => [path, parse(text)]));
  const objects: Applied[] = [];
  for (const [path, documents] of parsed) {
    if (path.endsWith("kustomization.yaml")) continue;
    const reached = isListed(path, parsed) ? reachOf(fleet, placeOf(path)) : [];
    const reaches: Reach[] =
      reached.length > 0 ? reached : [{ scope: "?", namespace: undefined, prefix: "", suffix: "" }];
    for (const value of documents) for (const reach of reaches) objects.push(...objectOf(path, value, reach));
  }
  fleet.clusters.forEach(({ root }, i) => {
    // The operator makes the source of its sync.
    if (root === "instance" || root === "values")
      objects.push({
        scope: scopeOf(i),
        kind: "GitRepository",
        namespace: "flux-system",
        name: "flux-system",
        id: `operator of c${i}`,
        references: [],
      });
  });
  return objects;
}

function parse(text: string): Json[] {
  return parseAllDocuments(text.replace(/^\uFEFF/, "")).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Json;
  });
}

/** A folder's kustomization.yaml decides whether a file in it is applied. */
function isListed(path: string, parsed: ReadonlyMap<string, Json[]>): boolean {
  const folder = path.slice(0, path.lastIndexOf("/"));
  const [kustomization] = parsed.get(`${folder}/kustomization.yaml`) ?? [];
  if (kustomization === undefined) return true;
  const resources = at(kustomization, "resources");
  return Array.isArray(resources) && resources.includes(path.slice(folder.length + 1));
}

function objectOf(path: string, value: Json, reach: Reach): Applied[] {
  const kind = at(value, "kind");
  const written = at(value, "metadata", "name");
  if (typeof kind !== "string" || typeof written !== "string") return [];
  const namespace = reach.namespace ?? text(at(value, "metadata", "namespace")) ?? "?";
  const found: AppliedReference[] = [];
  const add = (field: string, node: Json, fallback?: string) => {
    const refKind = text(at(node, "kind")) ?? fallback;
    const name = text(at(node, "name"));
    if (refKind === undefined || name === undefined) return;
    found.push({ field, kind: refKind, namespace: text(at(node, "namespace")) ?? namespace, name });
  };
  add("sourceRef", at(value, "spec", "sourceRef"));
  add("chart", at(value, "spec", "chart", "spec", "sourceRef"));
  for (const field of ["eventSources", "resources", "healthChecks"])
    for (const one of list(at(value, "spec", field))) add(field, one);
  for (const one of list(at(value, "spec", "include")))
    add("include", at(one, "repository"), "GitRepository");
  const id = `${path} ${kind === "OCIRepository" || kind === "GitRepository" ? "source" : kind} ${written}`;
  return [
    {
      scope: reach.scope,
      kind,
      namespace,
      name: reach.prefix + written + reach.suffix,
      id,
      references: found,
    },
  ];
}

function at(value: Json, ...keys: string[]): Json {
  return keys.reduce<Json>(
    (one, key) => (one && typeof one === "object" && !Array.isArray(one) ? one[key] : undefined),
    value,
  );
}

function list(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}

function text(value: Json): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Objects of a kind that a reference in a scope may mean. */
export function answers(objects: readonly Applied[], scope: string, reference: AppliedReference): Applied[] {
  return objects.filter(
    (one) =>
      one.kind === reference.kind &&
      one.name === reference.name &&
      meets(one.namespace, reference.namespace) &&
      meets(one.scope, scope),
  );
}

/** `?` may be anything. */
export function meets(a: string, b: string): boolean {
  return a === b || a === "?" || b === "?";
}
