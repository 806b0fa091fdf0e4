/** A registry may name as many signatures as it likes; these are looked at. */

/** Referrers of one artifact. */
export const MAX_REFERRERS = 64;
/** Layers of the manifest under the tag `.sig`. */
export const MAX_LAYERS = 64;
/** Of a bundle or a payload, in bytes; a real one has about ten thousand. */
export const MAX_SIGNATURE_BYTES = 1024 * 1024;
/** Keys of one Secret. */
export const MAX_KEYS = 32;
/** Signatures of one artifact that cosign is asked about: each may take it as long as PROGRAM_TIMEOUT. */
export const MAX_ASKED = 4;
/** Of a program that is asked, in milliseconds. */
export const PROGRAM_TIMEOUT = 60_000;
