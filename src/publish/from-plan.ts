import { type GitRef, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Publication } from "../core/publication.ts";
import { hasVariable } from "../core/variables.ts";
import { looksLikeVersion } from "../flux/chart-versions.ts";
import { followedRef } from "../flux/translate-ref.ts";
import { type Artifact, type ArtifactRow, VERSIONS } from "./artifacts.ts";

/** What a plan needs published, as rows; and what nobody can write a row for, with the reason. */
export interface Planned {
  artifacts: Artifact[];
  open: string[];
}

/** The rows of a plan. */
export function artifactsOf(publications: readonly Publication[]): Planned {
  const open: string[] = [];
  const contents = groupBy(publications, ({ repository, source, kind, path, artifact }) =>
    JSON.stringify([repository ?? source, kind, path, artifact]),
  );
  const artifacts = [...contents.values()].flatMap((same): Artifact[] => {
    const [{ git, path, artifact, kind, source }] = same as [Publication];
    if (hasVariable(artifact) || hasVariable(path)) {
      open.push(`${artifact} of ${git ?? source}: it has a variable; publish each of its values yourself`);
      return [];
    }
    const rows = new Map<string, ArtifactRow>();
    for (const one of same) {
      const row = rowOf(one);
      if (typeof row === "string") open.push(`${artifact} of ${git ?? source}: ${row}`);
      else {
        const known = rows.get(`${row.from} ${row.to}`);
        rows.set(`${row.from} ${row.to}`, known ? stricter(known, row) : row);
      }
    }
    return rows.size === 0
      ? []
      : [{ git, path: path === "" ? "." : path, artifact, kind, rows: [...rows.values()] }];
  });
  return { artifacts, open };
}

function rowOf({ from, to, kind, verify, minor }: Publication): ArtifactRow | string {
  const signature = minor !== undefined && minor < FIRST_WITH_BUNDLES ? "sig" : "bundle";
  const row = (ref: string, tag: string): ArtifactRow => ({ from: ref, to: tag, verify, signature });
  if (to.digest !== undefined) return "it is read by its digest, and no tag is";
  const isVersion = to.semver !== undefined || looksLikeVersion(to.tag);
  if (kind === "chart") {
    const ref = refOf(from) ?? VERSIONS;
    return ref.includes(UNKNOWN) ? unknownRef(to.tag) : row(ref, isVersion ? "*" : (to.tag ?? "*"));
  }
  if (to.semver !== undefined) return row(VERSIONS, "*");
  if (hasVariable(to.tag)) return `its tag ${to.tag} has a variable; publish each of its values yourself`;
  const ref = refOf(from);
  // A branch that was decided to become a version: the Git tag of that name makes it.
  if (isVersion && !ref?.startsWith("refs/tags/")) return row(`refs/tags/${to.tag}`, to.tag);
  return ref === undefined ? unknownRef(to.tag) : row(ref, to.tag);
}

/** source-controller 1.8 is the first that reads bundles. */
const FIRST_WITH_BUNDLES = 8;

function unknownRef(tag: string | undefined): string {
  return `nothing here tells which Git ref becomes the tag ${tag ?? "of the chart"}`;
}

function refOf(ref: GitRef | undefined): string | undefined {
  if (ref === undefined) return undefined;
  const [, kind, name] = /^(branch|tag|semver) (.+)$/.exec(followedRef(ref)) ?? [];
  if (name === undefined || hasVariable(name)) return undefined;
  if (kind === "semver") return VERSIONS;
  return `refs/${kind === "branch" ? "heads" : "tags"}/${name}`;
}

/** One tag that several clusters read: it is signed if one of them asks, in the form that the oldest reads. */
function stricter(a: ArtifactRow, b: ArtifactRow): ArtifactRow {
  return {
    ...a,
    verify: a.verify ?? b.verify,
    signature: [a, b].some(({ signature }) => signature === "sig") ? "sig" : "bundle",
  };
}
