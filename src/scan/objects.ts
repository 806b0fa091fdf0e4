import { pushAll } from "../core/group.ts";
import type { Document, Manifest } from "../core/manifest.ts";
import { toManifest } from "../core/manifest.ts";
import { basename } from "../core/paths.ts";
import { itemsAt, textAt } from "../core/tree.ts";
import {
  isKustomizationName,
  type KustomizationFile,
  KustomizeTree,
  readKustomization,
} from "./kustomize.ts";

/** What a tree holds, before names are resolved. */
export interface Objects {
  documents: Document[];
  /** Every object, kustomization.yaml files left out; patches kept in files are in `patches`. */
  manifests: Manifest[];
  /** Documents of files that some kustomization.yaml names as a patch. */
  patches: Manifest[];
  /** Documents of patch files that are no strategic-merge patch: JSON6902 lists and the like. */
  patchTexts: Document[];
  /** Documents that parse but are no Kubernetes object: values files and the like. */
  others: Document[];
  tree: KustomizeTree;
}

/** Sorts parsed documents into objects, patches, kustomizations and the rest; items of a List count as objects. */
export function collectObjects(documents: readonly Document[]): Objects {
  const kustomizations: KustomizationFile[] = [];
  const rest: Document[] = [];
  for (const document of documents) {
    if (isKustomization(document)) kustomizations.push(readKustomization(document));
    else rest.push(document);
  }
  const tree = new KustomizeTree(kustomizations);
  const objects: Objects = {
    documents: [...documents],
    manifests: [],
    patches: [],
    patchTexts: [],
    others: [],
    tree,
  };
  for (const document of rest) {
    const found = manifestsOf(document);
    const isPatch = tree.patchFiles.has(document.file) && !tree.included.has(document.file);
    if (isPatch) pushAll(objects.patches, found);
    else pushAll(objects.manifests, found);
    if (found.length === 0) (isPatch ? objects.patchTexts : objects.others).push(document);
  }
  return objects;
}

function manifestsOf(document: Document): Manifest[] {
  const whole = toManifest(document, document.root);
  if (!whole) return [];
  if (whole.kind !== "List") return [whole];
  return itemsAt(document.root, ["items"]).flatMap((node, i) => toManifest(document, node, i) ?? []);
}

/** True for a kustomization.yaml of kustomize, not for a Flux Kustomization that is kept in a file of that name. */
export function isKustomization(document: Document): boolean {
  if (!isKustomizationName(basename(document.file))) return false;
  const apiVersion = textAt(document.root, ["apiVersion"]);
  return apiVersion === undefined || apiVersion.startsWith("kustomize.config.k8s.io/");
}
