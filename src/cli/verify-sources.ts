import { join } from "node:path";
import type { Plan } from "../core/plan.ts";
import { readSmallText } from "../io/read.ts";
import { type Artifact, VERSIONS } from "../publish/artifacts.ts";
import { ARTIFACTS_FILE, parseArtifacts } from "../publish/artifacts-file.ts";
import { artifactsOf } from "../publish/from-plan.ts";
import type { Analysis } from "../run.ts";
import type { CheckOptions } from "../verify/check.ts";
import type { MadeOf } from "../verify/stale.ts";
import { UsageError } from "./exit.ts";
import { regularFile } from "./publish-files.ts";

/**
 * Tells of which ref of this repository an artifact is made: as the plan says, or as publish wrote it down. Nothing is
 * told for artifacts of other repositories, whose commits are not here, and for charts, which have versions of their own.
 * @param keyOf equal for two spellings of one url
 * @throws UsageError for a file of rows that cannot be used
 */
export function sourcesOfArtifacts(
  { scanned, origin }: Analysis,
  plan: Plan,
  keyOf: (url: string) => string | undefined,
): CheckOptions["madeOf"] {
  if (origin === undefined) return () => undefined;
  const own = keyOf(origin);
  const isOwn = ({ git, kind }: Artifact) => git !== undefined && kind === "manifests" && keyOf(git) === own;
  const artifacts = [...artifactsOf(plan.publish).artifacts, ...remembered(scanned.root)].filter(isOwn);
  return ({ spec }, tag) => {
    if (tag === undefined) return undefined;
    const rows = artifacts
      .filter(({ artifact }) => artifact === spec.url)
      .flatMap(({ path, rows }) => rows.map((row) => ({ ...row, path })));
    const row =
      rows.find(({ to }) => to === tag) ?? rows.find(({ to, from }) => to === "*" && from === VERSIONS);
    if (row === undefined) return undefined;
    const ref = row.from === VERSIONS ? `refs/tags/${tag}` : row.from;
    const made: MadeOf = { root: scanned.root, ref, path: row.path };
    return made;
  };
}

function remembered(root: string): Artifact[] {
  const file = join(root, ARTIFACTS_FILE);
  if (!regularFile(file, ARTIFACTS_FILE)) return [];
  const artifacts = parseArtifacts(readSmallText(file) ?? "");
  if ("error" in artifacts) throw new UsageError(artifacts.error);
  return artifacts;
}
