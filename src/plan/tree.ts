import type { YamlNode } from "../core/tree.ts";

/** What placing needs to know about the tree beside the graph. */
export interface Tree {
  /** Full text of a file; undefined where it does not exist or cannot be read. */
  text(file: string): string | undefined;
  /** The kustomization.yaml of a directory; undefined where it has none. */
  kustomizationOf(directory: string): KustomizationText | undefined;
}

/** A kustomization.yaml, as far as placing a file goes. */
export interface KustomizationText {
  file: string;
  root: YamlNode;
  /** Paths of this tree that it includes. */
  resources: readonly string[];
}
