import { UNKNOWN } from "../core/graph.ts";
import { normalize } from "../core/paths.ts";
import { normalizeGitUrl, normalizeUrlPattern } from "./git-url.ts";
import type { Config, FluxTarget, Selector } from "./types.ts";
import { quote } from "./wording.ts";

/** What selectors ask a source. `?` for a namespace or scope that the tree does not tell. */
export interface SelectableSource {
  namespace: string;
  name: string;
  scope: string;
  url: string | undefined;
}

/**
 * True where the pattern covers the whole text. `*` is any run of characters and `?` any one, both within a segment
 * (not `/`); `**` is any run, segments included, and `**` as a whole segment may also be no segment at all. Nothing
 * else is special. Time is bounded by the product of the lengths.
 */
export function matchGlob(pattern: string, text: string): boolean {
  // Row of reachable pattern positions; each character of the text makes the next row.
  let reachable = closure(pattern, new Set([0]), true);
  for (const unit of text) {
    const next = new Set<number>();
    for (const at of reachable) {
      const token = pattern[at];
      if (token === undefined) continue;
      if (token === "*") {
        if (unit !== "/" || pattern[at + 1] === "*") next.add(at);
      } else if (pattern.startsWith(unit, at)) next.add(at + unit.length);
      else if (token === "?" && unit !== "/") next.add(at + 1);
    }
    reachable = closure(pattern, next, unit === "/");
    if (reachable.size === 0) return false;
  }
  return reachable.has(pattern.length);
}

/** Adds the positions behind stars, which may match nothing; `fresh` where the text stands at a segment's start. */
function closure(pattern: string, positions: Set<number>, fresh: boolean): Set<number> {
  for (const at of positions) {
    if (pattern[at] !== "*") continue;
    const double = pattern[at + 1] === "*";
    positions.add(at + (double ? 2 : 1));
    const wholeSegment = double && (at === 0 || pattern[at - 1] === "/") && pattern[at + 2] === "/";
    if (wholeSegment && fresh) positions.add(at + 3);
  }
  return positions;
}

/**
 * Reads `name`, `namespace/name`, `GitRepository/namespace/name`, each with an optional `@scope`, globs allowed.
 * @param scopes the entry's `in`, if any; a scope in the text is then an error
 */
export function parseSelector(text: string, scopes: readonly string[] = []): Selector | { error: string } {
  const at = text.indexOf("@");
  const path = (at === -1 ? text : text.slice(0, at)).split("/");
  const kinded = path[0] === "GitRepository" && path.length !== 1;
  if (kinded) path.shift();
  const name = path.at(-1);
  if (
    path.length > 2 ||
    (kinded && path.length < 2) ||
    !name ||
    path[0] === "" ||
    /[\s=:]/.test(path.join("/"))
  )
    return { error: `is no source: ${quote(text)}; ${SELECTOR_RULE}` };
  if (at !== -1 && scopes.length > 0) return { error: `names a scope in ${quote(text)} and again under in` };
  const scope = at === -1 ? undefined : scopePath(text.slice(at + 1));
  if (at !== -1 && scope === undefined) return { error: `has no usable scope behind @: ${quote(text)}` };
  const namespace = path.length === 2 ? path[0] : undefined;
  return { by: "name", text, namespace, name, scopes: scope === undefined ? scopes : [scope] };
}

const SELECTOR_RULE = "allowed: [namespace/]name[@scope], * and ? as wildcards";

/** Reads a pattern for Git urls; `https://github.com/acme/*` covers each scheme, user and port. */
export function parseUrlSelector(text: string, scopes: readonly string[] = []): Selector | { error: string } {
  const pattern = normalizeUrlPattern(text);
  if (pattern !== undefined) return { by: "url", text, pattern, scopes };
  const advice = text.startsWith("oci://") ? "; the url of an artifact needs source beside it" : "";
  return { error: `is no Git url: ${quote(text)}; ${URL_RULE}${advice}` };
}

const URL_RULE = "allowed: https://host/path, ssh://host/path or git@host:path, * and ? as wildcards";

/** A scope as the tool writes it: no `./`, no final slash, "" for the root. `?` stays. Undefined for `../x` and `/x`. */
export function scopePath(text: string): string | undefined {
  return text === "" ? undefined : normalize(text);
}

/**
 * True where the selector is about the source. Unknown is never taken for a match: a namespace or scope `?` is
 * covered only by a selector that leaves it open (none, `*`, `**`) or names `?`; an unknown url by no pattern.
 */
export function matchesSource(selector: Selector, source: SelectableSource): boolean {
  if (selector.scopes.length > 0 && !selector.scopes.some((scope) => matchKnown(scope, source.scope)))
    return false;
  if (selector.by === "name")
    return matchGlob(selector.name, source.name) && matchKnown(selector.namespace ?? "*", source.namespace);
  const url = source.url === undefined ? undefined : normalizeGitUrl(source.url);
  return url !== undefined && matchGlob(selector.pattern, url);
}

function matchKnown(pattern: string, value: string): boolean {
  if (pattern === UNKNOWN || value === UNKNOWN)
    return pattern === value || pattern === "*" || pattern === "**";
  return matchGlob(pattern, value);
}

/** The target that the person named for a scope: the first one for just that scope, else the one for all. */
export function fluxTargetFor(config: Config, scope: string): FluxTarget | undefined {
  return (
    config.flux.find((target) => target.scope !== undefined && matchKnown(target.scope, scope)) ??
    config.flux.find((target) => target.scope === undefined)
  );
}

/** Equal for selectors that cover the same sources by the same words. */
export function selectorKey(selector: Selector): string {
  const what = selector.by === "url" ? selector.pattern : `${selector.namespace ?? "*"}/${selector.name}`;
  return JSON.stringify([selector.by, what, [...selector.scopes].sort()]);
}

/** Rank of a selector among flags, the narrowest highest: a scope, then a namespace, then no wildcard. */
export function narrowness(selector: Selector | undefined): number {
  if (selector?.by !== "name") return -1;
  const exact = !isWild(`${selector.namespace ?? ""}/${selector.name}/${selector.scopes.join("/")}`);
  return (selector.scopes.length > 0 ? 4 : 0) + (selector.namespace === undefined ? 0 : 2) + (exact ? 1 : 0);
}

/** True where the text holds a wildcard. */
export function isWild(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * True where no tree can have a source that `narrow`, a selector without wildcards, matches and `wide` does not.
 * A namespace or scope that one leaves open is wider than any that the other names.
 */
export function covers(wide: Selector, narrow: Selector): boolean {
  const everywhere = wide.scopes.length === 0;
  const scoped = narrow.scopes.length > 0 && narrow.scopes.every((one) => coveredBy(wide.scopes, one));
  if (!everywhere && !scoped) return false;
  if (narrow.by === "url") return wide.by === "url" && matchGlob(wide.pattern, narrow.pattern);
  // Whether a name has a url of that pattern is for the tree to tell; there, this one source has it.
  if (wide.by === "url") return narrow.namespace !== undefined;
  return matchGlob(wide.name, narrow.name) && matchKnown(wide.namespace ?? "*", narrow.namespace ?? UNKNOWN);
}

function coveredBy(scopes: readonly string[], scope: string): boolean {
  return scopes.some((one) => one === scope || (!isWild(scope) && matchKnown(one, scope)));
}
