/** Sizes in bytes, times in milliseconds. A registry is as hostile as a tree: it may send as much as it likes, as slowly. */

/** As registries limit what is pushed. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** A layer is held as a whole; one that unpacks to more than src/delivery/ allows is refused there. */
export const MAX_LAYER_BYTES = 256 * 1024 * 1024;
/** A page of tags, a token, the reason of an error. */
export const MAX_PAGE_BYTES = 8 * 1024 * 1024;
/** Pages of one list. */
export const MAX_PAGES = 1_000;
/** Redirects of one request. */
export const MAX_REDIRECTS = 5;
/** Times that a request is repeated after 429. */
export const MAX_RETRIES = 2;
/** The longest wait that `Retry-After` may ask for. */
export const MAX_WAIT = 60_000;
/** What an OCIRepository without `spec.timeout` allows. */
export const DEFAULT_TIMEOUT = 60_000;
/** Requests that are under way at a time, over all registries. */
export const PARALLEL = 12;
/** The most that `spec.timeout` is followed, and that a list may take: a registry that drips holds nobody longer. */
export const MAX_TIME = 300_000;
/** Layers that are larger are held one at a time. */
export const LARGE_LAYER_BYTES = 8 * 1024 * 1024;
