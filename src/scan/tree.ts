import { join } from "node:path";
import type { ArtifactTree } from "../core/artifact-tree.ts";
import { groupBy, pushTo } from "../core/group.ts";
import { dirname, join as joinPath } from "../core/paths.ts";
import { decode } from "../io/decode.ts";
import { readBytes } from "../io/read.ts";
import { leftOutBy } from "./artifact-ignore.ts";
import { openArtifactTree } from "./artifact-tree.ts";
import { gitIgnoredBy } from "./ignore-rules.ts";
import { KUSTOMIZATION_NAMES, type KustomizeTree } from "./kustomize.ts";
import type { Scanned } from "./scan.ts";

/** The texts of a tree, as planning and layout read them; every file is read once and kept. */
export interface TreeTexts {
  text(file: string): string | undefined;
  kustomizationOf(
    directory: string,
  ): { file: string; root: Scanned["documents"][number]["root"]; resources: readonly string[] } | undefined;
  /** The file of kustomize in a directory that is there and was not read, so that nobody knows what it lists. */
  unreadKustomization(directory: string): string | undefined;
  /** The kustomization.yaml files that list a file. */
  listersOf(file: string): readonly string[];
  /** The file whose rule keeps a path out of Git. */
  gitIgnoredBy(file: string): string | undefined;
  /** Where the rule stands that keeps a path out of the artifact of a source with these rules of its own. */
  leftOutBy(file: string, specIgnore: { text: string; from: string } | undefined): string | undefined;
  /** Why this run does not edit a file, in words that go on after its name; undefined for one that it may edit. */
  outside(file: string): string | undefined;
  /** What the tree tells about an artifact that is made of one of its directories. */
  artifacts: ArtifactTree;
}

/** Asks the disk once for each path. */
function remembered(ask: (path: string) => string | undefined): typeof ask {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, ask(path));
    return known.get(path);
  };
}

/**
 * Reads whole files on demand. A file whose documents are no longer what the scan read counts as unreadable,
 * so that no range of an old text is applied to a new one.
 */
export function openTree(scanned: Scanned, kustomize: KustomizeTree): TreeTexts {
  const documents = groupBy(scanned.documents, (document) => document.file);
  const read = (file: string): string | undefined => {
    const bytes = readBytes(join(scanned.root, file), scanned.reader);
    if (bytes === undefined) return undefined;
    const decoded = decode(bytes);
    if ("reason" in decoded) return undefined;
    const same = (documents.get(file) ?? []).every((one) => decoded.text.startsWith(one.text, one.start));
    return same ? decoded.text : undefined;
  };
  const text = remembered(read);
  const { root, reader } = scanned;
  const ignoredBy = remembered((file) => gitIgnoredBy(root, file, reader));
  const unread = remembered((directory) =>
    KUSTOMIZATION_NAMES.map((name) => joinPath(directory, name)).find(
      (file) => reader.exists(join(root, file)) && ignoredBy(file) === undefined,
    ),
  );
  const listers = new Map<string, string[]>();
  for (const { file, resources } of kustomize.byDirectory.values())
    for (const resource of resources) pushTo(listers, resource, file);
  const unreadKustomization = (directory: string) =>
    kustomize.byDirectory.has(directory) ? undefined : unread(directory);
  return {
    text,
    unreadKustomization,
    listersOf: (file) => listers.get(file) ?? [],
    gitIgnoredBy: ignoredBy,
    outside: (file) => scanned.area.outside(file),
    leftOutBy: (file, specIgnore) => leftOutBy(root, file, specIgnore, reader),
    artifacts: openArtifactTree({
      root,
      reader,
      kustomize,
      gitIgnoredBy: ignoredBy,
      unreadKustomization,
    }),
    kustomizationOf(directory) {
      const found = kustomize.byDirectory.get(directory === "." ? "" : directory);
      if (!found || dirname(found.file) !== directory) return undefined;
      return { file: found.file, root: found.document.root, resources: found.resources };
    },
  };
}
