/** What the builder asks of the bytes of a file, before anything of it is decoded. */

import { isUtf8 } from "node:buffer";
import { basename } from "../core/paths.ts";
import { isKustomizationName } from "./kustomize.ts";
import { hasInstanceSync } from "./needles.ts";

/** Objects of Flux, or what makes them. */
const FLUX = 1;
/** Values of the flux-instance chart: `instance` and `sync`. */
const INSTANCE = 2;
/** ConfigMaps and Secrets, from which variables may come. */
const VALUES = 4;
/** `substituteFrom`, which names them. */
const SUBSTITUTE = 8;
/** What may tell the version of Flux: labels, the header of gotk-components.yaml, an image, a CRD. */
const VERSION = 16;
/** What starts a cluster: Kustomizations, FluxInstances, and sources that they read. */
const START = 64;
/** No UTF-8: what it holds nobody knows, and kustomize stops at it. */
const ODD = 32;

const TEXTS: readonly (readonly [text: Buffer, bit: number])[] = (
  [
    ["fluxcd.", FLUX],
    ["jsonnet.io/", FLUX],
    ["weave.works/", FLUX],
    ["pulumi.com/", FLUX],
    ["ConfigMap", VALUES],
    ["Secret", VALUES],
    ["substituteFrom", SUBSTITUTE],
    ["app.kubernetes.io/part-of", VERSION],
    ["# Flux Version:", VERSION],
    ["/source-controller:v1.", VERSION],
    ["ocirepositories.source.toolkit", VERSION],
  ] as const
).map(([text, bit]) => [Buffer.from(text), bit]);

/** Groups of consumers that `FLUX` stands for; a test holds it against the table. */
export const FLUX_TEXTS: readonly string[] = ["fluxcd.", "jsonnet.io/", "weave.works/", "pulumi.com/"];

/** What starts a cluster, in texts that hold something of Flux. */
const STARTS: readonly Buffer[] = [
  "kustomize.toolkit.fluxcd.io",
  "fluxcd.controlplane.io",
  "flux-instance",
  "GitRepository",
  "OCIRepository",
  "Bucket",
  "ExternalArtifact",
].map((text) => Buffer.from(text));

/** The mask of a file. */
function buildNeedlesIn(bytes: Buffer): number {
  let mask = 0;
  for (const [text, bit] of TEXTS) if ((mask & bit) === 0 && bytes.includes(text)) mask |= bit;
  if ((mask & FLUX) !== 0 && STARTS.some((text) => bytes.includes(text))) mask |= START;
  if (!isUtf8(bytes) || bytes.includes(0)) mask |= ODD;
  if (hasInstanceSync(bytes)) mask |= INSTANCE;
  return mask;
}

/** Larger files are read again by whoever needs them: gotk-components.yaml, and CRDs of others. */
const MAX_KEPT_BYTES = 64 << 10;

/** What is known of the bytes of files; every question is answered by yes if nothing is known. */
export class SearchedFiles {
  readonly #masks = new Map<string, number>();
  readonly #texts = new Map<string, string>();

  /** @param bytes of the file, valid during the call */
  add(path: string, bytes: Buffer): void {
    const mask = buildNeedlesIn(bytes);
    this.#masks.set(path, mask);
    const isBuilt = (mask & FLUX) !== 0 || isKustomizationName(basename(path));
    if (isBuilt && (mask & ODD) === 0 && bytes.length <= MAX_KEPT_BYTES)
      this.#texts.set(path, bytes.toString("utf8"));
  }

  /** The text of a small file that is built, so that it need not be opened again. Given once: who asks keeps it. */
  take(path: string): string | undefined {
    const text = this.#texts.get(path);
    this.#texts.delete(path);
    return text;
  }

  /** True if somebody has read the file. */
  has(path: string): boolean {
    return this.#masks.has(path);
  }

  mayHoldObjects(path: string): boolean {
    return this.#may(path, FLUX | INSTANCE | ODD);
  }

  mayStart(path: string): boolean {
    return this.#may(path, START | INSTANCE | ODD);
  }

  mayHoldInstance(path: string): boolean {
    return this.#may(path, INSTANCE);
  }

  mayHoldValues(path: string): boolean {
    return this.#may(path, VALUES);
  }

  maySubstitute(path: string): boolean {
    return this.#may(path, SUBSTITUTE);
  }

  mayTellVersion(path: string): boolean {
    return this.#may(path, VERSION);
  }

  #may(path: string, bits: number): boolean {
    const mask = this.#masks.get(path);
    return mask === undefined || (mask & bits) !== 0;
  }
}
