/** What a person decides about a generated fleet, and what they refuse. */
import { parseSelector } from "../../../src/config/match.ts";
import { type ChartEntry, type Config, emptyConfig, type SourceEntry } from "../../../src/config/types.ts";
import type { Reference } from "../../../src/core/graph.ts";
import { isChart, sourceOf, type Unit } from "../../../src/core/units.ts";
import { Random } from "../generated-fleet/random.ts";
import { type MigratedFleet, OTHER_NAMES, OWN_NAMES } from "./model.ts";

/** One decision, as the law reads it. */
export interface SourceDecision {
  name: string;
  /** Undefined: any. */
  namespace: string | undefined;
  /** Undefined: any. */
  cluster: string | undefined;
  action: "migrate" | "keep";
  url: string;
  tag: string;
  /** Nobody wrote it. */
  byRegistry?: true;
}

/** Everything that was decided. */
export interface Decided {
  config: Config;
  /** The first one that fits counts. */
  sources: readonly SourceDecision[];
  /** Urls of charts, by `name chart`. */
  charts: readonly { name: string; chart: string; action: "migrate" | "keep"; url: string | undefined }[];
  /** What the OCIRepository of a source is called. */
  nameOf: (name: string) => string;
  /** True if somebody declares the OCIRepositories outside of the tree. */
  elsewhere: boolean;
  /** True if a registry tells where the artifact of the fleet itself is. */
  hasRegistry: boolean;
  /** True if everything migrates and nothing is refused. */
  complete: boolean;
  refuses: (unit: Unit) => boolean;
  refusesReference: (reference: Reference) => boolean;
}

/** Where artifacts are. */
export const REGISTRY = "oci://ghcr.io/acme";
const FLEET_ARTIFACT = `${REGISTRY}/fleet`;
const CHARTS = ["charts/api", "charts/worker", "charts/other", "chart"];

/** Decisions for a fleet, the same for the same seed. */
export function decideFleet({ seed, starts }: MigratedFleet): Decided {
  const random = new Random(seed + 9_900_000);
  const complete = random.chance(0.45);
  const clusters = starts.flatMap(({ cluster }) => cluster ?? []);
  const sources: SourceDecision[] = [];
  const decide = (name: string, more: Partial<SourceDecision>, suffix: string) => {
    const own = OWN_NAMES.includes(name);
    sources.push({
      name,
      namespace: undefined,
      cluster: undefined,
      action: complete || random.chance(0.8) ? "migrate" : "keep",
      url: own ? FLEET_ARTIFACT : `${REGISTRY}/${name}${suffix}`,
      tag: own ? "main" : random.pick(["main", "v1", "stable"]),
      ...more,
    });
  };
  for (const name of OTHER_NAMES)
    for (const cluster of clusters)
      if (random.chance(0.12)) decide(name, { cluster }, random.pick(["", `-${cluster.split("/").at(-1)}`]));
  for (const name of [...OTHER_NAMES, ...OWN_NAMES, "elsewhere"]) {
    if (!complete && random.chance(0.15))
      decide(name, { namespace: random.pick(["apps", "flux-system"]) }, "");
    if (complete || random.chance(0.8)) decide(name, {}, "");
  }
  const charts = [...OTHER_NAMES, ...OWN_NAMES].flatMap((name) =>
    CHARTS.filter(() => complete || random.chance(0.6)).map((chart) => ({
      name,
      chart,
      action: complete || random.chance(0.85) ? ("migrate" as const) : ("keep" as const),
      url:
        complete || random.chance(0.7)
          ? `oci://ghcr.io/charts/${name}/${chart.split("/").at(-1)}`
          : undefined,
    })),
  );
  const template = random.chance(0.2) ? "{name}-oci" : "{name}";
  const place = random.weighted<"none" | "elsewhere" | "file">([
    [7, "none"],
    [1, "elsewhere"],
    [2, "file"],
  ]);
  const explicit = sources.slice();
  const hasRegistry = complete || random.chance(0.5);
  // A registry decides what reads the repository of a root.
  if (hasRegistry)
    for (const name of OWN_NAMES)
      sources.push({
        name,
        namespace: undefined,
        cluster: undefined,
        action: "migrate",
        url: FLEET_ARTIFACT,
        tag: "main",
        byRegistry: true,
      });
  const config: Config = {
    ...emptyConfig(),
    name: template,
    registry: hasRegistry ? { url: REGISTRY, origin: { flag: "--registry" } } : undefined,
    sources: explicit.map(sourceEntry),
    charts: charts.map(chartEntry),
    chartDefaults: complete || random.chance(0.7) ? { ref: { semver: ">=0.1.0" } } : {},
    declareIn:
      place === "none"
        ? []
        : [
            {
              origin: { flag: "--declare-in" },
              selector: undefined,
              place:
                place === "elsewhere"
                  ? { elsewhere: true }
                  : { files: clusters.map((one) => `${one}/declared.yaml`) },
            },
          ],
  };
  const share = complete ? 0 : random.pick([0, 0, 3, 6]);
  const isChosen = (text: string) => share > 0 && hash(`${seed} ${text}`) % share === 0;
  return {
    config,
    sources,
    charts,
    nameOf: (name) => template.replace("{name}", name),
    elsewhere: place === "elsewhere",
    hasRegistry,
    complete,
    refuses: (unit) => isChosen(unitKey(unit)),
    refusesReference: ({ manifest, path, location }) =>
      isChosen(`${location.file} ${manifest.kind} ${manifest.name} ${path}`),
  };
}

/** A unit by what stays the same in the next run. */
export function unitKey(unit: Unit): string {
  const { cluster, namespace, name } = sourceOf(unit);
  return `${cluster} ${namespace}/${name}${isChart(unit) ? `#${unit.path}` : ""}`;
}

function selectorOf(text: string, cluster: string | undefined) {
  const selector = parseSelector(text, cluster === undefined ? [] : [cluster]);
  if ("error" in selector) throw new Error(selector.error);
  return selector;
}

function sourceEntry({ name, namespace, cluster, action, url, tag }: SourceDecision): SourceEntry {
  const text = namespace === undefined ? name : `${namespace}/${name}`;
  const entry = {
    origin: { file: "git2oci.yaml", line: 1, column: 1 },
    selector: selectorOf(text, cluster),
    action,
    waive: [],
    root: "keep" as const,
  };
  return action === "keep" ? { ...entry, reason: "kept" } : { ...entry, url, ref: { tag } };
}

function chartEntry({ name, chart, action, url }: Decided["charts"][number]): ChartEntry {
  return {
    origin: { file: "git2oci.yaml", line: 1, column: 1 },
    selector: selectorOf(name, undefined),
    chart,
    action,
    waive: [],
    ...(url !== undefined && action === "migrate" && { url }),
    ...(action === "keep" && { reason: "kept" }),
  };
}

function hash(text: string): number {
  let value = 2_166_136_261;
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 16_777_619);
  return (value ^ (value >>> 13)) >>> 0;
}
