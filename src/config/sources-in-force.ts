import { sourceSelector } from "./contradictions.ts";
import { parseMapFlag } from "./flags.ts";
import type { Part } from "./in-force.ts";
import type { Written } from "./load.ts";
import { selectorKey } from "./match.ts";
import type { DecisionFlags } from "./merge-flags.ts";
import type { Plain } from "./plain.ts";
import type { RawSource } from "./raw.ts";
import { writtenAt } from "./setting-origin.ts";
import type { Config, Origin, SourceEntry } from "./types.ts";

/** What a `--map` says by itself, and what says which sources are meant; all else comes from the entry below it. */
const SAID_BY_FLAG = new Set(["source", "action", "url", "in"]);
/** Keys of the file that an entry calls otherwise. */
const CALLED: Readonly<Record<string, keyof SourceEntry>> = { artifact: "artifactPath" };

/** The entries of `sources` as they are in force, flags on top: each with the keys of the file. */
export function sourcesInForce(config: Config, flags: DecisionFlags, written: Written): Part[] {
  const raw = written.raw.sources ?? [];
  const places = raw.map((_, i) => written.locate(["sources", i]));
  return config.sources.map((entry): Part => {
    if ("flag" in entry.origin) return underFlag(entry, entry.origin.flag, flags, written);
    const i = places.findIndex((place) => samePlace(place, entry.origin));
    return { value: raw[i] as unknown as Plain, from: (rest) => writtenAt(written, ["sources", i, ...rest]) };
  });
}

function underFlag(entry: SourceEntry, flag: string, flags: DecisionFlags, written: Written): Part {
  const given = (flags.map ?? []).map(parseMapFlag).find((one) => !("error" in one) && isSame(one, entry));
  const raw = written.raw.sources ?? [];
  const i = raw.findIndex((one) => keyOf(one) === selectorKey(entry.selector));
  const below = Object.entries(raw[i] ?? {}).filter(
    ([key]) => !SAID_BY_FLAG.has(key) && entry[CALLED[key] ?? (key as keyof SourceEntry)] !== undefined,
  );
  const own = { source: entry.selector.text, action: entry.action, url: entry.url };
  const ref = given && "ref" in given ? given.ref : undefined;
  const said = new Set([...SAID_BY_FLAG, ...(ref ? ["ref"] : [])]);
  return {
    value: { ...own, ...Object.fromEntries(below), ...(ref && { ref }) } as unknown as Plain,
    from: (rest) =>
      said.has(String(rest[0])) ? { by: "flag", flag } : writtenAt(written, ["sources", i, ...rest]),
  };
}

function isSame(given: SourceEntry, entry: SourceEntry): boolean {
  return selectorKey(given.selector) === selectorKey(entry.selector);
}

function keyOf(raw: RawSource): string | undefined {
  const selector = sourceSelector(raw);
  return "error" in selector ? undefined : selectorKey(selector);
}

function samePlace(a: Origin, b: Origin): boolean {
  return "file" in a && "file" in b && a.line === b.line && a.column === b.column;
}
