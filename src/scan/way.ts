import type { KustomizationFile } from "./kustomize.ts";
import type { Overlay } from "./overlay.ts";

/** What building a directory with kustomize yields for one file. */
export interface Delivered {
  file: string;
  namespace: string | undefined;
  prefix: string;
  suffix: string;
  configurations: boolean;
  /** kustomization.yaml files passed, outermost first. */
  chain: readonly string[];
}

/** What the way to a file does to it; a file is where this ends. */
export type Way = Omit<Delivered, "file">;

/** The way into the folder that a Flux Kustomization applies, before any kustomization.yaml. */
export function start({ prefix, suffix }: Overlay): Way {
  return {
    namespace: undefined,
    prefix: prefix ?? "",
    suffix: suffix ?? "",
    configurations: false,
    chain: [],
  };
}

/** The way into a kustomization.yaml: what is further out has the last word on the namespace. */
export function inside(outer: Way, kustomization: KustomizationFile, overlay: Overlay): Way {
  return {
    namespace: outer.namespace ?? kustomization.namespace,
    prefix: outer.prefix + (overlay.prefix ?? kustomization.prefix),
    suffix: (overlay.suffix ?? kustomization.suffix) + outer.suffix,
    configurations: outer.configurations || kustomization.configurations,
    chain: [...outer.chain, kustomization.file],
  };
}
