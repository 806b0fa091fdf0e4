import { type Root, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { SOURCES_FILE } from "../core/names.ts";
import type { ExistingOci } from "../core/neighbours.ts";
import { PRUNE_DISABLED } from "../core/oci-object.ts";
import { dirname, isWithin, join } from "../core/paths.ts";
import { child, deref, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { sanitizeTag } from "../flux/tags.ts";
import { GIT } from "./found-reference.ts";
import type { NormalizeUrl } from "./roots.ts";
import type { ReadsThisTree } from "./scopes.ts";
import { syncOf } from "./sources.ts";

/** What tells that a source is this repository, beside the roots of the tree. */
export interface OwnRepository {
  /** Normalised URL of the repository; undefined where there is no origin. */
  origin: string | undefined;
  normalizeUrl: NormalizeUrl;
  /** Where the configuration puts the artifact of a repository, given its normalised URL. */
  artifactOf: (url: string) => string | undefined;
  /** Name of the OCIRepository that takes the place of a source of this name. */
  twinName: (name: string) => string;
  /** Directory of its repository that is the root of an artifact; "" for the repository's own root. */
  artifactRoot: (oci: Omit<ExistingOci, "manifest">) => string;
  /**
   * Kustomizations that are known to deliver this tree whatever their source looks like, by `manifestKey`, with the
   * directory at which their path begins where a plan says so.
   */
  delivering: ReadonlyMap<string, string | undefined>;
}

/**
 * Tells for a Flux Kustomization whether its source is this repository, so that its path may be looked up
 * here: it reads a root's source, or one with the url and branch of origin or of a root, or the artifact of either.
 */
export function readsThisTree(
  roots: readonly Root[],
  manifests: readonly Manifest[],
  { origin, normalizeUrl, artifactOf, twinName, artifactRoot, delivering }: OwnRepository,
): ReadsThisTree {
  const declared = groupBy(
    manifests.filter(({ group, name }) => group === GROUP.source && name !== undefined),
    ({ kind, name }) => `${kind}/${name}`,
  );
  const specOf = (root: Root) => {
    const named = declared.get(`${GIT}/${root.source.name}`) ?? [];
    return child([...named].sort((a, b) => nearness(b, root) - nearness(a, root))[0]?.node, "spec");
  };
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
  const isNamedLike = (name: string | undefined, { source }: Root) =>
    name === source.name || name === twinName(source.name);
  const artifactObjects = manifests.filter(
    (one) => one.group === GROUP.source && one.kind === "OCIRepository",
  );
  const twins = artifactObjects.filter((one) =>
    roots.some(
      (root) =>
        (isNamedLike(one.name, root) && root.source.namespace === one.namespace) || isWritten(one, root),
    ),
  );
  // A branch of its own is another tree, so the ref counts as much as the url.
  const artifacts = new Set([
    ...[...urls].flatMap((url) => {
      const artifact = artifactOf(url);
      return artifact === undefined ? [] : [...refs].map((ref) => `${artifact} ${sanitizeTag(ref)}`);
    }),
    ...twins.map(artifactKey),
  ]);
  const rootOf = (kind: string | undefined, name: string | undefined, namespace: string, scope: string) => {
    if (kind !== "OCIRepository" || name === undefined) return "";
    const known = (declared.get(`${kind}/${name}`) ?? []).find(
      (one) => (one.namespace ?? namespace) === namespace,
    );
    return artifactRoot({ name, namespace, scope, url: textAt(known?.node, ["spec", "url"]) });
  };
  const readsHere = (
    kind: string | undefined,
    name: string | undefined,
    refNamespace: string | undefined,
    scope: string,
  ): boolean => {
    const here = roots.filter((root) => root.scope === scope);
    if (name === undefined) return here.length > 0;
    if (
      here.some(
        (root) =>
          isNamedLike(name, root) && (refNamespace ?? root.source.namespace) === root.source.namespace,
      )
    )
      return true;
    return (declared.get(`${kind}/${name}`) ?? []).some((manifest) => {
      if (kind === "OCIRepository") return artifacts.has(artifactKey(manifest));
      const url = normalizeUrl(textAt(manifest.node, ["spec", "url"]) ?? "");
      return (
        url !== undefined && urls.has(url) && refs.has(refKey(child(child(manifest.node, "spec"), "ref")))
      );
    });
  };
  return (kustomization, namespace, scope) => {
    const ref = child(child(kustomization.node, "spec"), "sourceRef");
    const kind = textAt(ref, ["kind"]);
    const name = textAt(ref, ["name"]);
    const refNamespace = textAt(ref, ["namespace"]) ?? namespace;
    const key = manifestKey(kustomization);
    if (!delivering.has(key) && !readsHere(kind, name, refNamespace, scope)) return undefined;
    return delivering.get(key) ?? rootOf(kind, name, refNamespace ?? UNKNOWN, scope);
  };
}

/** How likely an object of the right name is a root's source: clusters may well call different ones the same. */
function nearness({ namespace, document }: Manifest, { source, scope, document: own }: Root): number {
  const right = namespace === source.namespace ? 4 : namespace === undefined ? 3 : 0;
  const beside = own !== undefined && dirname(own.file) === dirname(document.file);
  return right + (beside ? 2 : isWithin(document.file, scope) ? 1 : 0);
}

/** What an object is called before and after an edit of its file. */
export function manifestKey({ document, kind, namespace, name }: Manifest): string {
  return JSON.stringify([document.file, kind, namespace, name]);
}

/** What an OCIRepository follows: its url, and the field of its ref that wins. */
function artifactKey({ node }: Manifest): string {
  const ref = child(child(node, "spec"), "ref");
  const version = ["digest", "semver", "tag"].map((field) => textAt(ref, [field])).find((one) => one);
  return `${textAt(node, ["spec", "url"])} ${version ?? "latest"}`;
}

/** True for the OCIRepository that git2oci writes for a root's source: where it puts it, and kept from pruning. */
function isWritten({ node, document }: Manifest, root: Root): boolean {
  const [key, value] = PRUNE_DISABLED;
  const isHere = root.document?.file === document.file || join(root.scope, SOURCES_FILE) === document.file;
  return isHere && textAt(node, ["metadata", "annotations", key]) === value;
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
