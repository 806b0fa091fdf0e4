/** An `oci://` url, taken apart; all parts as written. */
export interface UrlParts {
  /** Without tag and digest. */
  url: string;
  /** In lower case, with the port. */
  host: string;
  tag: string | undefined;
  digest: string | undefined;
}

/** What stands in for a text that is filled in later; a default may hold any character. */
const VARIABLE = /\$\{[^{}]*\}/g;

/**
 * Reads a url as far as host, tag and digest go. The colon of a port stands before the first slash, so only what is
 * behind the last one counts.
 * @returns undefined for what is no such url, or holds a password
 */
export function readOciUrl(text: string): UrlParts | undefined {
  if (!text.startsWith("oci://") || text.length > 2048) return undefined;
  const rest = text.slice("oci://".length);
  const masked = rest.replace(VARIABLE, (variable) => "v".repeat(variable.length));
  const first = masked.indexOf("/");
  const last = masked.lastIndexOf("/");
  const host = (first === -1 ? rest : rest.slice(0, first)).toLowerCase();
  if (host === "" || masked.slice(0, host.length).includes("@")) return undefined;
  if (first === -1) return { url: text, host, tag: undefined, digest: undefined };
  const name = rest.slice(last + 1);
  const end = masked.slice(last + 1).search(/[:@]/);
  if (end === -1) return { url: text, host, tag: undefined, digest: undefined };
  const version = masked.slice(last + 1 + end);
  if (!/^(?::[^:@]+)?(?:@sha256:[^:@]+)?$/.test(version)) return undefined;
  const at = version.indexOf("@");
  const tag = version.startsWith(":") ? name.slice(end + 1, at === -1 ? undefined : end + at) : undefined;
  const digest = at === -1 ? undefined : name.slice(end + at + 1);
  const url = `oci://${rest.slice(0, last + 1)}${name.slice(0, end)}`;
  return { url, host, tag, digest };
}
