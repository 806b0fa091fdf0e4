import { isRepositoryPath } from "./oci-reference.ts";
import { blank } from "./placeholders.ts";

const SCHEME = /^(https?|ssh|git|git\+ssh|git\+https?):\/\//i;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])$/i;
const PATH = /^[\p{L}\p{N}._~%+@:!,='-]+(?:\/[\p{L}\p{N}._~%+@:!,='-]+)*$/u;

/** No real url is longer; it bounds the time spent on a hostile one. */
const LONGEST_URL = 2048;

/** SSH on the port of HTTPS has a host of its own at these providers (their documentation of SSH over port 443). */
const HOST_ALIASES: ReadonlyMap<string, string> = new Map([
  ["ssh.github.com", "github.com"],
  ["altssh.gitlab.com", "gitlab.com"],
  ["altssh.bitbucket.org", "bitbucket.org"],
]);

/**
 * `host/path` of a Git url: without scheme, user, port, final `.git` and slashes, the host in lower case; the path
 * keeps its case. Reads `https://…`, `ssh://…`, `git://…` and `git@host:path`. A `${VAR}` as user or port does no
 * harm; in host or path it makes the url unknown, as does any other placeholder: undefined, never a guess.
 */
export function normalizeGitUrl(url: string): string | undefined {
  const parts = split(url.trim());
  if (!parts) return undefined;
  const host = parts.host.toLowerCase();
  const path = trimPath(parts.path);
  // `https://REPO_HOST/x`, `https://HOST/x`: a word for a template to replace, not a host.
  if (!HOST.test(parts.host) || /^[A-Z][A-Z0-9-]*$/.test(parts.host) || !PATH.test(path)) return undefined;
  return `${HOST_ALIASES.get(host) ?? host}/${path}`;
}

/** `host/owner` of a Git url: the host and the first part of the path. Undefined where there is no owner. */
export function ownerOf(url: string): string | undefined {
  const parts = normalizeGitUrl(url)?.split("/");
  return parts && parts.length > 2 ? `${parts[0]}/${parts[1]}` : undefined;
}

/**
 * True where the url belongs to one of `owners` (`host/owner`, or a group below it). Case is ignored: no host of
 * repositories in use tells owners apart by it.
 */
export function isOwnedBy(url: string, owners: readonly string[]): boolean {
  const normal = normalizeGitUrl(url)?.toLowerCase();
  return normal !== undefined && owners.some((owner) => normal.startsWith(`${owner.toLowerCase()}/`));
}

/** Last part of the path in lower case: a repository's name in a registry. Undefined where no registry accepts it. */
export function repositoryName(url: string): string | undefined {
  const name = normalizeGitUrl(url)?.split("/").at(-1)?.toLowerCase();
  return name !== undefined && isRepositoryPath(name) ? name : undefined;
}

/**
 * `host/path` of a pattern for urls, in the form of `normalizeGitUrl`, `*` and `?` intact. The scheme may be missing.
 * Undefined where it is no such pattern.
 */
export function normalizeUrlPattern(pattern: string): string | undefined {
  const trimmed = pattern.trim();
  const bare = /^[^/:@]+\.[^/:@]+\//.test(trimmed) ? `https://${trimmed}` : trimmed;
  const parts = split(bare);
  if (!parts) return undefined;
  const host = parts.host.toLowerCase();
  const path = trimPath(parts.path);
  const known = HOST.test(host.replace(/[*?]+/g, "x")) && PATH.test(path.replace(/[*?]+/g, "x"));
  return known ? `${HOST_ALIASES.get(host) ?? host}/${path}` : undefined;
}

function split(url: string): { host: string; path: string } | undefined {
  if (url.length > LONGEST_URL) return undefined;
  const scheme = SCHEME.exec(url);
  const rest = scheme ? url.slice(scheme[0].length) : url;
  const masked = blank(rest);
  const end = scheme ? masked.indexOf("/") : scpColon(masked);
  if (end < 1) return undefined;
  const authority = masked.slice(0, end);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  // Variables are NUL here: harmless in a user, which is cut off, and in a port, which is matched.
  return { host: scheme ? host.replace(/:[0-9\0]*$/, "") : host, path: masked.slice(end + 1) };
}

/** The colon of `git@host:path` and `host.name:path`; -1 for `C:\x`, local paths and words that a tool expands. */
function scpColon(masked: string): number {
  const found = /^(?:[^@/:]+@[^@/:]+|[^@/:]+\.[^@/:]+):(?!\/\/)/.exec(masked);
  return found ? found[0].length - 1 : -1;
}

function trimPath(path: string): string {
  return path
    .replace(/\/{2,}/g, "/")
    .replace(/^\/|\/$/g, "")
    .replace(/(?<=[^/])\.git$/, "");
}
