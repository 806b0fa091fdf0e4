import { join } from "node:path";
import { gitConfigValue } from "./git-config.ts";
import { findGitDirectories } from "./git-dir.ts";
import { nodeReader, type Reader, readSmallText } from "./read.ts";

/**
 * The url of the remote `origin` of the repository that contains `root`, without credentials; undefined where there
 * is none. Only the repository's own `config` is read, its includes are not followed and nothing of it is run.
 */
export function originUrl(root: string, reader: Reader = nodeReader): string | undefined {
  const git = findGitDirectories(root, reader);
  const config = git && readSmallText(join(git.commonDir, "config"), reader);
  const url = config && gitConfigValue(config, "remote", "origin", "url");
  // A control character in a url is an attack on the terminal it is shown on.
  return !url || /\p{Cc}/u.test(url) ? undefined : withoutCredentials(url);
}

/**
 * A Git url without user, password and query. Only the user `git` of ssh stays: it is part of the address, the same
 * for everybody. Local paths have none of these and stay as they are.
 */
export function withoutCredentials(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url);
  if (match === null)
    return url.replace(/^([^/@]*)@(?=[^/]*:)/, (userinfo, user: string) => keptUser(userinfo, user));
  const [, scheme, authority, rest] = match as unknown as [string, string, string, string];
  const isSsh = /^(?:git\+)?ssh(?:\+git)?$/i.test(scheme);
  const { host, userinfo, tail } = splitAuthority(authority, rest);
  const [user] = userinfo.split(":", 1) as [string];
  return `${scheme}://${isSsh ? keptUser("git@", user) : ""}${host}${tail.replace(/[?#].*$/s, "")}`;
}

function keptUser(userinfo: string, user: string): string {
  return user === "git" ? userinfo : "";
}

/** A password with a bare `/` ends the authority too early; what follows up to its `@` is secret as well. */
function splitAuthority(authority: string, rest: string): { host: string; userinfo: string; tail: string } {
  const end = authority.lastIndexOf("@");
  if (end !== -1) return { host: authority.slice(end + 1), userinfo: authority.slice(0, end), tail: rest };
  const looksCut = /:(?!\d*$)/.test(authority.replace(/^\[[^\]]*\]/, ""));
  const at = looksCut ? rest.lastIndexOf("@") : -1;
  if (at === -1) return { host: authority, userinfo: "", tail: rest };
  const [, host = "", tail = ""] = /^([^/?#]*)(.*)$/s.exec(rest.slice(at + 1)) ?? [];
  return { host, userinfo: authority, tail };
}
