/** The builder of a tree: directories as kustomize builds them, Kustomizations as Flux does. */

import { basename, dirname } from "../core/paths.ts";
import { type Build, DirectoryBuilder } from "./directory-builder.ts";
import { attempt, type BuildFiles, type Earlier, ParsedFiles } from "./files.ts";
import { type Filling, fillingOf } from "./filling.ts";
import { type Artifact, buildKustomization } from "./flux-kustomization.ts";
import { KUSTOMIZATION_FILES } from "./kustomization.ts";
import { BuildFailure, type BuiltMap, get } from "./node.ts";
import type { ObjectId } from "./object-id.ts";
import { afterBuild, type FindVariables, postBuildVariables } from "./post-build.ts";
import type { ParseYaml } from "./read.ts";

export type { Build } from "./directory-builder.ts";
export type { BuildFiles } from "./files.ts";

/** Builds what a tree of files delivers; files and directories are read and built once. */
export class TreeBuilder {
  readonly files: ParsedFiles;
  readonly parse: ParseYaml;
  readonly directories: DirectoryBuilder;
  readonly #artifact: Omit<Artifact, "leftOut">;
  readonly #built = new WeakMap<BuiltMap, Map<string, Build | BuildFailure>>();

  /** @param earlier the builder of another state of the tree: what reads no changed file is taken over */
  constructor(files: BuildFiles, parse: ParseYaml, earlier?: Earlier<TreeBuilder>) {
    const changed = earlier && withDirectories(earlier.changed);
    this.files = new ParsedFiles(files, parse, changed && { state: earlier.state.files, changed });
    this.parse = parse;
    this.directories = new DirectoryBuilder(
      this.files,
      changed && { state: earlier.state.directories, changed },
    );
    this.#artifact = {
      files: this.files,
      directories: this.directories,
      matters: (path) => files.matters?.(path) !== false,
    };
  }

  /** As `kustomize build` of a directory. @throws BuildFailure with kustomize's reason */
  buildDirectory(directory: string): Build {
    return this.directories.build(directory);
  }

  /**
   * As kustomize-controller builds a Kustomization whose source is this tree.
   * @param directory the directory that its path names
   * @param find where its variables come from
   * @param ignore `spec.ignore` of its source; empty if it has none
   * @throws BuildFailure with the controller's reason
   */
  buildKustomization(kustomization: BuiltMap, directory: string, find: FindVariables, ignore = ""): Build {
    const spec = get(kustomization, "spec");
    const known = this.#built.get(kustomization) ?? new Map<string, Build | BuildFailure>();
    this.#built.set(kustomization, known);
    const once = (key: string, make: () => Build): Build => {
      const build = known.get(key) ?? attempt(make);
      known.set(key, build);
      if (build instanceof BuildFailure) throw build;
      return build;
    };
    const { files } = this.files;
    const leftOut = (path: string) => files.leftOut?.(path, ignore) === true;
    const key = `${directory} ${ignore}`;
    const build = once(key, () => buildKustomization(spec, directory, { ...this.#artifact, leftOut }));
    const variables = postBuildVariables(spec, find);
    return once(`${key} ${variables.signature}`, () => afterBuild(build, spec, variables, this.parse));
  }

  /** What the postBuild of a Kustomization fills in; undefined if it replaces nothing. */
  fillingOf(kustomization: BuiltMap, find: FindVariables): Filling | undefined {
    return fillingOf(get(kustomization, "spec"), find, this.parse);
  }
}

/** A directory differs if its kustomization file does. */
function withDirectories(paths: ReadonlySet<string>): Set<string> {
  const isKustomization = (path: string) => KUSTOMIZATION_FILES.some((name) => name === basename(path));
  return new Set([...paths, ...[...paths].filter(isKustomization).map(dirname)]);
}

/** Tells Flux's Kustomization from kustomize's. */
export function isFluxKustomization({ group, kind }: ObjectId): boolean {
  return group === "kustomize.toolkit.fluxcd.io" && kind === "Kustomization";
}
