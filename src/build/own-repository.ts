/** Tells which sources are this tree, so that a path of theirs may be looked up here. */
import type { ClusterObject, ClusterRoot } from "./cluster.ts";
import type { LocateSource, SourceLocation } from "./cluster-walk.ts";
import { type BuiltMap, type BuiltNode, get, textIn } from "./node.ts";

/** What is known of the repository beside its files. Urls are compared after `normalizeUrl`. */
export interface OwnRepository {
  /** Its url; undefined if there is no origin. */
  origin: string | undefined;
  normalizeUrl: (url: string) => string | undefined;
  /** Where the configuration puts the artifact of a repository, given its normalised url. */
  artifactOf: (url: string) => string | undefined;
  /** Tag that the pipeline publishes for a branch or tag of Git. */
  tagOf: (ref: string) => string;
  /** Name of the OCIRepository that takes the place of a source of this name. */
  twinName: (name: string) => string;
  /** Directory of its repository that is the root of an artifact; empty for the repository's own root. */
  artifactRoot: (oci: {
    name: string;
    namespace: string;
    url: string | undefined;
    cluster: string | undefined;
  }) => string;
}

/** The source of a root, as far as the tree declares it. */
export interface RootSource {
  root: ClusterRoot;
  url: string | undefined;
  /** What it follows; undefined if no file says so: then it may be any branch. */
  ref: string | undefined;
}

/** A ref as one text: `refs/heads/main` and `{branch: main}` are the same; none is `master`. */
export function refText(ref: BuiltNode | undefined): string {
  const text = textIn(ref) || textIn(ref, ["name"]);
  if (text !== "") return text.replace(/^refs\/(?:heads|tags)\//, "");
  for (const field of ["commit", "semver", "tag", "branch"]) {
    const value = textIn(ref, [field]);
    if (value !== "") return value;
  }
  return "master";
}

/** What an OCIRepository follows: its url, and the field of its ref that wins. */
function artifactKey(node: BuiltMap): string {
  const ref = get(get(node, "spec"), "ref");
  const version = ["digest", "semver", "tag"].map((field) => textIn(ref, [field])).find((one) => one !== "");
  return `${textIn(node, ["spec", "url"])} ${version ?? "latest"}`;
}

/**
 * A source is this tree if it is that of a root of the cluster (or its OCIRepository), or if it has the url and ref
 * of origin or of a root. A branch of its own is another tree, so the ref counts as much as the url.
 */
export function sourceLocator(sources: readonly RootSource[], repository: OwnRepository): LocateSource {
  const { origin, normalizeUrl, artifactOf, tagOf, twinName, artifactRoot } = repository;
  const urls = new Set(
    [origin, ...sources.map(({ url }) => url && normalizeUrl(url))].filter((url) => url !== undefined),
  );
  const refs = new Set(sources.flatMap(({ ref }) => ref ?? []));
  // A root whose source no file declares follows a branch that nobody here knows (flux-lab).
  const anyRef = sources.some(({ ref }) => ref === undefined);
  const artifacts = new Set(
    [...urls].flatMap((url) => {
      const artifact = artifactOf(url);
      return artifact === undefined ? [] : [...refs].map((ref) => `${artifact} ${tagOf(ref)}`);
    }),
  );
  const isOwn = ({ built: { node }, id }: ClusterObject): boolean => {
    if (id.kind === "OCIRepository") return artifacts.has(artifactKey(node));
    const url = normalizeUrl(textIn(node, ["spec", "url"]));
    return url !== undefined && urls.has(url) && (anyRef || refs.has(refText(get(get(node, "spec"), "ref"))));
  };
  const directory = (
    declared: readonly ClusterObject[],
    source: { kind: string; name: string; namespace: string },
    cluster: string | undefined,
  ) => {
    if (source.kind !== "OCIRepository") return "";
    const url = textIn(declared[0]?.built.node, ["spec", "url"]) || undefined;
    return artifactRoot({ name: source.name, namespace: source.namespace, url, cluster });
  };
  return (source, find, roots): SourceLocation => {
    const isRoots = roots.some(
      (root) =>
        (source.name === root.source.name || source.name === twinName(root.source.name)) &&
        (source.namespace === root.source.namespace || source.namespace === ""),
    );
    const declared = find(source);
    // What has taken the place of a root's source pulls this tree, and so does all else that pulls the same.
    const twins = roots.flatMap(({ source: { name, namespace } }) =>
      [name, twinName(name)].flatMap((one) => find({ kind: "OCIRepository", name: one, namespace })),
    );
    const isTwins = ({ built: { node }, id }: ClusterObject) =>
      id.kind === "OCIRepository" && twins.some((twin) => artifactKey(twin.built.node) === artifactKey(node));
    if (isRoots || declared.some((one) => isOwn(one) || isTwins(one)))
      return { here: true, directory: directory(declared, source, roots[0]?.path) };
    return declared.length > 0 ? { here: false } : { here: "unknown" };
  };
}
