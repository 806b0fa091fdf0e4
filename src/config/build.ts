import { ACCESS_KEYS, type DeclareIn } from "../core/decision.ts";
import { normalize } from "../core/paths.ts";
import type { PathStep } from "../core/tree.ts";
import { consumerRow } from "./consumers.ts";
import { chartSelector, fluxVersions, sourceSelector } from "./contradictions.ts";
import { parseTargetVersion } from "./flux-version.ts";
import { scopePath } from "./match.ts";
import { parseRegistry } from "./oci-reference.ts";
import { listOf, type RawConfig, type RawSource, type RawTarget } from "./raw.ts";
import {
  type ChartEntry,
  type Config,
  emptyConfig,
  type Origin,
  type Selector,
  type SourceEntry,
  type TargetSettings,
} from "./types.ts";

/** Where in the file a path of values stands. */
export type Locate = (path: readonly PathStep[]) => Origin;

/**
 * The typed configuration of a file in which the schema and `findContradictions` found nothing.
 * @throws Error for a selector that the latter would have refused
 */
export function buildConfig(raw: RawConfig, locate: Locate): Config {
  const config = emptyConfig();
  config.flux = fluxVersions(raw).map(({ path, scope, version }) => ({
    origin: locate(path),
    scope: scope === undefined ? undefined : scopePath(scope),
    minor: minorOf(version),
  }));
  const registry = raw.registry === undefined ? undefined : parseRegistry(raw.registry);
  if (registry && "url" in registry) config.registry = { url: registry.url, origin: locate(["registry"]) };
  config.owners = (raw.owners ?? []).map((owner) => owner.replace(/^[^/]+/, (host) => host.toLowerCase()));
  config.name = raw.name ?? config.name;
  config.sources = (raw.sources ?? []).map((entry, i) => sourceEntry(entry, locate(["sources", i])));
  config.charts = (raw.charts ?? []).map(
    (entry, i): ChartEntry => ({
      ...target(entry),
      origin: locate(["charts", i]),
      selector: sound(chartSelector(entry)),
      chart: normalize(entry.chart) ?? entry.chart,
      action: entry.action ?? "migrate",
      waive: entry.waive ?? [],
      ...(entry.reason !== undefined && { reason: entry.reason }),
    }),
  );
  config.chartDefaults = target(raw.chartDefaults ?? {});
  config.access = Object.entries(raw.access ?? {}).map(([host, access]) => ({
    origin: locate(["access", host]),
    host: host.toLowerCase(),
    access,
  }));
  config.references = (raw.references ?? []).map((entry, i) => {
    const origin = locate(["references", i]);
    return { origin, row: consumerRow(entry, origin) };
  });
  config.exclude = [...(raw.exclude ?? [])];
  config.lint = {
    preset: raw.lint?.preset ?? "recommended",
    rules: new Map(Object.entries(raw.lint?.rules ?? {})),
    baseline: raw.lint?.baseline === undefined ? undefined : normalize(raw.lint.baseline),
  };
  return config;
}

function minorOf(version: string): number {
  const parsed = parseTargetVersion(version);
  if ("error" in parsed) throw new Error(`unchecked Flux version ${version}`);
  return parsed.minor;
}

function sourceEntry(entry: RawSource, origin: Origin): SourceEntry {
  const { url, ...settings } = entry;
  return {
    ...target(entry.source === undefined ? settings : entry),
    origin,
    selector: sound(sourceSelector(entry)),
    action: entry.action,
    waive: entry.waive ?? [],
    root: entry.root ?? "keep",
    ...(entry.chartKind !== undefined && { chartKind: entry.chartKind }),
    ...(entry.artifact?.path !== undefined && { artifactPath: normalize(entry.artifact.path) ?? "" }),
    ...(entry.declareIn !== undefined && { declareIn: declareIn(entry.declareIn) }),
    ...(entry.reason !== undefined && { reason: entry.reason }),
  };
}

/** The place that a `declareIn` or `--declare-in` names. */
export function declareIn(value: string | readonly string[]): DeclareIn {
  if (value === "elsewhere") return { elsewhere: true };
  return { files: listOf(value).map((file) => normalize(file) ?? file) };
}

const TARGET_KEYS = ["url", "ref", ...ACCESS_KEYS] as const;

function target(raw: RawTarget): TargetSettings {
  const given = TARGET_KEYS.filter((key) => raw[key] !== undefined).map((key) => [key, raw[key]]);
  const settings: TargetSettings = Object.fromEntries(given);
  if (raw.verify) settings.verify = { provider: "cosign", ...raw.verify };
  return settings;
}

function sound(selector: Selector | { error: string }): Selector {
  if ("error" in selector) throw new Error(`unchecked selector: ${selector.error}`);
  return selector;
}
