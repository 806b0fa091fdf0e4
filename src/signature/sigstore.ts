/**
 * The libraries of Sigstore, by name. Whoever needs them imports this module lazily: they are CommonJS, and a lazy
 * import of one of them has no names in a bundle.
 */
export { bundleFromJSON } from "@sigstore/bundle";
export { X509Certificate } from "@sigstore/core";
export { TrustedRoot } from "@sigstore/protobuf-specs";
export { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from "@sigstore/verify";
