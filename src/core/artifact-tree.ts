import type { IgnoreFile } from "./decision.ts";
import type { Location } from "./manifest.ts";

/** A path that leaves the artifact, and where it is written. */
export interface Leaving {
  entry: string;
  location: Location;
}

/** Where a rule stands that is one of the source's own. */
export const SPEC_IGNORE = "spec.ignore";

/** What a directory of this tree holds of the files that kustomize-controller applies. */
export type Held = "missing" | "nothing" | "manifests";

/** What the scanned tree tells about an artifact that is made of one of its directories. */
export interface ArtifactTree {
  /**
   * Entries of the kustomization.yaml files behind a directory that step out of `root`, and of its `components`.
   * `unread` are such files that could not be read, so that nobody knows what they name.
   */
  leaving(
    directory: string,
    components: readonly string[],
    root: string,
  ): { entries: readonly Leaving[]; unread: readonly string[] };
  /** What is left of a directory once the ignore rules of a source have been applied. */
  holds(directory: string, specIgnore: string | undefined): Held;
  /**
   * As `holds`, for an artifact that is made of the directory `root`, whose patterns start there. `leftOutBy` is where
   * the rule stands that keeps the first manifest out, where some are there and none is left;
   * `unknown` where there is too much to look at.
   */
  heldBelow(
    directory: string,
    root: string,
    specIgnore: string | undefined,
  ): { held: Held | "unknown"; leftOutBy: string | undefined };
  /** `.sourceignore` files above `root`, outermost first, and whether there is any in it. */
  sourceIgnores(root: string): { above: readonly IgnoreFile[]; inside: string | undefined };
}
