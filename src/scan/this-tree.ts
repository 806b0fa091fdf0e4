import type { ExistingOci } from "../core/neighbours.ts";

/** Reads a git URL as something comparable; undefined for placeholders. */
export type NormalizeUrl = (url: string) => string | undefined;

/** What tells that a source is this repository, beside the roots of the tree. */
export interface OwnRepository {
  /** Normalised URL of the repository; undefined where there is no origin. */
  origin: string | undefined;
  normalizeUrl: NormalizeUrl;
  /** Where the configuration puts the artifact of a repository, given its normalised URL. */
  artifactOf: (url: string) => string | undefined;
  /** Name of the OCIRepository that takes the place of a source of this name. */
  twinName: (name: string) => string;
  /** Directory of its repository that is the root of an artifact; "" for the repository's own root. */
  artifactRoot: (oci: Omit<ExistingOci, "manifest" | "cluster">) => string;
}
