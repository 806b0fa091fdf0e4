/** What a fleet means on its clusters, told from its model and read with the `yaml` library alone. */
import { parseAllDocuments } from "yaml";
import { type Fleet, placeOf, type Reach, reachOf, scopeOf } from "./fleet.ts";

/** An object as one cluster sees it; scope and namespace are `?` where nothing tells them. */
export interface Applied {
  scope: string;
  kind: string;
  namespace: string;
  name: string;
  /** Name and namespace in the file, before kustomize changes them; no namespace is empty. */
  written: { name: string; namespace: string };
  file: string;
  /** File, kind and name in the file: the same in every cluster, and for a source before and after. */
  id: string;
  references: AppliedReference[];
}

export interface AppliedReference {
  field: string;
  kind: string;
  namespace: string;
  name: string;
}

/** A value of a YAML document. */
export type Json = { [key: string]: Json } | Json[] | string | number | boolean | null | undefined;

/** Files by path, each as its documents. */
export type Parsed = ReadonlyMap<string, readonly Json[]>;

/** Reads files without the code under test. @throws where one is not YAML */
export function parseFiles(files: ReadonlyMap<string, string>): Parsed {
  return new Map(
    [...files].map(([path, text]) => [
      path,
      parseAllDocuments(text.replace(/^\uFEFF/, "")).map((document): Json => {
        if (document.errors[0]) throw document.errors[0];
        return document.toJS();
      }),
    ]),
  );
}

/**
 * Every object of the files, once for each cluster that applies it. A file that nothing applies may belong to a cluster
 * that the tree does not know, but only if it was there before or a person named it: a new one has to be applied.
 */
export function applied(fleet: Fleet, parsed: Parsed, before: ReadonlySet<string>): Applied[] {
  const patches = patchFiles(parsed);
  const objects: Applied[] = [];
  for (const [file, documents] of parsed) {
    if (file.endsWith("/kustomization.yaml") || patches.has(file)) continue;
    const reached = isListed(file, parsed) ? reachOf(fleet, placeOf(file)) : [];
    const loose: Reach = { scope: "?", namespace: undefined, prefix: "", suffix: "" };
    const reaches = reached.length > 0 || !before.has(file) ? reached : [loose];
    for (const value of documents.flatMap(itemsOf))
      for (const reach of reaches) objects.push(...objectOf(file, value, reach));
  }
  fleet.clusters.forEach(({ root }, i) => {
    const scope = scopeOf(i);
    const own = { namespace: "flux-system", name: "flux-system" };
    const name = { ...own, written: own };
    // The operator makes the source of its sync.
    if (root === "instance" || root === "values")
      objects.push({
        ...name,
        scope,
        kind: "GitRepository",
        file: "",
        id: `operator of c${i}`,
        references: [],
      });
    objects.push(...patchesIn(`${scope}/kustomization.yaml`, scope, parsed));
  });
  return objects;
}

function patchFiles(parsed: Parsed): Set<string> {
  const found = [...parsed].filter(([file]) => file.endsWith("/kustomization.yaml"));
  return new Set(
    found.flatMap(([file, [value]]) =>
      list(at(value, "patches"))
        .flatMap((one) => text(at(one, "path")) ?? [])
        .map((path) => folder(file) + path),
    ),
  );
}

/** The patches of a kustomization.yaml, each as an object that refers to what it patches. */
function patchesIn(file: string, scope: string, parsed: Parsed): Applied[] {
  return list(at(parsed.get(file)?.[0], "patches")).map((patch, i) => {
    const path = text(at(patch, "path"));
    const inline = text(at(patch, "patch")) ?? "";
    const body =
      path === undefined ? parseFiles(new Map([["", inline]])).get("") : parsed.get(folder(file) + path);
    const target = at(patch, "target");
    const aim = target ?? { kind: at(body?.[0], "kind"), ...(at(body?.[0], "metadata") as object) };
    const reference = {
      field: "patch",
      kind: text(at(aim, "kind")) ?? "?",
      // A target without a namespace is open; a strategic merge patch without one means just that.
      namespace: text(at(aim, "namespace")) ?? (target ? "?" : ""),
      name: text(at(aim, "name")) ?? "?",
    };
    const own = { namespace: "?", name: `patch-${i}` };
    const name = { ...own, written: own };
    return { ...name, scope, kind: "patch", file, id: `${file} patch ${i}`, references: [reference] };
  });
}

/** A folder's kustomization.yaml decides whether a file in it is applied. */
function isListed(file: string, parsed: Parsed): boolean {
  const [kustomization] = parsed.get(`${folder(file)}kustomization.yaml`) ?? [];
  if (kustomization === undefined) return true;
  return list(at(kustomization, "resources")).includes(file.slice(folder(file).length));
}

function folder(file: string): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

function itemsOf(value: Json): Json[] {
  return at(value, "kind") === "List" ? list(at(value, "items")) : [value];
}

function objectOf(file: string, value: Json, { scope, ...reach }: Reach): Applied[] {
  const kind = text(at(value, "kind"));
  const name = text(at(value, "metadata", "name"));
  if (kind === undefined || name === undefined) return [];
  const written = { name, namespace: text(at(value, "metadata", "namespace")) ?? "" };
  const namespace = reach.namespace ?? (written.namespace || "?");
  const references: AppliedReference[] = [];
  const add = (field: string, node: Json, fallback?: string) => {
    const refKind = text(at(node, "kind")) ?? fallback;
    const named = text(at(node, "name"));
    if (refKind === undefined || named === undefined) return;
    references.push({
      field,
      kind: refKind,
      namespace: text(at(node, "namespace")) ?? namespace,
      name: named,
    });
  };
  add("sourceRef", at(value, "spec", "sourceRef"));
  add("chart", at(value, "spec", "chart", "spec", "sourceRef"));
  add("chart", at(value, "spec", "chartRef"));
  for (const field of ["eventSources", "resources", "healthChecks"])
    for (const one of list(at(value, "spec", field))) add(field, one);
  for (const one of list(at(value, "spec", "include")))
    add("include", at(one, "repository"), "GitRepository");
  const id = `${file} ${kind.replace(/^(?:OCI|Git)Repository$/, "source")} ${name}`;
  return [
    { scope, kind, namespace, name: reach.prefix + name + reach.suffix, written, file, id, references },
  ];
}

/** The value below keys of maps. */
export function at(value: Json, ...keys: string[]): Json {
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
