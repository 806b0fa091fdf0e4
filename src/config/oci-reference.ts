import { hasVariable } from "../core/variables.ts";
import { hasWholeVariable, isTag } from "../flux/tags.ts";
import { blank, fill, isPlaceholder } from "./placeholders.ts";
import { quote } from "./wording.ts";

/** An `oci://` reference, taken apart. All parts keep `${VAR}` as written. */
export interface OciUrl {
  /** `oci://host/path`: what `spec.url` holds, so never with a tag or digest. */
  url: string;
  /** With the port, if any. */
  host: string;
  /** Without leading slash; empty for a bare host. */
  repository: string;
  tag?: string;
  digest?: string;
}

const SCHEME = "oci://";
/** One component of a repository's name in the OCI distribution specification. */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST_NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;
const HOST_ADDRESS = /^\[[0-9a-f:.]+\]$/i;
const LONGEST_NAME = 255;
/** With variables and their defaults; it bounds the time spent on a hostile text. */
const LONGEST_TEXT = 2048;

/** True for the name of a repository (`acme/fleet`): lower case, as the OCI distribution specification has it. */
export function isRepositoryPath(path: string): boolean {
  return path.length <= LONGEST_NAME && path.split("/").every((part) => COMPONENT.test(part));
}

/** True for `sha256:` and 64 lower-case hexadecimal digits, or a `${VAR}` in place of the digits or of all. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text) || isPlaceholder(text.replace(/^sha256:/, ""));
}

/**
 * Reads `oci://host[:port]/path[:tag][@digest]`. `${VAR}` may stand anywhere behind `oci://` and is kept.
 * The error is one clause without subject ("must start with oci://") and never repeats credentials.
 */
export function parseOciUrl(text: string): OciUrl | { error: string } {
  if (text.length > LONGEST_TEXT) return { error: `is longer than ${LONGEST_TEXT} characters` };
  if (!text.startsWith(SCHEME)) return { error: schemeError(text) };
  const rest = text.slice(SCHEME.length);
  const masked = blank(rest);
  const slash = masked.indexOf("/");
  const host = slash === -1 ? rest : rest.slice(0, slash);
  const error = credentialsError(masked) ?? illegalCharacter(masked) ?? hostError(host);
  if (error !== undefined) return { error };
  if (slash === -1) return { url: text, host, repository: "" };
  return parsePath(host, rest.slice(slash + 1), masked.slice(slash + 1));
}

/** Reads `oci://host[:port]/path[:tag][@digest]` of one artifact: as `parseOciUrl`, and a repository must be there. */
export function parseArtifactUrl(text: string): OciUrl | { error: string } {
  const parsed = parseOciUrl(text);
  if ("error" in parsed || parsed.repository !== "" || isPlaceholder(parsed.host)) return parsed;
  return { error: NO_REPOSITORY };
}

/** Reads `oci://host[:port][/path]`, the prefix of many repositories; a final slash is dropped, a tag refused. */
export function parseRegistry(text: string): OciUrl | { error: string } {
  const parsed = parseOciUrl(withoutFinalSlashes(text));
  if ("error" in parsed) return parsed;
  if (parsed.tag !== undefined || parsed.digest !== undefined)
    return { error: "must not hold a tag or digest; allowed: oci://host[:port][/path]" };
  return parsed;
}

function parsePath(host: string, path: string, masked: string): OciUrl | { error: string } {
  const at = masked.indexOf("@");
  const named = at === -1 ? path : path.slice(0, at);
  const colon = masked.slice(0, named.length).indexOf(":");
  const repository = colon === -1 ? named : named.slice(0, colon);
  const error = repositoryError(host, repository);
  if (error !== undefined) return { error };
  const result: OciUrl = { url: `${SCHEME}${host}/${repository}`, host, repository };
  if (colon !== -1) {
    result.tag = named.slice(colon + 1);
    if (!isTag(fill(result.tag, "v")))
      return { error: `has the illegal tag ${quote(result.tag)}; ${TAG_RULE}` };
  }
  if (at !== -1) {
    result.digest = path.slice(at + 1);
    if (!isDigest(result.digest))
      return { error: `has the illegal digest ${quote(result.digest)}; ${DIGEST_RULE}` };
  }
  return result;
}

/** What a tag may be, as the end of a message. */
export const TAG_RULE =
  "allowed: up to 128 letters, digits, underscores, dots and dashes, not starting with a dot or dash";
/** What a digest may be, as the end of a message. */
export const DIGEST_RULE = "allowed: sha256: and 64 hexadecimal digits in lower case";

function withoutFinalSlashes(text: string): string {
  let end = text.length;
  while (end > SCHEME.length && text[end - 1] === "/") end--;
  return text.slice(0, end);
}

const NO_REPOSITORY = "has no repository behind the host; allowed: oci://host[:port]/path";

function schemeError(text: string): string {
  if (/^oci:/i.test(text)) return "must start with oci:// in lower case";
  return /^(?:https?|docker|ssh|git):\/\//i.test(text)
    ? "must start with oci://, not with another scheme"
    : "must start with oci://";
}

/** Asked first, so that no later message can quote a part of a password. A digest has no slash behind its `@`. */
function credentialsError(masked: string): string | undefined {
  const at = masked.indexOf("@");
  const inside = at !== -1 && (masked.includes("/", at) || !masked.slice(0, at).includes("/"));
  return inside ? "must not hold a user name or password; allowed: oci://host[:port]/path" : undefined;
}

function illegalCharacter(masked: string): string | undefined {
  if (hasVariable(masked))
    return `has a variable that is not closed or has no name; allowed: \${NAME}, \${NAME:=default}`;
  const found = /[^\0A-Za-z0-9._:@/[\]-]/u.exec(masked);
  return found ? `holds the character ${quote(found[0])}, which no registry accepts` : undefined;
}

function hostError(host: string): string | undefined {
  if (host === "") return "has no registry host; allowed: oci://host[:port]/path";
  const [, name = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(fill(host, "1")) ?? [];
  if (!HOST_NAME.test(name) && !HOST_ADDRESS.test(name))
    return `has the illegal registry host ${quote(host)}`;
  if (port !== undefined && !(/^[0-9]{1,5}$/.test(port) && Number(port) < 65536))
    return `has an illegal port in ${quote(host)}`;
  // Flux resolves the name with go-containerregistry, which takes a first part without dot and port for Docker Hub.
  if (port === undefined && !name.includes(".") && !hasWholeVariable(host))
    return `has the host ${quote(host)}, which Flux would look for on Docker Hub; a host needs a dot or a port`;
  return undefined;
}

function repositoryError(host: string, repository: string): string | undefined {
  const filled = fill(repository, "v");
  if (repository === "") return NO_REPOSITORY;
  if (isRepositoryPath(filled) && host.length + 1 + filled.length <= LONGEST_NAME) return undefined;
  if (filled.length + host.length >= LONGEST_NAME) return `is longer than ${LONGEST_NAME} characters`;
  if (isRepositoryPath(filled.toLowerCase()))
    return `has capitals in the repository ${quote(repository)}; registries accept only ${quote(lower(repository))}`;
  if (filled.split("/").includes("")) return `has an empty part in the repository ${quote(repository)}`;
  return `has the illegal repository ${quote(repository)}; allowed: lower-case letters and digits, joined by single dots, one or two underscores, or dashes`;
}

/** Lower case outside of placeholders, whose names are case-sensitive. */
function lower(text: string): string {
  return text.replace(/\$\{[^}]*\}|[^$]+|\$/g, (part) => (part.startsWith("${") ? part : part.toLowerCase()));
}
