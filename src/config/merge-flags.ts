import { ACCESS_KEYS } from "../core/decision.ts";
import {
  type Flag,
  parseAccessFlag,
  parseDeclareInFlag,
  parseFluxVersionFlag,
  parseMapFlag,
  parseRegistryFlag,
} from "./flags.ts";
import { globProblem } from "./glob-limit.ts";
import { narrowness, selectorKey } from "./match.ts";
import type { Config, ConfigProblem, HostAccess, Origin, Selector, SourceEntry } from "./types.ts";
import { originText, quote } from "./wording.ts";

/** Flags that decide, as typed; the value of `--map web=…` is `web=…`. */
export interface DecisionFlags {
  map?: readonly string[];
  registry?: string | undefined;
  access?: readonly string[];
  declareIn?: readonly string[];
  fluxVersion?: string | undefined;
  exclude?: readonly string[];
  templates?: boolean | undefined;
}

/**
 * The configuration with flags on top. Flags win:
 * - `--map` entries come before those of the file, narrower ones first (a scope, then a namespace, then no wildcard),
 *   whatever their order on the command line. A file entry of the same selector becomes part of the `--map`, which
 *   changes only what it says: see `underFlag`.
 * - `--registry` and `--flux-version` replace what the file says, for every scope.
 * - `--declare-in` stands beside the `declareIn` of entries, in `config.declareIn`; narrower ones first, bare ones last.
 * - `--access` stands before the hosts of the file.
 * - `--exclude` adds to the file.
 * - `--templates` is a flag only: it is a person's yes to what one run does.
 */
export function mergeFlags(
  config: Config,
  flags: DecisionFlags,
): { config: Config; warnings: ConfigProblem[] } | { errors: ConfigProblem[] } {
  const errors: ConfigProblem[] = [];
  const sound = <T extends object>(parsed: readonly Flag<T>[]): T[] =>
    parsed.flatMap((one) => {
      if (!("error" in one)) return [one];
      errors.push(one.error);
      return [];
    });
  const maps = narrowFirst(withoutTwins(sound((flags.map ?? []).map(parseMapFlag)), errors));
  const [registry] = sound(flags.registry === undefined ? [] : [parseRegistryFlag(flags.registry)]);
  const access = sound((flags.access ?? []).map(parseAccessFlag));
  reportTwins(access, errors);
  const places = narrowFirst(sound((flags.declareIn ?? []).map(parseDeclareInFlag)));
  const [flux] = sound(flags.fluxVersion === undefined ? [] : [parseFluxVersionFlag(flags.fluxVersion)]);
  if (flags.exclude?.includes(""))
    errors.push({ origin: { flag: "--exclude" }, message: "is empty; allowed: a glob relative to the root" });
  for (const glob of flags.exclude ?? []) {
    const problem = globProblem(glob);
    if (problem !== undefined)
      errors.push({ origin: { flag: `--exclude ${quote(glob)}` }, message: problem });
  }
  if (errors.length > 0) return { errors };
  const merged: Config = {
    ...config,
    flux: flux ? [flux.target] : config.flux,
    registry: registry ?? config.registry,
    sources: overlay(maps, config),
    access: [...access, ...config.access],
    declareIn: [...places, ...config.declareIn],
    exclude: [...config.exclude, ...(flags.exclude ?? [])],
    templates: flags.templates ?? config.templates,
  };
  return { config: merged, warnings: flux?.warning ? [flux.warning] : [] };
}

/**
 * A `--map` that covers a source of which a file entry speaks too. The flag says where the artifact is; what the
 * entry demands all the same stays: verification, waivers and their reason, the root, the artifact's path, the place
 * of the declaration, a tag or range that the flag leaves open. Credentials stay while the registry's host does, and
 * a digest never stays: it is that of another artifact. An entry that keeps the source on Git leaves nothing.
 * @param registry the configured registry, which an entry without a url goes to
 */
export function underFlag(map: SourceEntry, entry: SourceEntry, registry: string | undefined): SourceEntry {
  if (entry.action === "keep") return map;
  const sameHost = hostOf(map.url) === hostOf(entry.url ?? registry);
  const { url: _url, ref, ...demands } = entry;
  if (!sameHost) for (const key of ACCESS_KEYS) delete demands[key];
  return {
    ...demands,
    ...(ref && ref.digest === undefined && { ref }),
    ...definedOnly({ url: map.url, ref: map.ref }),
    origin: map.origin,
    selector: map.selector,
    action: "migrate",
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOnly<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function hostOf(url: string | undefined): string | undefined {
  return url?.split("/")[2]?.toLowerCase();
}

function overlay(maps: readonly SourceEntry[], config: Config): SourceEntry[] {
  const bySelector = new Map(config.sources.map((entry) => [selectorKey(entry.selector), entry]));
  const taken = new Set<SourceEntry>();
  const merged = maps.map((map) => {
    const entry = bySelector.get(selectorKey(map.selector));
    if (!entry) return map;
    taken.add(entry);
    return underFlag(map, entry, config.registry?.url);
  });
  return [...merged, ...config.sources.filter((entry) => !taken.has(entry))];
}

/** Drops a repeated `--map`; two that send the same sources to different places are an error. */
function withoutTwins(entries: readonly SourceEntry[], errors: ConfigProblem[]): SourceEntry[] {
  const first = new Map<string, SourceEntry>();
  for (const entry of entries) {
    const key = selectorKey(entry.selector);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, entry);
    else if (!sameTarget(earlier, entry))
      errors.push({ origin: entry.origin, message: contradicts(earlier.origin) });
  }
  return [...first.values()];
}

/** Two answers for one registry are an error. */
function reportTwins(access: readonly HostAccess[], errors: ConfigProblem[]): void {
  const first = new Map<string, HostAccess>();
  for (const one of access) {
    const earlier = first.get(one.host);
    if (earlier === undefined) first.set(one.host, one);
    else if (JSON.stringify(earlier.access) !== JSON.stringify(one.access))
      errors.push({ origin: one.origin, message: contradicts(earlier.origin) });
  }
}

function contradicts(earlier: Origin): string {
  return `contradicts ${originText(earlier)}; keep one of the two`;
}

/** True for two flags that send to the same artifact. */
export function sameTarget(a: SourceEntry, b: SourceEntry): boolean {
  return a.url === b.url && JSON.stringify(a.ref) === JSON.stringify(b.ref);
}

function narrowFirst<T extends { selector: Selector | undefined }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => narrowness(b.selector) - narrowness(a.selector));
}
