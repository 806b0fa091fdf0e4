/** Whole fleets of the migration's oracle: what they are made of. */
import type { GeneratedObject } from "../generated-fleet/objects.ts";
import type { Random } from "../generated-fleet/random.ts";

/** The repository that holds a fleet. Sources of these names read it, and no others do. */
export const FLEET_URL = "https://host.example/acme/fleet";
/** Names of sources that are the fleet itself. */
export const OWN_NAMES: readonly string[] = ["flux-system", "fleet"];
/** Names of sources of other repositories. */
export const OTHER_NAMES: readonly string[] = ["app", "web", "db"];
/** Namespaces of sources and readers. */
export const NAMESPACES: readonly string[] = ["flux-system", "apps"];

/** Path of this tree that every reader of it may apply. */
export const OWN_PATH = "./shared";

/** How a cluster starts. */
export type RootKind = "gotk" | "self" | "self-undeclared" | "instance";

/** Something that is applied from outside: the root of a cluster, or a directory that somebody applies by hand. */
export interface Start {
  /** Path of the root, as decisions name it; undefined for what is applied by hand. */
  cluster: string | undefined;
  /** File with the objects that start a cluster. */
  file?: string;
  /** The root's own object, `kind/name`; undefined for what is applied by hand. */
  root?: string;
  /** Directory that somebody applies by hand. */
  directory?: string;
}

/** A fleet by its files. */
export interface MigratedFleet {
  seed: number;
  files: Record<string, string>;
  starts: readonly Start[];
  /** What the fleet is said to hold, for counting. */
  features: ReadonlySet<string>;
}

/** A fleet that is being made. */
export interface FleetDraft {
  random: Random;
  files: Record<string, string>;
  features: Set<string>;
  starts: Start[];
  /** Directories of components. */
  components: string[];
}

/** A directory with a kustomization.yaml that is being made. */
export interface Layer {
  directory: string;
  /** Its own objects and those of the layers below: what patches may mean. */
  objects: GeneratedObject[];
}

/** Path of a directory as another one names it. */
export function relative(from: string, to: string): string {
  return `${from
    .split("/")
    .map(() => "..")
    .join("/")}/${to}`;
}
