/** Roots of `flux bootstrap` whose files are not kept in the tree: only a kustomization.yaml still lists them. */
import { basename, dirname, normalize } from "../core/paths.ts";
import { attempt } from "./files.ts";
import { syncKustomization } from "./flux-instance.ts";
import { KUSTOMIZATION_FILES, listField } from "./kustomization.ts";
import { BuildFailure, map, type Origin, scalar, textIn } from "./node.ts";
import { newObject } from "./object.ts";
import type { FoundRoot } from "./roots.ts";
import type { TreeBuilder } from "./tree-builder.ts";

/**
 * A root for each kustomization.yaml that lists a gotk-sync.yaml which is not here, or empty. Bootstrap calls the source and the
 * Kustomization like their folder, and the folder above is what it applies.
 * @param known roots that files of the tree make
 */
export function bootstrapRoots(
  paths: readonly string[],
  builder: TreeBuilder,
  known: readonly FoundRoot[],
): FoundRoot[] {
  const taken = new Set(known.map(({ root }) => root.path));
  return paths.flatMap((file): FoundRoot[] => {
    if (!KUSTOMIZATION_FILES.some((name) => name === basename(file))) return [];
    const listed = missingSync(file, builder);
    const folder = listed === undefined ? "" : dirname(listed);
    const path = dirname(folder);
    if (folder === "" || taken.has(path)) return [];
    taken.add(path);
    return [rootOf(path, basename(folder), file)];
  });
}

/** The gotk-sync.yaml that a kustomization.yaml lists and that is no file of the tree. */
function missingSync(file: string, builder: TreeBuilder): string | undefined {
  const kustomization = attempt(() => builder.directories.kustomization(dirname(file), "lenient"));
  if (kustomization instanceof BuildFailure) return undefined;
  const resources = attempt(() => listField(kustomization, "resources"));
  if (resources instanceof BuildFailure) return undefined;
  return resources
    .map((item) => normalize(textIn(item), dirname(file)) ?? "")
    .find((path) => basename(path) === "gotk-sync.yaml" && isUnwritten(path, builder));
}

/** True for a file that is not here, or in which bootstrap has yet to write something. */
function isUnwritten(path: string, builder: TreeBuilder): boolean {
  const documents = attempt(() => builder.files.documents(path) ?? []);
  return !(documents instanceof BuildFailure) && documents.length === 0;
}

function rootOf(path: string, name: string, file: string): FoundRoot {
  const origin: Origin = { by: "default", from: [] };
  const entry = (key: string, value: string) => ({ key, keyOrigin: origin, value: scalar(value, origin) });
  const sync = map([entry("path", `./${path}`), entry("name", name)], origin);
  const source = { kind: "GitRepository", name, namespace: name };
  const root = {
    by: "gotk-sync" as const,
    path,
    object: undefined,
    file,
    namespace: name,
    source,
    prune: true,
  };
  const made = [newObject(syncKustomization(sync, name))];
  return { root, url: undefined, ref: undefined, objects: [], made, unit: file };
}
