import { basename, join, normalize } from "../core/paths.ts";
import { itemsAt, textAt, type YamlNode } from "../core/tree.ts";

const CHART = ["spec", "chart", "spec"] as const;

/** The values files of a release: the list, and the single one of old versions. */
export function valuesFiles(release: YamlNode): string[] {
  const single = textAt(release, [...CHART, "valuesFile"]);
  const listed = itemsAt(release, [...CHART, "valuesFiles"]).map((one) => textAt(one) ?? "?");
  return single === undefined ? listed : [...listed, single];
}

/**
 * The chart's own values.yaml, which a package holds anyway: paths count from the root of the source.
 * @param chart directory of the chart
 */
export function isOwnValues(file: string, chart: string): boolean {
  return basename(file) === "values.yaml" && normalize(file) === join(chart, "values.yaml");
}

/** What a release merges instead of the chart's own values.yaml, as one text; empty where it is just that. */
export function mergedValues(release: YamlNode, chart: string): string {
  const files = valuesFiles(release);
  return files.every((file) => isOwnValues(file, chart))
    ? ""
    : files.map((one) => normalize(one) ?? one).join(", ");
}
