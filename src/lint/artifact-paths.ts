import { idKey } from "../build/object-id.ts";
import type { Held } from "../core/artifact-tree.ts";
import { normalize } from "../core/paths.ts";
import { leavesRoot } from "../core/re-root.ts";
import { textAt } from "../core/tree.ts";
import { buildsOf } from "./builds.ts";
import type { LintContext } from "./context.ts";
import { type OciManifest, plainText } from "./oci.ts";
import { byRepository, type OciConsumer, ociConsumers, pathsOf } from "./oci-consumers.ts";
import { onceATree } from "./once.ts";

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
    const paths = readers.flatMap((reader) => artifactPathsOf(reader, ignore.text, context));
    const isSure =
      isReadByRoot(oci, context) || paths.some(({ root, held }) => root !== "" || held === "manifests");
    return isSure ? paths : [];
  });
}

function artifactPathsOf(
  reader: OciConsumer,
  ignore: string | undefined,
  context: LintContext,
): ArtifactPath[] {
  if (reader.kind !== "Kustomization") return [];
  const { artifacts, tree } = context;
  const inside = pathsOf(reader).filter(([path]) => !leavesRoot(path.replace(/^\/+/, ""), "", ""));
  const applied = inside.flatMap(
    ([
      ,
      {
        sources: { cluster },
        object,
      },
    ]) => cluster.deliveries.filter(({ by, doubt }) => by && !doubt && idKey(by.id) === idKey(object.id)),
  );
  const byDirectory = new Map(applied.map(({ directory, base }) => [directory, base]));
  return [...byDirectory].flatMap(([directory, root]): ArtifactPath[] => {
    // What Git ignores may be made by the pipeline that publishes.
    if (directory === undefined || root === undefined || tree.gitIgnoredBy(`${directory}/any.yaml`))
      return [];
    const { held, leftOutBy } = artifacts.heldBelow(directory, root, ignore);
    return held === "unknown" ? [] : [{ reader, directory, root, held, leftOutBy }];
  });
}

/** The path of a Kustomization as Flux reads it, below the root of the artifact; undefined if it leaves the root. */
export function belowRoot(path: string): string | undefined {
  return normalize(path.replace(/^\/+/, ""));
}

function isReadByRoot({ manifest }: OciManifest, context: LintContext): boolean {
  return buildsOf(context)
    .of(manifest)
    .some(({ sources, object }) =>
      sources.cluster.roots.some(
        ({ source }) => source.kind === "OCIRepository" && sources.meant(source).includes(object),
      ),
    );
}
