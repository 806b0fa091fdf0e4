import type { Root } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Document, Manifest } from "../core/manifest.ts";
import { basename, dirname, isWithin, normalize } from "../core/paths.ts";
import { at, child, itemsAt, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import type { Delivery } from "./deliver.ts";
import type { Objects } from "./objects.ts";
import { pathOf } from "./scopes.ts";

/** Reads a git URL as something comparable; undefined for placeholders. */
export type NormalizeUrl = (url: string) => string | undefined;

/**
 * Finds the roots of a tree by what they deliver, never by file name alone: a Kustomization whose path
 * holds its own manifest or its source's, what `flux bootstrap` wrote, a FluxInstance sync.
 * `origin` is the normalised URL of the repository, where known.
 */
export function findRoots(
  objects: Objects,
  delivery: Delivery,
  origin: string | undefined,
  normalizeUrl: NormalizeUrl,
): Root[] {
  const declared = groupBy(
    objects.manifests.filter((manifest) => manifest.group === GROUP.source),
    (manifest) => `${manifest.kind}/${manifest.name}`,
  );
  const roots: Root[] = [];
  for (const manifest of objects.manifests) {
    if (manifest.group === GROUP.kustomize && manifest.kind === "Kustomization") {
      const root = fromKustomization(manifest, delivery, declared, origin, normalizeUrl);
      if (root) roots.push(root);
    } else if (manifest.group === GROUP.instance && manifest.kind === "FluxInstance") {
      const namespace = manifest.namespace ?? "flux-system";
      roots.push(
        ...fromSync(child(manifest.node, "spec"), "FluxInstance", manifest, manifest.document, namespace),
      );
    } else if (manifest.group === GROUP.helm && manifest.kind === "HelmRelease") {
      const namespace =
        textAt(manifest.node, ["spec", "targetNamespace"]) ?? manifest.namespace ?? "flux-system";
      const instance = at(manifest.node, ["spec", "values", "instance"]);
      roots.push(...fromSync(instance, "FluxInstance-values", manifest, manifest.document, namespace));
    }
  }
  for (const document of objects.others) {
    const instance = child(document.root, "instance");
    roots.push(...fromSync(instance, "FluxInstance-values", undefined, document, "flux-system"));
  }
  roots.push(...unwrittenBootstraps(objects, roots));
  return withoutStrangers(roots, declared, origin, normalizeUrl);
}

/**
 * Where a Kustomization reads this repository for sure, another one of the same path that reads a different url is
 * no root: another repository may well have the same folders.
 */
function withoutStrangers(
  roots: readonly Root[],
  declared: ReadonlyMap<string, readonly Manifest[]>,
  origin: string | undefined,
  normalizeUrl: NormalizeUrl,
): Root[] {
  const urlsOf = ({ source }: Root) =>
    (declared.get(`${source.kind}/${source.name}`) ?? [])
      .filter((one) => (one.namespace ?? source.namespace) === source.namespace)
      .map((one) => normalizeUrl(textAt(one.node, ["spec", "url"]) ?? ""));
  const ours = (root: Root) => origin !== undefined && urlsOf(root).includes(origin);
  const sure = new Set(roots.filter(ours).map((root) => root.scope));
  const isStranger = (root: Root) =>
    root.by === "Kustomization" && sure.has(root.scope) && urlsOf(root).length > 0 && !ours(root);
  return roots.filter((root) => !isStranger(root));
}

function fromKustomization(
  manifest: Manifest,
  delivery: Delivery,
  declared: ReadonlyMap<string, readonly Manifest[]>,
  origin: string | undefined,
  normalizeUrl: NormalizeUrl,
): Root | undefined {
  const { file } = manifest.document;
  const path = pathOf(manifest, undefined);
  const ref = at(manifest.node, ["spec", "sourceRef"]);
  const kind = textAt(ref, ["kind"]);
  const name = textAt(ref, ["name"]);
  if (kind === undefined || name === undefined) return undefined;
  const bootstrap = basename(file) === "gotk-sync.yaml";
  const namespace = manifest.namespace ?? "flux-system";
  const source = { kind, name, namespace: textAt(ref, ["namespace"]) ?? namespace };
  const mine = (declared.get(`${kind}/${name}`) ?? []).filter(
    (other) => (other.namespace ?? source.namespace) === source.namespace,
  );
  const root = (scope: string, by: Root["by"]): Root => ({
    scope,
    by,
    manifest,
    document: manifest.document,
    namespace,
    source,
    prune: textAt(manifest.node, ["spec", "prune"]) === "true",
  });
  if (bootstrap) {
    const known = path !== undefined && path !== "" && delivery.exists(path) ? path : dirname(dirname(file));
    return root(known, "gotk-sync");
  }
  if (path === undefined) return undefined;
  if (path === "") {
    const ours = mine.some(
      (other) => origin !== undefined && normalizeUrl(textAt(other.node, ["spec", "url"]) ?? "") === origin,
    );
    if (!ours) return undefined;
  }
  const own = new Set([file, ...mine.map((other) => other.document.file)]);
  const quick = [...own].some((candidate) => isWithin(candidate, path));
  if (!quick && !delivery.exists(path)) return undefined;
  return [...own].some((candidate) => delivery.delivers(path, candidate))
    ? root(path, "Kustomization")
    : undefined;
}

function fromSync(
  spec: YamlNode | undefined,
  by: Root["by"],
  manifest: Manifest | undefined,
  document: Document,
  namespace: string,
): Root[] {
  const sync = child(spec, "sync");
  const path = textAt(sync, ["path"]);
  if (path === undefined || textAt(sync, ["url"]) === undefined) return [];
  const scope = normalize(path.replace(/^\/+/, ""));
  if (scope === undefined) return [];
  const kind = textAt(sync, ["kind"]) ?? "GitRepository";
  const name = textAt(sync, ["name"]) ?? namespace;
  return [{ scope, by, manifest, document, namespace, source: { kind, name, namespace }, prune: true }];
}

/** A kustomization.yaml that lists gotk-sync.yaml where the file itself is not kept in this tree. */
function unwrittenBootstraps(objects: Objects, roots: readonly Root[]): Root[] {
  const found: Root[] = [];
  const written = new Set(objects.documents.map((document) => document.file));
  for (const kustomization of objects.tree.byDirectory.values()) {
    const { directory, document } = kustomization;
    const listed = itemsAt(document.root, ["resources"])
      .map((item) => normalize(textAt(item) ?? "", directory) ?? "")
      .find((file) => basename(file) === "gotk-sync.yaml");
    if (listed === undefined || written.has(listed)) continue;
    const folder = dirname(listed);
    const scope = dirname(folder);
    if (folder === "" || roots.some((root) => root.scope === scope)) continue;
    const name = basename(folder);
    const source = { kind: "GitRepository", name, namespace: name };
    found.push({
      scope,
      by: "gotk-sync",
      manifest: undefined,
      document,
      namespace: name,
      source,
      prune: true,
    });
  }
  return found;
}
