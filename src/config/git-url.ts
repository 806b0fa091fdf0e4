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
 * `host/path` of a Git url: without scheme, user, port, query, fragment, final `.git` and slashes, the host in lower
 * case; the path keeps its case. Reads `https://…`, `ssh://…`, `git://…` and `git@host:path`, and gives the forms of
 * one repository at Azure DevOps and Bitbucket Server one path. A `${VAR}` as user or port does no harm; in host or
 * path it makes the url unknown, as does any other placeholder: undefined, never a guess.
 */
export function normalizeGitUrl(url: string): string | undefined {
  const masked = maskedUrl(url);
  return masked !== undefined && PATH.test(masked.path) ? `${masked.host}/${masked.path}` : undefined;
}

/** `host/owner` of a Git url: the host and the first part of the path. Undefined where there is no owner. */
export function ownerOf(url: string): string | undefined {
  const masked = maskedUrl(url);
  const [owner, name] = masked?.path.split("/") ?? [];
  return masked && owner && name && PATH.test(owner) ? `${masked.host}/${owner}` : undefined;
}

/**
 * True where the url belongs to one of `owners` (`host[:port]/owner`, or a group below it), also if a variable stands
 * behind the owner. Case is ignored: no host of repositories in use tells owners apart by it.
 */
export function isOwnedBy(url: string, owners: readonly string[]): boolean {
  const masked = maskedUrl(url);
  const normal = masked && `${masked.host}/${masked.path}`.toLowerCase();
  return normal !== undefined && owners.some((owner) => normal.startsWith(`${withoutPort(owner)}/`));
}

/** True if the url tells whose it is although it may hold variables: none of them stands where owners are named. */
export function isOwnerReadable(url: string, owners: readonly string[]): boolean {
  const masked = maskedUrl(url);
  if (!masked) return false;
  const depth = Math.max(1, ...owners.map((owner) => owner.split("/").length - 1));
  const named = masked.path.split("/").slice(0, depth);
  return named.every((part) => PATH.test(part)) && ownerOf(url) !== undefined;
}

function withoutPort(owner: string): string {
  return owner.toLowerCase().replace(/^([^/]+?):[0-9]+(?=\/)/, "$1");
}

/** Host and path in their common form; variables in the path are NUL. Undefined if the host is not known. */
function maskedUrl(url: string): { host: string; path: string } | undefined {
  const parts = split(url.trim());
  if (!parts) return undefined;
  const written = parts.host.toLowerCase();
  // `https://REPO_HOST/x`, `https://HOST/x`: a word for a template to replace, not a host.
  if (!HOST.test(parts.host) || /^[A-Z][A-Z0-9-]*$/.test(parts.host)) return undefined;
  const host = HOST_ALIASES.get(written) ?? written;
  return commonForm({ ...parts, host, path: trimPath(parts.path.replace(/[?#].*$/s, "")) });
}

/** Hosts at which `scm` is a name like any other. */
const NO_BITBUCKET_SERVER = new Set([
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "codeberg.org",
  "dev.azure.com",
]);

/** The forms of one repository at hosts that have several. */
function commonForm({ host, path, isHttp }: UrlParts): { host: string; path: string } {
  const parts = path.split("/");
  const organisation = /^([a-z0-9-]+)\.visualstudio\.com$/.exec(host)?.[1];
  if (host === "ssh.dev.azure.com" || host === "vs-ssh.visualstudio.com") {
    if (parts[0] === "v3" && parts.length === 4) return { host: AZURE, path: parts.slice(1).join("/") };
  } else if (host === AZURE || organisation !== undefined) {
    const [org = "", ...rest] = organisation === undefined ? parts : [organisation, ...parts];
    const named = rest[0]?.toLowerCase() === "defaultcollection" ? rest.slice(1) : rest;
    const at = named.indexOf("_git");
    const repository = named[at + 1];
    if (at !== -1 && at < 2 && repository !== undefined && named.length === at + 2)
      return { host: AZURE, path: [org, named[at - 1] ?? repository, repository].join("/") };
  } else if (isHttp && !NO_BITBUCKET_SERVER.has(host)) {
    // Bitbucket Server: `https://host[/context]/scm/project/repository` and `ssh://git@host:7999/project/repository`.
    const at = parts.lastIndexOf("scm");
    if (at !== -1 && parts.length === at + 3) return { host, path: parts.slice(at + 1).join("/") };
  }
  return { host, path };
}

const AZURE = "dev.azure.com";

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
  const written = parts.host.toLowerCase();
  const host = HOST_ALIASES.get(written) ?? written;
  const common = commonForm({ ...parts, host, path: trimPath(parts.path) });
  const known =
    HOST.test(common.host.replace(/[*?]+/g, "x")) && PATH.test(common.path.replace(/[*?]+/g, "x"));
  return known ? `${common.host}/${common.path}` : undefined;
}

interface UrlParts {
  host: string;
  path: string;
  /** True for http and https. */
  isHttp: boolean;
}

function split(url: string): UrlParts | undefined {
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
    isHttp: /^https?:/i.test(scheme?.[0] ?? ""),
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
