/** What of a tree stands on its own: kustomizations that no other one includes, and files that none names. */
import { dirname } from "../core/paths.ts";
import { attempt } from "./files.ts";
import { adds, type Gap } from "./gap.ts";
import { KUSTOMIZATION_FILES, type Kustomization } from "./kustomization.ts";
import { copiedBy, loadedBy } from "./named-paths.ts";
import { BuildFailure, type BuiltNode, get } from "./node.ts";
import { type BuiltObject, objectsOf } from "./object.ts";
import type { Starters } from "./starters.ts";
import type { Build, TreeBuilder } from "./tree-builder.ts";
import { NONE } from "./wanted.ts";

/** A part of a tree that nothing else of it includes. */
export interface Unit {
  /** Tells units apart. */
  key: string;
  /** The directory of a kustomization; undefined for files that no kustomization names. */
  directory: string | undefined;
  /** False if no object of it starts a cluster. */
  mayStart: boolean;
  /** What it brings; built when somebody asks, because what clusters apply need not be built alone. */
  build(): Build | BuildFailure;
}

/** Kustomizations of a tree and what they name. */
class Inclusions {
  readonly directories = new Set<string>();
  readonly included = new Set<string>();

  add(kustomization: Kustomization): void {
    for (const path of [...loadedBy(kustomization), ...copiedBy(kustomization)]) this.included.add(path);
  }
}

/**
 * Splits a tree into units.
 * @param paths every file that may hold manifests
 */
export function unitsOf(paths: readonly string[], builder: TreeBuilder, starters: Starters): Unit[] {
  const inclusions = new Inclusions();
  const failures = new Map<string, BuildFailure>();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (!KUSTOMIZATION_FILES.some((one) => one === name)) continue;
    const directory = dirname(path);
    inclusions.directories.add(directory);
    const kustomization = attempt(() => builder.directories.kustomization(directory, "lenient"));
    if (kustomization instanceof BuildFailure) failures.set(directory, kustomization);
    else inclusions.add(kustomization);
  }
  const tops = [...inclusions.directories].filter((directory) => !inclusions.included.has(directory));
  const units = tops.map((directory): Unit => {
    const build = once(() => failures.get(directory) ?? attempt(() => buildTop(directory, builder)));
    return { key: directory, directory, mayStart: starters.in(directory), build };
  });
  return [...units, ...looseUnits(paths, inclusions, builder)];
}

function once<Result>(make: () => Result): () => Result {
  let made: { result: Result } | undefined;
  return () => {
    made ??= { result: make() };
    return made.result;
  };
}

/** A component that nothing includes is for other repositories: it is looked at as if it were applied alone. */
function buildTop(directory: string, builder: TreeBuilder): Build {
  const kustomization = builder.directories.kustomization(directory, "lenient");
  if (!kustomization.component) return builder.buildDirectory(directory);
  return builder.directories.buildKustomization({ ...kustomization, component: false });
}

/** Files that no kustomization names, gathered by the folder that somebody would apply. */
function looseUnits(paths: readonly string[], inclusions: Inclusions, builder: TreeBuilder): Unit[] {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    if (!/\.(?:ya?ml|json)$/.test(path) || inclusions.included.has(path)) continue;
    if (builder.files.files.matters?.(path) === false) continue;
    if (KUSTOMIZATION_FILES.some((name) => path === name || path.endsWith(`/${name}`))) continue;
    const key = `${regionOf(dirname(path), inclusions.directories)}/*`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  return [...groups].flatMap(([key, files]) => looseUnit(key, files, builder) ?? []);
}

/** The highest folder around a file without a kustomization.yaml on the way; the folder itself if it has one. */
function regionOf(directory: string, kustomizations: ReadonlySet<string>): string {
  let region = directory;
  while (region !== "" && !kustomizations.has(region) && !kustomizations.has(dirname(region)))
    region = dirname(region);
  return region;
}

function looseUnit(key: string, files: readonly string[], builder: TreeBuilder): Unit | undefined {
  const objects: BuiltObject[] = [];
  const gaps: Gap[] = [];
  for (const file of files) {
    const documents = attempt(() => builder.files.matteringDocuments(file, NONE) ?? []);
    if (documents instanceof BuildFailure) {
      const at = documents.at;
      if (at) gaps.push(adds(`${file} cannot be read: ${documents.message}`, at));
      continue;
    }
    for (const document of documents) {
      const found = attempt(() => objectsOf([document]));
      if (!(found instanceof BuildFailure)) objects.push(...found);
    }
  }
  if (objects.length === 0) return undefined;
  const build: Build = { objects, gaps, missed: [], visited: new Set(files) };
  return { key, directory: undefined, mayStart: true, build: () => build };
}

/** Values of the flux-instance chart in files of their own: documents without a kind. */
export function instanceValues(
  paths: readonly string[],
  builder: TreeBuilder,
): { file: string; instance: BuiltNode }[] {
  return paths.flatMap((file) => {
    const { mayHoldInstance, matters } = builder.files.files;
    if (!/\.ya?ml$/.test(file) || mayHoldInstance?.(file) === false || matters?.(file) === false) return [];
    const documents = attempt(() => builder.files.documents(file) ?? []);
    if (documents instanceof BuildFailure) return [];
    return documents.flatMap((document) => {
      const instance = get(document, "instance");
      const isValues = instance && get(document, "kind") === undefined && get(instance, "sync");
      return isValues ? [{ file, instance }] : [];
    });
  });
}
