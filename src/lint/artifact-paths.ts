import type { Held } from "../core/artifact-tree.ts";
import { UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { normalize } from "../core/paths.ts";
import { textAt, type YamlNode } from "../core/tree.ts";
import type { LintContext } from "./context.ts";
import { type OciManifest, plainText } from "./oci.ts";
import { byRepository, type OciConsumer, ociConsumers } from "./oci-consumers.ts";
import { onceATree } from "./once.ts";
import { isPatchedIn } from "./patched-fields.ts";

/** A Kustomization that reads an artifact of this tree, and the directory of the tree that it applies. */
export interface ArtifactPath {
  reader: OciConsumer;
  directory: string;
  /** Directory of the tree that is the root of the artifact; "" for the root of the repository. */
  root: string;
  held: Held;
  /** Where the rule stands that keeps all manifests of the directory out; undefined where none does. */
  leftOutBy: string | undefined;
}

/** The ignore rules that the artifact of an OCIRepository is made by; none for a layer that is taken as it is. */
export function ignoreOf({ spec, open }: OciManifest): { text: string | undefined } | undefined {
  if (open("ignore", "layerSelector")) return undefined;
  if (plainText(spec, ["layerSelector", "operation"]) === "copy") return undefined;
  const written = textAt(spec, ["ignore"]);
  const text = plainText(spec, ["ignore"]);
  return written !== undefined && text === undefined ? undefined : { text };
}

/**
 * The paths of which this tree tells what the artifact holds there. That an artifact is made of this tree, and of
 * which of its directories, follows from the roots and the configuration. A pipeline may still publish another
 * directory without anybody writing it down: so an artifact of the whole repository counts only where a root reads
 * it, or where some path that is read from it holds manifests here.
 */
export const artifactPaths = onceATree(pathsIn);

function pathsIn(context: LintContext): readonly ArtifactPath[] {
  return [...byRepository(ociConsumers(context))].flatMap(([oci, readers]) => {
    const ignore = ignoreOf(oci);
    if (!ignore) return [];
    const paths = readers.flatMap((reader) => pathsOf(reader, ignore.text, context));
    const isSure =
      isReadByRoot(oci, context) || paths.some(({ root, held }) => root !== "" || held === "manifests");
    return isSure ? paths : [];
  });
}

function pathsOf(reader: OciConsumer, ignore: string | undefined, context: LintContext): ArtifactPath[] {
  const { manifest, kind } = reader;
  const { graph, artifacts, tree } = context;
  const contexts = graph.contexts.get(manifest.document.file) ?? [];
  if (kind !== "Kustomization" || isPatchedIn(context)(manifest, "path")) return [];
  if (artifacts.pathPatch(contexts, manifest) !== undefined) return [];
  const written = literalPath(reader);
  if (written === undefined) return [];
  return [...new Set(mountsOf(context).get(manifest.node))].flatMap((directory): ArtifactPath[] => {
    const root = rootBehind(directory, written);
    // What Git ignores may be made by the pipeline that publishes.
    if (root === undefined || tree.gitIgnoredBy(`${directory}/any.yaml`) !== undefined) return [];
    const { held, leftOutBy } = artifacts.heldBelow(directory, root, ignore);
    return held === "unknown" ? [] : [{ reader, directory, root, held, leftOutBy }];
  });
}

/** Directories by the object that mounts them. */
const mountsOf = onceATree(({ graph }: LintContext) => {
  const found = new Map<YamlNode, string[]>();
  for (const { path, context: way } of graph.mounts) if (way.via) pushTo(found, way.via.node, path);
  return found;
});

/** `spec.path` as Flux reads it, below the root of the artifact; undefined where something fills it in later. */
export function literalPath({ manifest }: Pick<OciConsumer, "manifest">): string | undefined {
  const written = textAt(manifest.node, ["spec", "path"]);
  const text = written === undefined ? "" : plainText(manifest.node, ["spec", "path"]);
  return text === undefined ? undefined : normalize(text.replace(/^\/+/, ""));
}

/** What is left of a directory of the tree without the path that leads to it within the artifact. */
function rootBehind(directory: string, path: string): string | undefined {
  if (path === "") return directory;
  if (directory === path) return "";
  return directory.endsWith(`/${path}`) ? directory.slice(0, -path.length - 1) : undefined;
}

function isReadByRoot({ manifest }: OciManifest, { graph }: LintContext): boolean {
  return graph.existing.some(
    (one) =>
      one.manifest.node === manifest.node &&
      one.scope !== UNKNOWN &&
      graph.roots.some(
        ({ scope, source }) =>
          scope === one.scope &&
          source.kind === "OCIRepository" &&
          source.name === one.name &&
          source.namespace === one.namespace,
      ),
  );
}
