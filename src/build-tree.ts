/** Builds what a tree holds: every cluster of it, or one directory as `kustomize build` does. */
import type { Cluster, ClusterObject, Delivery } from "./build/cluster.ts";
import { findClusters } from "./build/clusters.ts";
import { attempt } from "./build/files.ts";
import { BuildFailure } from "./build/node.ts";
import { idOf } from "./build/object-id.ts";
import { TreeBuilder } from "./build/tree-builder.ts";
import { ownRepository } from "./config/own-repository.ts";
import type { Config } from "./config/types.ts";
import { plainConfigFile } from "./config/version.ts";
import type { Area } from "./core/area.ts";
import { originUrl } from "./io/git-origin.ts";
import { NO_PROGRESS, type Progress } from "./io/progress.ts";
import { nodeReader, type Reader } from "./io/read.ts";
import { findArea } from "./scan/area.ts";
import { buildFiles } from "./scan/build-tree.ts";
import type { Discovery } from "./scan/discover.ts";
import { oneFile } from "./scan/one-file.ts";
import { readYamlAsBuilt } from "./scan/read-yaml.ts";

/** What was built of a tree. */
export interface BuiltTree {
  clusters: readonly Cluster[];
  /** Paths that were not read, and why. */
  skipped: readonly { path: string; reason: string }[];
}

/** A tree that is open for building. Files and directories are read when something asks for them. */
export interface OpenedTree {
  builder: TreeBuilder;
  found: Discovery;
  /** The configuration, if it does not read as a resource; it is left out. */
  own: string | undefined;
  /** What of it is shown. */
  area: Area;
  reader: Reader;
}

/** Finds the files of a tree. @param path a directory, or one file */
export async function openForBuild(
  path: string,
  config: Config,
  progress: Progress = NO_PROGRESS,
  reader: Reader = nodeReader,
): Promise<OpenedTree> {
  progress.phase("listing files");
  const { found, area } = await findArea(path, config.exclude, reader);
  progress.phase(`building ${found.files.length} files`);
  const own = plainConfigFile(config, () => reader.real(found.root));
  const files = found.files.filter((file) => file !== own);
  return {
    builder: new TreeBuilder(buildFiles(found.root, files, reader), readYamlAsBuilt),
    found: { ...found, files },
    own,
    area,
    reader,
  };
}

/** What a text from standard input is called in reports. */
const STDIN_FILE = "stdin.yaml";

/** As `openForBuild`, for one stream of documents: a tree of a single file, which belongs to no repository. */
export async function openTextForBuild(bytes: Uint8Array, config: Config): Promise<OpenedTree> {
  return openForBuild(STDIN_FILE, { ...config, exclude: [] }, NO_PROGRESS, oneFile(STDIN_FILE, bytes));
}

/** Every cluster of a tree. */
export function buildClusters({ builder, found, reader }: OpenedTree, config: Config): BuiltTree {
  const repository = ownRepository(config, originUrl(found.root, reader));
  return { clusters: findClusters({ builder, paths: found.files, repository }), skipped: found.skipped };
}

/**
 * One directory as `kustomize build` builds it, as if somebody applied it by hand.
 * @param directory from the top of the tree
 */
export function buildDirectory({ builder, found }: OpenedTree, directory: string): BuiltTree {
  const build = attempt(() => builder.buildDirectory(directory));
  const failed = build instanceof BuildFailure;
  const objects: ClusterObject[] = [];
  const delivery: Delivery = {
    by: undefined,
    directory,
    base: undefined,
    objects,
    gaps: failed ? [] : build.gaps,
    missed: failed ? [] : build.missed,
    failure: failed ? build : undefined,
    visited: failed ? new Set() : build.visited,
    doubt: undefined,
  };
  if (!failed) for (const built of build.objects) objects.push({ built, id: idOf(built.node), delivery });
  const { gaps } = delivery;
  const cluster: Cluster = {
    path: undefined,
    key: directory,
    roots: [],
    deliveries: [delivery],
    objects,
    gaps,
  };
  return { clusters: [cluster], skipped: found.skipped };
}
