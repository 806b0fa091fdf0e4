import type { ArtifactTree } from "../core/artifact-tree.ts";
import type { Graph, Mount, Reference, SourceNode } from "../core/graph.ts";
import { describe, type Location, locate } from "../core/manifest.ts";
import { isWithin, normalize } from "../core/paths.ts";
import { leavesRoot, reRoot } from "../core/re-root.ts";
import { at, deref, itemsAt, textAt } from "../core/tree.ts";
import type { Misfit } from "./artifact-root.ts";

/** The folders of this tree that a Kustomization applies; none where it reads another repository. */
export function mountsOf({ manifest }: Reference, graph: Graph): Mount[] {
  return graph.mounts.filter(({ context }) => context.via?.node === manifest.node);
}

/** Why a Kustomization would not find, below the new root, what it applies now. */
export function consumerProblems(
  reference: Reference,
  source: SourceNode,
  root: string,
  graph: Graph,
  tree: ArtifactTree | undefined,
): Misfit[] {
  const { manifest } = reference;
  const who = describe(manifest);
  const here = pathLocation(reference);
  const written = textAt(manifest.node, ["spec", "path"]);
  if (reRoot(written ?? "", root) === undefined)
    return [{ message: outside(who, written, root), location: here }];
  const { patched } = reference;
  if (patched)
    return [
      {
        message: `the patch at ${patched.file}:${patched.line} changes the path of ${who} and would have to follow`,
        location: here,
      },
    ];
  const components = itemsAt(manifest.node, ["spec", "components"]);
  const literal = normalize((written ?? "").replace(/^\/+/, "")) ?? root;
  const leaving = components.flatMap((item): Misfit[] => {
    const text = textAt(item) ?? "";
    if (!leavesRoot(text, literal, root)) return [];
    const node = deref(item) ?? item;
    return [
      {
        message: `the component ${text} of ${who} leads out of ${root}`,
        location: locate(manifest.document, node),
      },
    ];
  });
  const directories = new Set(mountsOf(reference, graph).map(({ path }) => path));
  const ignore = source.declarations
    .map(({ spec }) => textAt(spec, ["ignore"]))
    .find((one) => one !== undefined);
  return [
    ...leaving,
    ...[...directories].flatMap((directory): Misfit[] => {
      if (!isWithin(directory, root))
        return [
          {
            message: `${who} applies ${directory || "the whole repository"}, outside of ${root}`,
            location: here,
          },
        ];
      const parts = components.flatMap((item) => normalize(textAt(item) ?? "", directory) ?? []);
      return tree
        ? [...behind(directory, parts, who, root, here, tree), ...empty(directory, ignore, who, here, tree)]
        : [];
    }),
  ];
}

function outside(who: string, written: string | undefined, root: string): string {
  if (written === undefined || written === "")
    return `${who} has no spec.path, so it applies the whole repository`;
  if (/\$\{|<<|\{\{/.test(written))
    return `spec.path of ${who} is ${written}, and what stands before its variable does not lead into ${root}`;
  return `spec.path of ${who} is ${written}, outside of ${root}`;
}

/** What the kustomization.yaml files behind a path take from outside of the root. */
function behind(
  directory: string,
  components: readonly string[],
  who: string,
  root: string,
  here: Location,
  tree: ArtifactTree,
): Misfit[] {
  const { entries, unread } = tree.leaving(directory, components, root);
  return [
    ...entries.map(({ entry, location }) => ({
      message: `${location.file}:${location.line} names ${entry}, which leads out of ${root}, and ${who} applies it`,
      location,
    })),
    ...unread.map((file) => ({
      message: `${file} could not be read, so whether ${who} stays in ${root} is not known`,
      location: here,
    })),
  ];
}

function empty(
  directory: string,
  ignore: string | undefined,
  who: string,
  location: Location,
  tree: ArtifactTree,
): Misfit[] {
  const held = tree.holds(directory, ignore);
  if (held === "manifests") return [];
  const what =
    held === "missing"
      ? "is no directory of this tree"
      : "holds no manifest, so Flux would prune all it has applied";
  return [{ message: `${directory}, the path of ${who}, ${what}`, location }];
}

function pathLocation({ manifest, location }: Reference): Location {
  const path = deref(at(manifest.node, ["spec", "path"]));
  return path ? locate(manifest.document, path) : location;
}
