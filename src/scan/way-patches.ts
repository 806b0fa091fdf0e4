import type { Context } from "../core/graph.ts";
import { textAt, type YamlNode } from "../core/tree.ts";
import type { ReadText } from "./find-references.ts";
import type { KustomizationFile } from "./kustomize.ts";
import { patchesOf } from "./patches.ts";

/** Reads the files that patches may be kept in. */
export interface PatchFiles {
  kustomization(file: string): KustomizationFile | undefined;
  text(file: string): string | undefined;
  parse: ReadText;
}

/** One patch on the way of a file to a cluster. */
export interface WayPatch {
  content: YamlNode | undefined;
  target: YamlNode | undefined;
  /** A merge may change the name or kind. */
  renames: boolean;
  /** The file that applies it, and its path there. */
  where: string;
}

/** Every patch on a way: those of the Flux object that applies the file, and of each kustomization.yaml between. */
export function patchesOnWay({ chain, via }: Context, files: PatchFiles): WayPatch[] {
  const { kustomization, text, parse } = files;
  const read = (patch: YamlNode | undefined): YamlNode | undefined => {
    const inline = patch?.type === "scalar" ? textAt(patch) : undefined;
    return inline === undefined ? patch : parse(inline);
  };
  const carried = via
    ? patchesOf(via).map(({ patch, target, path }) => ({
        content: read(patch),
        target,
        renames: false,
        where: `${via.document.file} (${path})`,
      }))
    : [];
  const named = chain.flatMap((file) =>
    (kustomization(file)?.inline ?? []).map(({ patch, target, path, file: kept, renames }) => {
      const content = kept === undefined ? read(patch) : parse(text(kept) ?? "");
      return { content, target, renames, where: `${file} (${path})` };
    }),
  );
  return [...carried, ...named];
}
