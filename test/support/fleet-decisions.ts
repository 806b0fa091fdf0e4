import fc from "fast-check";
import { parseSelector } from "../../src/config/match.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type ChartEntry, type Config, emptyConfig, type SourceEntry } from "../../src/config/types.ts";
import type { Reference } from "../../src/core/graph.ts";
import { isChart, sourceOf, type Unit } from "../../src/core/units.ts";
import { CHARTS, NAMES } from "./fleet-arbitrary.ts";

/** Not `self`: that an artifact of a free name holds this repository could not be told in a second run. */
const DECIDED = NAMES.filter((name) => name !== "self");

const entry = fc.record({
  name: fc.constantFrom(...DECIDED),
  scope: fc.constantFrom("", "", "", "@clusters/c0", "@clusters/c1"),
  action: fc.constantFrom("migrate", "migrate", "migrate", "keep"),
  tag: fc.constantFrom("", ":main", ":main", ":main"),
});

const chartEntry = fc.record({
  name: fc.constantFrom(...DECIDED),
  chart: fc.constantFrom(...CHARTS),
  action: fc.constantFrom<ChartEntry["action"]>("migrate", "migrate", "migrate", "keep"),
  isOwn: fc.boolean(),
});

/** What a person decides about such a fleet. */
export const configs: fc.Arbitrary<Config> = fc
  .record({
    entries: fc.uniqueArray(entry, {
      minLength: 1,
      maxLength: 5,
      selector: ({ name, scope }) => name + scope,
    }),
    registry: fc.constantFrom(undefined, undefined, "oci://ghcr.io/acme"),
    declareIn: fc.constantFrom<string[]>(
      [],
      [],
      ["elsewhere"],
      ["clusters/c0/declared.yaml"],
      ["flux-system=elsewhere"],
      ["base/declared.yaml"],
    ),
    name: fc.constantFrom("{name}", "{name}", "{name}-oci"),
    charts: fc.uniqueArray(chartEntry, {
      maxLength: 6,
      selector: ({ name, chart }) => `${name} ${chart}`,
    }),
    chartRef: fc.constantFrom({ semver: ">=0.1.0" }, { semver: ">=0.1.0" }, { tag: "main" }, undefined),
    version: fc.constantFrom(undefined, undefined, "2.5"),
  })
  .map(({ entries, registry, declareIn, name, version, charts, chartRef }) => {
    const map = entries
      .filter((one) => one.action === "migrate")
      .map((one) => `${one.name}${one.scope}=oci://ghcr.io/acme/${one.name}${one.tag}`);
    const merged = mergeFlags(emptyConfig(), { map, registry, declareIn, fluxVersion: version });
    if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
    const kept = entries
      .filter((one) => one.action === "keep")
      .map((one): SourceEntry => {
        const selector = parseSelector(one.name + one.scope);
        if ("error" in selector) throw new Error(selector.error);
        return { origin: { flag: "keep" }, selector, action: "keep", waive: [], root: "keep" };
      });
    return {
      ...merged.config,
      name,
      owners: ["github.com/acme"],
      sources: [...kept, ...merged.config.sources],
      charts: charts.map((one): ChartEntry => {
        const selector = parseSelector(one.name);
        if ("error" in selector) throw new Error(selector.error);
        // With a url of its own, or that of the registry; two entries never share one.
        const url = `oci://ghcr.io/acme/${one.name}-charts/${one.chart}`;
        return {
          origin: { flag: "chart" },
          selector,
          chart: one.chart,
          action: one.action,
          waive: [],
          ...(one.isOwn && one.action === "migrate" && { url }),
          ...(one.action === "keep" && { reason: "kept" }),
        };
      }),
      chartDefaults: chartRef === undefined ? {} : { ref: chartRef },
    };
  });

/** Whether a person declines a source or a chart: the same answer wherever it is met, as its id depends on what else there is. */
export type Answer = (unit: Unit) => boolean;

/** Yes to everything, or no to sources chosen by themselves or because something that names them is declined. */
export const answers: fc.Arbitrary<Answer> = fc
  .record({ any: fc.boolean(), source: chosen(), reference: chosen() })
  .map(({ any, source, reference }) => (unit) => {
    const { scope, namespace, name } = sourceOf(unit);
    const readers = isChart(unit) ? unit.releases : unit.references;
    return (
      any &&
      (source(`${scope} ${namespace}/${name}${isChart(unit) ? `#${unit.path}` : ""}`) ||
        readers.some((one) => reference(`${one.manifest.kind} ${one.manifest.name}`)))
    );
  });

/** Whether a person keeps a single reference on Git: the same answer for it in every run. */
export type ReferenceAnswer = (reference: Reference) => boolean;

/** No to no reference, or to some. */
export const referenceAnswers: fc.Arbitrary<ReferenceAnswer> = fc
  .record({ any: fc.boolean(), one: chosen() })
  .map(({ any, one }) => ({ manifest, path, location }) => {
    const { kind, name } = manifest;
    return any && one(`${location.file} ${kind} ${name} ${path}`);
  });

/** Texts chosen by chance, always the same ones. */
function chosen(): fc.Arbitrary<(text: string) => boolean> {
  return fc
    .array(fc.constantFrom(false, false, false, true), { minLength: 7, maxLength: 7 })
    .map((drawn) => (text) => drawn[hash(text) % drawn.length] === true);
}

function hash(text: string): number {
  return [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 65_521, 7);
}
