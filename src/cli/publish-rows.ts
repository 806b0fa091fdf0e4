import { join } from "node:path";
import { ownerOf as ownerOfUrl } from "../config/git-url.ts";
import type { Config } from "../config/types.ts";
import { shownPath } from "../core/area.ts";
import type { Plan } from "../core/plan.ts";
import { hasVariable } from "../core/variables.ts";
import { readSmallText } from "../io/read.ts";
import { type Artifact, sharedTag, withMemory } from "../publish/artifacts.ts";
import { ARTIFACTS_FILE, parseArtifacts } from "../publish/artifacts-file.ts";
import { artifactsOf, type Planned } from "../publish/from-plan.ts";
import type { Analysis } from "../run.ts";
import { UsageError } from "./exit.ts";
import { regularFile } from "./publish-files.ts";

/**
 * What has to be published: what the plan needs, and what was written before and is read still.
 * @throws UsageError for a file of rows that cannot be used, and for what no row and no Git source tells
 */
export function readRows(analysis: Analysis, plan: Plan): Planned {
  const { scanned, graph } = analysis;
  const planned = artifactsOf(plan.publish);
  const file = join(scanned.root, ARTIFACTS_FILE);
  const text = regularFile(file, ARTIFACTS_FILE) ? readSmallText(file) : undefined;
  const remembered = text === undefined ? [] : parseArtifacts(text);
  if ("error" in remembered) throw new UsageError(remembered.error);
  const read = new Set(graph.existing.flatMap(({ url }) => url ?? []));
  // A chart may be read through a HelmRepository, which names no chart.
  const isRead = (artifact: string) =>
    read.has(artifact) ||
    isDeclaredElsewhere(artifact, analysis.config) ||
    remembered.some((one) => one.artifact === artifact && one.kind === "chart");
  const artifacts = withMemory(planned.artifacts, remembered, isRead);
  const shared = sharedTag(artifacts);
  if (shared !== undefined) throw new UsageError(shared);
  refuseUnknown(analysis, artifacts, plan);
  return { artifacts, open: planned.open };
}

/** What another repository declares is read where nobody can look; a decision for it is what stays after a migration. */
function isDeclaredElsewhere(artifact: string, { sources, charts, declareIn }: Config): boolean {
  return (
    sources.some((one) => one.url === artifact || (one.url === undefined && one.declareIn?.elsewhere)) ||
    charts.some((one) => one.url === artifact) ||
    declareIn.some(({ place }) => place.elsewhere)
  );
}

/** An artifact of ours that is read, and of which nobody knows how it is made, would never be published again. */
function refuseUnknown(
  { graph, scanned, config, origin }: Analysis,
  artifacts: readonly Artifact[],
  plan: Plan,
): void {
  const known = new Set([...artifacts, ...plan.publish].map(({ artifact }) => artifact));
  const owner = (origin && ownerOfUrl(origin))?.split("/")[1]?.toLowerCase();
  for (const { url, manifest, namespace, name } of graph.existing) {
    if (url === undefined || hasVariable(url) || known.has(url)) continue;
    const [host, first] = url.replace(/^oci:\/\//, "").split("/");
    const registry = config.registry?.url;
    const isOurs = registry
      ? url.startsWith(`${registry}/`)
      : owner !== undefined && host === "ghcr.io" && first === owner;
    if (isOurs)
      throw new UsageError(
        `${shownPath(manifest.document.file, scanned.area)}:${manifest.document.line}: OCIRepository ${namespace}/${name} reads ${url}, and neither ${ARTIFACTS_FILE} nor a Git source tells how it is made; add an artifact with its git, path and rows to ${ARTIFACTS_FILE}`,
      );
  }
}
