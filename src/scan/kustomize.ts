import type { Document } from "../core/manifest.ts";
import { dirname, normalize } from "../core/paths.ts";
import { itemsAt, textAt } from "../core/tree.ts";

/** File names that make a directory a kustomization, in kustomize's own order. */
export const KUSTOMIZATION_NAMES: readonly string[] = [
  "kustomization.yaml",
  "kustomization.yml",
  "Kustomization",
];

/** True for a name under which kustomize looks for its own file. */
export function isKustomizationName(name: string): boolean {
  return KUSTOMIZATION_NAMES.includes(name);
}

/** A kustomization.yaml, as far as names, namespaces and inclusion go. */
export interface KustomizationFile {
  file: string;
  directory: string;
  document: Document;
  namespace: string | undefined;
  prefix: string;
  suffix: string;
  /** `resources` and `bases`, as paths of this tree; what lies outside or is remote is left out. */
  resources: string[];
  /** `components`, in their order: each works on all that its includer has gathered so far. */
  components: string[];
  /** Files that are patches, so their documents are no objects of their own. */
  patchFiles: string[];
  /** True where `configurations` may teach kustomize to rename references. */
  configurations: boolean;
  /** Those files of this tree. */
  configurationFiles: string[];
  /** Files that generators pack into ConfigMaps. */
  generated: string[];
}

/** Reads a kustomization.yaml (or a component). Unknown fields are ignored, as they cannot name a source. */
export function readKustomization(document: Document): KustomizationFile {
  const { root, file } = document;
  const directory = dirname(file);
  const paths = (...keys: string[]) =>
    keys.flatMap((key) => itemsAt(root, [key])).flatMap((item) => localPath(textAt(item), directory));
  return {
    file,
    directory,
    document,
    namespace: textAt(root, ["namespace"]) || undefined,
    prefix: textAt(root, ["namePrefix"]) ?? "",
    suffix: textAt(root, ["nameSuffix"]) ?? "",
    resources: paths("resources", "bases"),
    components: paths("components"),
    patchFiles: patchFilesOf(document),
    configurations: itemsAt(root, ["configurations"]).length > 0,
    configurationFiles: paths("configurations"),
    generated: itemsAt(root, ["configMapGenerator"])
      .flatMap((generator) => itemsAt(generator, ["files"]))
      .flatMap((item) => localPath(textAt(item)?.replace(/^[^=/]*=/, ""), directory)),
  };
}

/** Files of this tree that a kustomization.yaml names as patches. */
export function patchFilesOf({ root, file }: Document): string[] {
  const entries = ["patches", "patchesJson6902"].flatMap((field) => itemsAt(root, [field]));
  const paths = [
    ...entries.map((entry) => textAt(entry, ["path"])),
    ...itemsAt(root, ["patchesStrategicMerge"]).map((item) => textAt(item)),
  ];
  return paths.flatMap((path) => localPath(path, dirname(file)));
}

function localPath(text: string | undefined, directory: string): string[] {
  if (text === undefined || text.includes("\n")) return [];
  const path = normalize(text, directory);
  return path === undefined ? [] : [path];
}

/** All kustomizations of a tree, by directory and by the directory that includes them. */
export class KustomizeTree {
  readonly byDirectory = new Map<string, KustomizationFile>();
  /** Directories and files that some kustomization.yaml includes. */
  readonly included = new Set<string>();
  readonly patchFiles = new Set<string>();

  constructor(files: readonly KustomizationFile[]) {
    for (const kustomization of files) {
      const known = this.byDirectory.get(kustomization.directory);
      if (!known || rank(kustomization.file) < rank(known.file))
        this.byDirectory.set(kustomization.directory, kustomization);
    }
    for (const kustomization of this.byDirectory.values()) {
      for (const path of [...kustomization.resources, ...kustomization.components]) this.included.add(path);
      for (const path of kustomization.patchFiles) this.patchFiles.add(path);
    }
  }
}

function rank(file: string): number {
  return KUSTOMIZATION_NAMES.findIndex((name) => file.endsWith(name));
}
