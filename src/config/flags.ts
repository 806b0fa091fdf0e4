import { stripCredentials } from "../core/credentials.ts";
import type { OciRef } from "../core/decision.ts";
import { parseAccess } from "./access.ts";
import { declareIn } from "./build.ts";
import { declareInError } from "./contradictions.ts";
import { parseTargetVersion } from "./flux-version.ts";
import { parseSelector } from "./match.ts";
import { parseArtifactUrl, parseRegistry } from "./oci-reference.ts";
import type { ConfigProblem, DeclareInRule, FluxTarget, HostAccess, Origin, SourceEntry } from "./types.ts";
import { quote } from "./wording.ts";

/** What a flag says, or the one line that is wrong with it. */
export type Flag<T> = T | { error: ConfigProblem };

/** Reads `[GitRepository/][namespace/]name[@scope]=oci://host/path[:tag|@digest]` into an entry that migrates. */
export function parseMapFlag(text: string): Flag<SourceEntry> {
  const origin = flagOrigin("--map", text);
  const at = text.indexOf("=");
  if (at < 1)
    return fault(
      origin,
      `${at === 0 ? 'names no source before "="' : 'has no "="'}; allowed: --map [namespace/]name[@scope]=oci://host/path[:tag]`,
    );
  const selector = parseSelector(text.slice(0, at));
  if ("error" in selector) return fault(origin, selector.error);
  const target = parseArtifactUrl(text.slice(at + 1));
  if ("error" in target) return fault(origin, `the url ${target.error}`);
  const { url, tag, digest } = target;
  if (tag !== undefined && digest !== undefined)
    return fault(origin, "the url has a tag and a digest; keep one of the two");
  const ref: OciRef | undefined = digest !== undefined ? { digest } : tag !== undefined ? { tag } : undefined;
  return { origin, selector, action: "migrate", url, ...(ref && { ref }), waive: [], root: "keep" };
}

/** Reads `oci://host[:port][/path]`. */
export function parseRegistryFlag(text: string): Flag<{ url: string; origin: Origin }> {
  const origin = flagOrigin("--registry", text);
  const parsed = parseRegistry(text);
  return "error" in parsed ? fault(origin, parsed.error) : { url: parsed.url, origin };
}

/** Reads `<host[:port]>=<secret>|anonymous|<provider>`. */
export function parseAccessFlag(text: string): Flag<HostAccess> {
  return parseAccess(text, flagOrigin("--access", text));
}

/** Reads `[<source>=]<file|elsewhere>`. */
export function parseDeclareInFlag(text: string): Flag<DeclareInRule> {
  const origin = flagOrigin("--declare-in", text);
  const at = text.indexOf("=");
  const selector = at === -1 ? undefined : parseSelector(text.slice(0, at));
  if (selector && "error" in selector) return fault(origin, selector.error);
  const file = text.slice(at + 1);
  const error = declareInError(file, true);
  return error === undefined ? { origin, selector, place: declareIn(file) } : fault(origin, error);
}

/** Reads `2.6`, `v2.6` or `2.6.1`: the target for every scope. */
export function parseFluxVersionFlag(text: string): Flag<{ target: FluxTarget; warning?: ConfigProblem }> {
  const origin = flagOrigin("--flux-version", text);
  const parsed = parseTargetVersion(text);
  if ("error" in parsed) return fault(origin, `${quote(text)} ${parsed.error}`);
  const target: FluxTarget = { origin, scope: undefined, minor: parsed.minor };
  return { target, ...(parsed.warning !== undefined && { warning: { origin, message: parsed.warning } }) };
}

/** A flag as typed, on one line, and without what a report must not show. */
function flagOrigin(name: string, text: string): Origin {
  const shown = stripCredentials(text);
  return { flag: `${name} ${/^[!-~]*$/.test(shown) ? shown : quote(shown)}` };
}

function fault(origin: Origin, message: string): { error: ConfigProblem } {
  return { error: { origin, message } };
}
