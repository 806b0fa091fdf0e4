import satisfies from "semver/functions/satisfies.js";
import type { Decision, OciRef } from "../core/decision.ts";
import type { Reference } from "../core/graph.ts";
import { textAt } from "../core/tree.ts";
import type { ChartNode } from "../core/units.ts";
import { hasVariable } from "../core/variables.ts";
import { looksLikeVersion } from "../flux/chart-versions.ts";
import { formatMinor } from "../flux/flux-version.ts";
import { translateRef } from "../flux/translate-ref.ts";
import { isSemverRange } from "./semver-range.ts";
import type { ChartEntry, Config } from "./types.ts";

/** Before, helm-controller fails on a chart whose tag is no version (flux-facts 3.1). */
const CHANNEL_SINCE = 7;

/** The version of a chart to follow, or why nobody has decided it. */
export type ChartRef = { ref: OciRef; note?: string } | { undecided: string; rule?: string };

/**
 * The ref of a chart, first that fits: its entry, `chartDefaults`, the releases' own version where the chart here
 * satisfies it, the tag that its source follows.
 * @param minor target Flux of the chart's cluster
 * @param ofSource the range that a person gave a source of nothing but charts
 */
export function chartRef(
  chart: ChartNode,
  entry: ChartEntry | undefined,
  config: Config,
  decision: Decision | undefined,
  minor: number,
  ofSource?: OciRef,
): ChartRef {
  const given = entry?.ref ?? config.chartDefaults.ref ?? ofSource;
  if (given) return tooOld(given, minor, chart) ?? { ref: given };
  const stated = statedVersion(chart);
  if (stated !== undefined)
    return {
      ref: { semver: stated },
      note: `version ${stated} of its releases, which Git ignored, counts from now on; the chart here is ${chart.facts?.version}`,
    };
  const tag = followedTag(chart, decision);
  if (tag === undefined)
    return { undecided: "nothing says which version to follow; give ref: { semver: … } or a tag" };
  const values = chart.source.variables.filled(tag);
  if (!values)
    return {
      undecided: `its source follows ${tag}, and nothing here tells what that is; give ref: with the chart's version`,
      rule: "chart-tag",
    };
  const other = values.find(({ text }) => looksLikeVersion(text) && !sameVersion(text, chart.facts?.version));
  if (other)
    return {
      undecided: `its source follows ${withValue(tag, other.shown)}, and Flux wants a tag that looks like a version to be the chart's own (${chart.facts?.version ?? "not known here"}); give ref: with the chart's version`,
      rule: "chart-tag",
    };
  return (
    tooOld({ tag }, minor, chart) ?? {
      ref: { tag },
      note: `tag ${tag} has to be published again with every change of the chart, and each new digest upgrades the releases, also without a new version`,
    }
  );
}

function tooOld({ tag }: OciRef, minor: number, { source }: ChartNode): ChartRef | undefined {
  if (tag === undefined || minor >= CHANNEL_SINCE) return undefined;
  const values = source.variables.filled(tag);
  const wrong = values?.find(({ text }) => !looksLikeVersion(text));
  if (values && !wrong) return undefined;
  const said = withValue(tag, wrong?.shown ?? "its value is not known here");
  return {
    undecided: `tag ${said} is no version, which a chart's tag has to be before Flux ${formatMinor(CHANNEL_SINCE)}, and its cluster has Flux ${formatMinor(minor)}; give ref: { semver: … } or a version as tag`,
    rule: "chart-tag",
  };
}

/** A tag, with what its variables make of it. */
function withValue(tag: string, value: string): string {
  return hasVariable(tag) ? `${tag} (${value})` : tag;
}

/** Equal as helm-controller compares: a leading `v` and build metadata do not count. */
function sameVersion(tag: string, version: string | undefined): boolean {
  const plain = (text: string) => text.replace(/^v/, "").replace(/[+_].*$/, "");
  return version !== undefined && plain(tag) === plain(version);
}

/** The one version that all releases ask for, where the chart of this tree has it: everything else is a guess. */
function statedVersion({ releases, facts }: ChartNode): string | undefined {
  const [first, ...others] = new Set(releases.map(versionOf));
  if (first === undefined || others.length > 0 || facts?.version === undefined) return undefined;
  return isSemverRange(first) && isSatisfied(first, facts.version) ? first : undefined;
}

/** `chart.spec.version` of a release, which is ignored for a chart from Git; undefined for none and for `*`. */
export function versionOf({ manifest }: Reference): string | undefined {
  const version = textAt(manifest.node, ["spec", "chart", "spec", "version"]);
  return version === "*" || version === "" ? undefined : version;
}

/** Masterminds joins by commas what npm joins by blanks; what the library cannot read is not satisfied. */
function isSatisfied(range: string, version: string): boolean {
  return satisfies(version.replace(/^v/, ""), range.replaceAll(",", " "));
}

/** The tag that the source's decision follows, else what its Git ref would become. */
function followedTag({ source }: ChartNode, decision: Decision | undefined): string | undefined {
  if (decision?.action === "migrate") return decision.ref.tag;
  if (source.declarations.length === 0) return undefined;
  const translated = translateRef(source.ref ?? {});
  return "undecided" in translated ? undefined : translated.ref.tag;
}
