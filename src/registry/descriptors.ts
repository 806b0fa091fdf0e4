import { isRecord } from "./credential.ts";
import type { Descriptor } from "./registry.ts";

/** The only digests that Flux and its tools write. */
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** True for a digest that can be compared. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** One descriptor of a manifest; undefined for what is none. */
export function descriptorIn(value: unknown): Descriptor | undefined {
  if (!isRecord(value)) return undefined;
  const { mediaType, digest, size, artifactType, annotations, platform } = value;
  if (typeof mediaType !== "string" || typeof digest !== "string" || !isDigest(digest)) return undefined;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) return undefined;
  return {
    mediaType,
    digest,
    size,
    ...(typeof artifactType === "string" && { artifactType }),
    ...(isRecord(annotations) && { annotations: textsOf(annotations) }),
    ...(isRecord(platform) && { platform: textsOf(platform) }),
  };
}

/** The descriptors under a key of a manifest or an index, in order; what is none is left out. */
export function descriptorsIn(json: unknown, key: "layers" | "manifests"): Descriptor[] {
  const list = isRecord(json) ? json[key] : undefined;
  return Array.isArray(list) ? list.flatMap((one) => descriptorIn(one) ?? []) : [];
}

/** The annotations of a manifest. */
export function annotationsOf(json: unknown): Readonly<Record<string, string>> {
  return isRecord(json) && isRecord(json.annotations) ? textsOf(json.annotations) : {};
}

function textsOf(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
