import { CHART_MEDIA_TYPE } from "../core/oci-object.ts";
import { isRecord } from "../registry/credential.ts";
import { descriptorsIn } from "../registry/descriptors.ts";
import type { Finding } from "../registry/finding.ts";
import type { Descriptor, Manifest, Repository } from "../registry/registry.ts";
import type { SubjectSpec } from "./subject.ts";

/** What `flux push artifact` packs (publish-facts 10). */
export const FLUX_MEDIA_TYPE = "application/vnd.cncf.flux.content.v1.tar+gzip";

/** The platform of which source-controller takes the manifest, if there is an index. */
const PLATFORM = { os: "linux", architecture: "amd64" };

/** The manifest that is pulled: the one of a platform, if the tag leads to an index. */
export async function platformManifest(
  repository: Repository,
  manifest: Manifest,
): Promise<Manifest | Finding> {
  if (!isIndex(manifest)) return manifest;
  const entries = descriptorsIn(manifest.json, "manifests");
  const entry = entries.find(
    ({ platform }) => platform?.os === PLATFORM.os && platform.architecture === PLATFORM.architecture,
  );
  const found = entry && (await repository.manifest(entry.digest));
  if (found && !isIndex(found)) return found;
  const names = entries.map(({ platform }) => `${platform?.os ?? "?"}/${platform?.architecture ?? "?"}`);
  return wrong(
    "it is an index, and Flux takes the manifest for linux/amd64, which is not in it",
    `platforms: ${names.length === 0 ? "none" : [...new Set(names)].slice(0, 5).join(", ")}`,
  );
}

function isIndex({ mediaType, json }: Manifest): boolean {
  return (
    /(?:image\.index|manifest\.list)\./.test(mediaType) || (isRecord(json) && Array.isArray(json.manifests))
  );
}

/** The layer that is pulled: the first, or the first of the type that is selected. */
export function layerOf({ json }: Manifest, { layerSelector }: SubjectSpec): Descriptor | Finding {
  const layers = descriptorsIn(json, "layers");
  const types = `layers: ${
    layers.length === 0
      ? "none"
      : layers
          .map((one) => one.mediaType)
          .slice(0, 5)
          .join(", ")
  }`;
  const { mediaType } = layerSelector;
  const layer = mediaType === undefined ? layers[0] : layers.find((one) => one.mediaType === mediaType);
  if (layer === undefined)
    return mediaType === undefined
      ? wrong("it has no layer, so there is nothing to pull", types)
      : wrong(`no layer has the type that spec.layerSelector names: ${mediaType}`, types);
  if (mediaType === undefined && layer.mediaType !== FLUX_MEDIA_TYPE && layer.mediaType !== CHART_MEDIA_TYPE)
    return wrong("neither flux push artifact nor helm push made it", types);
  return layer;
}

/** What is wrong with the bytes of a layer; undefined if Flux can unpack it. */
export function bytesProblem(bytes: Uint8Array): Finding | undefined {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
    ? undefined
    : wrong(
        "its layer is not gzipped, which Flux needs",
        `it begins with ${Buffer.from(bytes.subarray(0, 4)).toString("hex") || "nothing"}`,
      );
}

export function wrong(message: string, evidence: string): Finding {
  const next = "publish it with git2oci publish or flux push artifact, a chart with helm push";
  return { row: "wrong-kind", message, evidence, next };
}
