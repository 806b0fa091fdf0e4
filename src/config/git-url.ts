import { commonForm, type HostPath } from "./git-hosts.ts";
import { isRepositoryPath } from "./oci-reference.ts";
import { blank } from "./placeholders.ts";

const SCHEME = /^(https?|ssh|git|git\+ssh|git\+https?):\/\//i;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])$/i;
const PATH = /^[\p{L}\p{N}._~%+@:!,='-]+(?:\/[\p{L}\p{N}._~%+@:!,='-]+)*$/u;

/** No real url is longer; it bounds the time spent on a hostile one. */
const LONGEST_URL = 2048;

/**
 * `host/path` of a Git url: without scheme, user, port, query, fragment, final `.git` and slashes, the host in lower
 * case; the path keeps its case. Reads `https://…`, `ssh://…`, `git://…` and `git@host:path`, and gives the forms of
 * one repository at Azure DevOps and Bitbucket Server one path. A `${VAR}` as user or port does no harm; in host or
 * path it makes the url unknown, as does any other placeholder: undefined, never a guess.
 */
export function normalizeGitUrl(url: string): string | undefined {
  const masked = maskedUrl(url);
  return masked !== undefined && PATH.test(masked.path) ? `${masked.host}/${masked.path}` : undefined;
}

/** As `normalizeGitUrl`, equal for all urls of one repository: no host of repositories in use tells them apart by case. */
export function repositoryKey(url: string): string | undefined {
  return normalizeGitUrl(url)?.toLowerCase();
}

/** `host/owner` of a Git url: the host and the first part of the path. Undefined where there is no owner. */
export function ownerOf(url: string): string | undefined {
  const masked = maskedUrl(url);
  const [owner, name] = masked?.path.split("/") ?? [];
  return masked && owner && name && PATH.test(owner) ? `${masked.host}/${owner}` : undefined;
}

/** An owner as a person writes it (`host[:port]/owner`, or a group below it), in the form of its urls, in lower case. */
export function normalizeOwner(owner: string): string {
  return (normalizeUrlPattern(`https://${owner}/*`)?.slice(0, -"/*".length) ?? owner).toLowerCase();
}

/**
 * True where the url belongs to one of `owners`, also if a variable stands behind the owner. Case is ignored: no host of
 * repositories in use tells owners apart by it.
 * @param owners as `normalizeOwner` gives them
 */
export function isOwnedBy(url: string, owners: readonly string[]): boolean {
  const masked = maskedUrl(url);
  const normal = masked && `${masked.host}/${masked.path}`.toLowerCase();
  return normal !== undefined && owners.some((owner) => normal.startsWith(`${owner}/`));
}

/**
 * True if the url tells whose it is although it may hold variables: none of them stands where owners are named.
 * @param owners as `normalizeOwner` gives them
 */
export function isOwnerReadable(url: string, owners: readonly string[]): boolean {
  const masked = maskedUrl(url);
  if (!masked) return false;
  const depth = Math.max(1, ...owners.map((owner) => owner.split("/").length - 1));
  const named = masked.path.split("/").slice(0, depth);
  return named.every((part) => PATH.test(part)) && ownerOf(url) !== undefined;
}

/** Host and path in their common form; variables in the path are NUL. Undefined if the host is not known. */
function maskedUrl(url: string): HostPath | undefined {
  const parts = split(url.trim());
  if (!parts) return undefined;
  // `https://REPO_HOST/x`, `https://HOST/x`: a word for a template to replace, not a host.
  if (!HOST.test(parts.host) || /^[A-Z][A-Z0-9-]*$/.test(parts.host)) return undefined;
  return commonForm({
    host: parts.host.toLowerCase(),
    path: trimPath(parts.path.replace(/[?#].*$/s, "")),
  });
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
  // Every repository whose url is known: the last entry for whatever no other one covers.
  if (trimmed === "**") return trimmed;
  const bare = /^[^/:@]+\.[^/:@]+(?::[0-9]+)?\//.test(trimmed) ? `https://${trimmed}` : trimmed;
  const parts = split(bare);
  if (!parts) return undefined;
  const common = commonForm({ host: parts.host.toLowerCase(), path: trimPath(parts.path) });
  const known =
    HOST.test(common.host.replace(/[*?]+/g, "x")) && PATH.test(common.path.replace(/[*?]+/g, "x"));
  return known ? `${common.host}/${common.path}` : undefined;
}

function split(url: string): HostPath | undefined {
  if (url.length > LONGEST_URL) return undefined;
  const scheme = SCHEME.exec(url);
  const rest = scheme ? url.slice(scheme[0].length) : url;
  const masked = blank(rest);
  const end = scheme ? masked.indexOf("/") : scpColon(masked);
  if (end < 1) return undefined;
  const authority = masked.slice(0, end);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  // Variables are NUL here: harmless in a user, which is cut off, and in a port, which is matched.
  return {
    host: scheme ? host.replace(/:[0-9\0]*$/, "") : host,
    path: masked.slice(end + 1),
  };
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
