import { groupBy } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Within } from "../core/patch.ts";
import { basename } from "../core/paths.ts";
import { type Placed, shownAt } from "../graph/placed.ts";
import { asManifest } from "./as-manifest.ts";
import { isKustomizationName } from "./kustomize.ts";
import type { Objects } from "./objects.ts";

/** The objects, kustomization.yaml files and patch files of a tree, by what stands in them. */
export class Holders {
  readonly #documents: ReadonlyMap<string, Objects["documents"]>;
  readonly #manifests: ReadonlyMap<string, Manifest[]>;

  constructor({ documents, manifests }: Objects) {
    this.#documents = groupBy(documents, ({ file }) => file);
    this.#manifests = groupBy(manifests, ({ document }) => document.file);
  }

  /** What a place stands in; undefined for a document that was not read. */
  of(placed: Within & Pick<Placed, "node">): Manifest | undefined {
    const { file } = placed.document;
    const { start } = shownAt(placed);
    const isAround = (one: { start: number; end: number }) => one.start <= start && start <= one.end;
    const object = this.#manifests.get(file)?.find(({ node }) => isAround(node));
    const document = object ? undefined : this.#documents.get(file)?.find(isAround);
    return object ?? asManifest(document, isKustomizationName(basename(file)) ? "Kustomization" : "Patch");
  }
}
