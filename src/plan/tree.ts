import type { YamlNode } from "../core/tree.ts";

/** What placing needs to know about the tree beside the graph. */
export interface Tree {
  /** Full text of a file; undefined where it does not exist or cannot be read. */
  text(file: string): string | undefined;
  /** The kustomization.yaml of a directory; undefined where it has none. */
  kustomizationOf(directory: string): KustomizationText | undefined;
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
}

/** A kustomization.yaml, as far as placing a file goes. */
export interface KustomizationText {
  file: string;
  root: YamlNode;
  /** Paths of this tree that it includes. */
  resources: readonly string[];
}
