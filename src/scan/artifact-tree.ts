import { join } from "node:path";
import { type ArtifactTree, type Leaving, SPEC_IGNORE } from "../core/artifact-tree.ts";
import { locate } from "../core/manifest.ts";
import { dirname, isWithin, join as joinPath, normalize } from "../core/paths.ts";
import { leavesRoot } from "../core/re-root.ts";
import { type Entry, type Reader, readSmallText } from "../io/read.ts";
import { leftOutBy } from "./artifact-ignore.ts";
import { isKustomizationName, type KustomizeTree } from "./kustomize.ts";
import { pathEntries } from "./kustomize-entries.ts";

/** What an artifact's directory is looked up in. */
export interface ArtifactTreeInput {
  /** Absolute root of the scanned tree. */
  root: string;
  reader: Reader;
  kustomize: KustomizeTree;
  gitIgnoredBy: (file: string) => string | undefined;
  unreadKustomization: (directory: string) => string | undefined;
}

/** A directory that holds nothing but other files may be large, and one that fits is enough. */
const MAX_LOOKED_AT = 20_000;
/** Answer of a search that was given up: no name of a file. */
const TOO_MANY = "/";

/** Answers questions about artifacts made of directories of the scanned tree, from what was read and from the disk. */
export function openArtifactTree(input: ArtifactTreeInput): ArtifactTree {
  const { root, reader } = input;
  return {
    leaving: (directory, components, artifact) => leaving(directory, components, artifact, input),
    holds(directory, specIgnore) {
      const { held } = heldBelow(directory, "", specIgnore, input);
      // An answer that nobody waited for is no proof that there is one.
      return held === "unknown" ? "nothing" : held;
    },
    heldBelow: (directory, artifact, specIgnore) => heldBelow(directory, artifact, specIgnore, input),
    sourceIgnores(artifact) {
      const steps = artifact.split("/");
      const above = steps.flatMap((_, depth) => {
        const directory = steps.slice(0, depth).join("/");
        const text = readSmallText(join(root, directory, ".sourceignore"), reader);
        return text === undefined ? [] : [{ directory, text }];
      });
      const inside = findFile(artifact, input, (_, name) => name === ".sourceignore");
      return { above, inside: inside === TOO_MANY ? joinPath(artifact, ".sourceignore") : inside };
    },
  };
}

function heldBelow(
  directory: string,
  artifact: string,
  specIgnore: string | undefined,
  input: ArtifactTreeInput,
): ReturnType<ArtifactTree["heldBelow"]> {
  const { root, reader, gitIgnoredBy } = input;
  if (!isDirectory(directory, input)) return { held: "missing", leftOutBy: undefined };
  const rules = specIgnore === undefined ? undefined : { text: specIgnore, from: SPEC_IGNORE };
  let by: string | undefined;
  const isApplied = (file: string, name: string) => {
    const isManifest = /\.ya?ml$/.test(name) || isKustomizationName(name);
    if (!isManifest || gitIgnoredBy(file) !== undefined) return false;
    const inArtifact = artifact === "" ? file : file.slice(artifact.length + 1);
    const rule = leftOutBy(join(root, artifact), inArtifact, rules, reader);
    by ??= rule;
    return rule === undefined;
  };
  const found = findFile(directory, input, isApplied);
  if (found === TOO_MANY) return { held: "unknown", leftOutBy: undefined };
  return found === undefined
    ? { held: "nothing", leftOutBy: by }
    : { held: "manifests", leftOutBy: undefined };
}

function leaving(
  directory: string,
  components: readonly string[],
  artifact: string,
  input: ArtifactTreeInput,
): ReturnType<ArtifactTree["leaving"]> {
  const { kustomize, unreadKustomization } = input;
  const entries: Leaving[] = [];
  const unread: string[] = [];
  const start = kustomize.byDirectory.has(directory) ? [directory] : generatedFrom(directory, kustomize);
  const queue = [...new Set([directory, ...start, ...components])];
  const seen = new Set(queue);
  for (const current of queue) {
    const kustomization = kustomize.byDirectory.get(current);
    if (!kustomization) {
      const file = isDirectory(current, input) ? unreadKustomization(current) : undefined;
      if (file !== undefined) unread.push(file);
      continue;
    }
    for (const { path, node } of pathEntries(kustomization.document.root)) {
      if (leavesRoot(path, current, artifact))
        entries.push({ entry: path, location: locate(kustomization.document, node) });
      const next = normalize(path, current);
      if (next === undefined || seen.has(next) || !isWithin(next, artifact)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return { entries, unread };
}

/** Without a kustomization.yaml each folder below that has one is built on its own, and nothing below that. */
function generatedFrom(directory: string, { byDirectory }: KustomizeTree): string[] {
  return [...byDirectory.keys()].filter((one) => {
    if (one === directory || !isWithin(one, directory)) return false;
    for (let above = dirname(one); above !== directory; above = dirname(above))
      if (byDirectory.has(above)) return false;
    return true;
  });
}

function isDirectory(path: string, { root, reader }: ArtifactTreeInput): boolean {
  try {
    return reader.stat(join(root, path)).isDirectory;
  } catch {
    return false;
  }
}

/** The first file below a directory that fits, in an order that no disk decides; symbolic links are no part of an artifact. */
function findFile(
  directory: string,
  { root, reader }: ArtifactTreeInput,
  fits: (file: string, name: string) => boolean,
): string | undefined {
  const queue = [directory];
  let looked = 0;
  for (const current of queue) {
    let entries: readonly Entry[];
    try {
      entries = [...reader.list(join(root, current))].sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      continue;
    }
    for (const entry of entries) {
      if (looked++ > MAX_LOOKED_AT) return TOO_MANY;
      const path = joinPath(current, entry.name);
      if (entry.isFile() && fits(path, entry.name)) return path;
      if (entry.isDirectory() && entry.name !== ".git") queue.push(path);
    }
  }
  return undefined;
}
