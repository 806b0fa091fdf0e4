/** Hosts at which one repository has urls of several forms, and the form that stands for all of them. */

/** SSH on the port of HTTPS has a host of its own at these providers (their documentation of SSH over port 443). */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["ssh.github.com", "github.com"],
  ["altssh.gitlab.com", "gitlab.com"],
  ["altssh.bitbucket.org", "bitbucket.org"],
]);

const AZURE = "dev.azure.com";
const AZURE_SSH: ReadonlySet<string> = new Set(["ssh.dev.azure.com", "vs-ssh.visualstudio.com"]);

/** Hosts at which `scm` is a name like any other. */
const NO_BITBUCKET_SERVER: ReadonlySet<string> = new Set([
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "codeberg.org",
]);

/** Host, in lower case, and path of a repository, or of a pattern for some: parts may be `*`, `**` or a masked variable. */
export interface HostPath {
  host: string;
  path: string;
}

/** The common form of a host and a path. A part that nobody can read stays where it would stand there. */
export function commonForm({ host: written, path }: HostPath): HostPath {
  const host = ALIASES.get(written) ?? written;
  const parts = path.split("/");
  if (AZURE_SSH.has(host))
    return parts[0] === "v3" && parts.length > 1
      ? { host: AZURE, path: parts.slice(1).join("/") }
      : { host, path };
  const organisation = /^([a-z0-9*?-]+)\.visualstudio\.com$/.exec(host)?.[1];
  if (organisation !== undefined) return azure([organisation, ...parts]);
  if (host === AZURE) return azure(parts);
  return NO_BITBUCKET_SERVER.has(host) ? { host, path } : { host, path: bitbucketServer(parts).join("/") };
}

/** `organisation/project/repository`; the project may be left out of a url if its repository has the same name. */
function azure([organisation = "", ...rest]: readonly string[]): HostPath {
  const named = rest[0]?.toLowerCase() === "defaultcollection" ? rest.slice(1) : rest;
  const at = named.indexOf("_git");
  const project = at === -1 ? named : named.slice(0, at);
  // `_full` and `_optimized` say how much of the repository the web page shows.
  const repository = at === -1 ? [] : named.slice(at + 1).filter((one) => !/^_(?:full|optimized)$/.test(one));
  const implied = at === 0 ? repository.slice(0, 1) : [];
  return { host: AZURE, path: [organisation, ...implied, ...project, ...repository].join("/") };
}

/**
 * `https://host[/context]/scm/project/repository` is `ssh://git@host:7999/project/repository`. A group called scm at
 * another server loses it in all of its forms alike, so they stay one repository.
 */
function bitbucketServer(parts: readonly string[]): readonly string[] {
  const at = parts.lastIndexOf("scm");
  const rest = parts.slice(at + 1);
  // A wildcard or a variable may stand for both.
  const isWhole = rest.length === 2 || (rest.length === 1 && /\*\*|\0/.test(rest[0] ?? ""));
  return at !== -1 && at < 2 && isWhole ? rest : parts;
}
