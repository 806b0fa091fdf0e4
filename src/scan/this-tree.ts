import type { Root } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import { join } from "../core/paths.ts";
import { child, deref, textAt, type YamlNode } from "../core/tree.ts";
import { GIT } from "./find-references.ts";
import { GROUP } from "./objects.ts";
import type { NormalizeUrl } from "./roots.ts";
import type { ReadsThisTree } from "./scopes.ts";
import { syncOf } from "./sources.ts";

/**
 * Tells for a Flux Kustomization whether its source is this repository, so that its path may be looked up
 * here: it reads a root's source, or one with the url and branch of origin or of a root.
 */
export function readsThisTree(
  roots: readonly Root[],
  manifests: readonly Manifest[],
  origin: string | undefined,
  normalizeUrl: NormalizeUrl,
): ReadsThisTree {
  const declared = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    if (manifest.group !== GROUP.source || manifest.name === undefined) continue;
    const key = `${manifest.kind}/${manifest.name}`;
    const list = declared.get(key);
    if (list) list.push(manifest);
    else declared.set(key, [manifest]);
  }
  const specOf = (root: Root) => child(declared.get(`${GIT}/${root.source.name}`)?.[0]?.node, "spec");
  const urls = new Set(
    [
      origin,
      ...roots.map((root) =>
        normalizeUrl(textAt(syncOf(root), ["url"]) ?? textAt(specOf(root), ["url"]) ?? ""),
      ),
    ].filter((url) => url !== undefined),
  );
  const refs = new Set(
    roots.map((root) => refKey(deref(child(syncOf(root), "ref")) ?? child(specOf(root), "ref"))),
  );
  return (kustomization, namespace, scope) => {
    const ref = child(child(kustomization.node, "spec"), "sourceRef");
    const kind = textAt(ref, ["kind"]);
    const name = textAt(ref, ["name"]);
    const refNamespace = textAt(ref, ["namespace"]) ?? namespace;
    const here = roots.filter((root) => root.scope === scope);
    if (name === undefined) return here.length > 0;
    if (
      here.some(
        (root) =>
          root.source.name === name && (refNamespace ?? root.source.namespace) === root.source.namespace,
      )
    )
      return true;
    return (declared.get(`${kind}/${name}`) ?? []).some((manifest) => {
      if (kind === "OCIRepository") return isBesideRoot(manifest, here);
      const url = normalizeUrl(textAt(manifest.node, ["spec", "url"]) ?? "");
      return (
        url !== undefined && urls.has(url) && refs.has(refKey(child(child(manifest.node, "spec"), "ref")))
      );
    });
  };
}

/** An OCIRepository that stands where git2oci puts the twin of a root's source holds this tree. */
function isBesideRoot(manifest: Manifest, roots: readonly Root[]): boolean {
  const { file } = manifest.document;
  return roots.some((root) => root.document?.file === file || join(root.scope, "oci-sources.yaml") === file);
}

/** A ref as one text for comparison: `refs/heads/main` and `{branch: main}` are the same; none is `master`. */
function refKey(ref: YamlNode | undefined): string {
  const text = textAt(ref) ?? textAt(ref, ["name"]);
  if (text !== undefined) return text.replace(/^refs\/(heads|tags)\//, "");
  for (const field of ["commit", "semver", "tag", "branch"]) {
    const value = textAt(ref, [field]);
    if (value !== undefined) return value;
  }
  return "master";
}
