import { descriptorsIn } from "../registry/descriptors.ts";
import type { Descriptor, Manifest, Repository } from "../registry/registry.ts";
import { isBundleType, readBundle } from "./bundle.ts";
import { MAX_LAYERS, MAX_REFERRERS, MAX_SIGNATURE_BYTES } from "./limits.ts";
import { textAt } from "./parts.ts";
import type { Form, Found } from "./signature.ts";
import { PAYLOAD_TYPE, readLayer, signatureTag } from "./tag.ts";

/** The type of a referrer that `notation sign` makes (publish-facts 22). */
const NOTATION_TYPE = "application/vnd.cncf.notary.signature";

/** All that cosign has left beside an artifact, in both forms. @throws RegistryError */
export async function findSignatures(repository: Repository, digest: string): Promise<readonly Found[]> {
  const [bundles, layers] = await Promise.all([
    findBundles(repository, digest),
    findLayers(repository, digest),
  ]);
  return [...bundles, ...layers];
}

/**
 * What points at an artifact: each manifest is fetched, because a list may show another type (publish-facts 23), and
 * has to name the artifact itself.
 */
async function referrers(
  repository: Repository,
  digest: string,
): Promise<{ manifests: Manifest[]; gaps: string[] }> {
  const listed = await repository.referrers(digest);
  const gaps: string[] = [];
  if (listed.length > MAX_REFERRERS)
    gaps.push(`${listed.length} manifests refer to the artifact, and ${MAX_REFERRERS} are looked at`);
  const fetched = await Promise.all(
    listed.slice(0, MAX_REFERRERS).map((one) => repository.manifest(one.digest)),
  );
  const manifests: Manifest[] = [];
  fetched.forEach((one, i) => {
    if (one === undefined) gaps.push(`the registry lists ${listed[i]?.digest} and does not have it`);
    else if (textAt(one.json, "subject", "digest") === digest) manifests.push(one);
  });
  return { manifests, gaps };
}

async function findBundles(repository: Repository, digest: string): Promise<Found[]> {
  const { manifests, gaps } = await referrers(repository, digest);
  const found = await Promise.all(
    manifests.map(async ({ json, digest: holder }): Promise<Found[]> => {
      const layer = descriptorsIn(json, "layers")[0];
      if (layer === undefined || !isBundleType(layer.mediaType)) return [];
      return [await read(repository, layer, "bundle", holder, (bytes) => readBundle(bytes, holder))];
    }),
  );
  return [...found.flat(), ...gaps.map((reason): Found => ({ form: "bundle", holder: digest, reason }))];
}

async function findLayers(repository: Repository, digest: string): Promise<Found[]> {
  const manifest = await repository.manifest(signatureTag(digest));
  if (manifest === undefined) return [];
  const holder = manifest.digest;
  const layers = descriptorsIn(manifest.json, "layers").filter(({ mediaType }) => mediaType === PAYLOAD_TYPE);
  const found = await Promise.all(
    layers
      .slice(0, MAX_LAYERS)
      .map((layer) => read(repository, layer, "tag", holder, (bytes) => readLayer(layer, bytes, holder))),
  );
  if (layers.length <= MAX_LAYERS) return found;
  const reason = `the tag holds ${layers.length} signatures, and ${MAX_LAYERS} are looked at`;
  return [...found, { form: "tag", holder, reason }];
}

async function read(
  repository: Repository,
  layer: Descriptor,
  form: Form,
  holder: string,
  reader: (bytes: Uint8Array) => Found,
): Promise<Found> {
  if (layer.size > MAX_SIGNATURE_BYTES)
    return {
      form,
      holder,
      reason: `a signature has ${layer.size} bytes; ${MAX_SIGNATURE_BYTES} are the limit`,
    };
  return reader(await repository.blob(layer));
}

/** Digests of the signatures of notation, and what could not be looked at. @throws RegistryError */
export async function findNotations(
  repository: Repository,
  digest: string,
): Promise<{ holders: string[]; gaps: string[] }> {
  const { manifests, gaps } = await referrers(repository, digest);
  const isNotation = ({ json }: Manifest) =>
    textAt(json, "artifactType") === NOTATION_TYPE || textAt(json, "config", "mediaType") === NOTATION_TYPE;
  return { holders: manifests.filter(isNotation).map((one) => one.digest), gaps };
}
