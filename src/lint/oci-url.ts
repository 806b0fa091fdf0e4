/** An `oci://` url, taken apart; all parts as written. */
export interface UrlParts {
  /** Without tag and digest. */
  url: string;
  /** In lower case, with the port. */
  host: string;
  tag: string | undefined;
  digest: string | undefined;
}

/**
 * Reads a url as far as host, tag and digest go. The colon of a port stands before the first slash, so only what is
 * behind the last one counts.
 * @returns undefined for what is no such url, or holds a password
 */
export function readOciUrl(text: string): UrlParts | undefined {
  if (!text.startsWith("oci://") || text.length > 2048) return undefined;
  const rest = text.slice("oci://".length);
  const first = rest.indexOf("/");
  const last = rest.lastIndexOf("/");
  const host = (first === -1 ? rest : rest.slice(0, first)).toLowerCase();
  if (host === "" || host.includes("@")) return undefined;
  if (first === -1) return { url: text, host, tag: undefined, digest: undefined };
  const name = rest.slice(last + 1);
  const end = name.search(/[:@]/);
  if (end === -1) return { url: text, host, tag: undefined, digest: undefined };
  const [, tag, digest] = /^(?::([^:@]+))?(?:@(sha256:[^@]+))?$/.exec(name.slice(end)) ?? [];
  const url = `oci://${rest.slice(0, last + 1)}${name.slice(0, end)}`;
  return tag === undefined && digest === undefined ? undefined : { url, host, tag, digest };
}
