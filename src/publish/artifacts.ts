import type { Verify } from "../core/decision.ts";
import type { ArtifactKind } from "../core/publication.ts";

/** A Git ref, and the tag that it becomes. */
export interface ArtifactRow {
  /** `refs/heads/main`, `refs/tags/v1.2.0`, or `refs/tags/*` for every Git tag that is a version. */
  from: string;
  /** The tag; `*` for the version that the Git tag or the chart tells. */
  to: string;
  /** How clusters verify it; undefined if none does. */
  verify: Verify | undefined;
  /** Which form of cosign's signature all clusters read: those below Flux 2.8 know the old one only. */
  signature: SignatureForm;
}

/** cosign 3 attaches a bundle; cosign 2 pushed a tag that ends in `.sig`. */
export type SignatureForm = "bundle" | "sig";

/** One content of one artifact, and the refs that make it. */
export interface Artifact {
  /** Url of the Git repository; undefined if nothing here tells it. */
  git: string | undefined;
  /** Folder of the repository; `.` for its root. */
  path: string;
  /** `oci://…` without a tag. */
  artifact: string;
  kind: ArtifactKind;
  rows: ArtifactRow[];
}

/** Every Git tag that is a version. */
export const VERSIONS = "refs/tags/*";

/** Two artifacts that are one: their rows belong together. */
export function sameContent(a: Artifact, b: Artifact): boolean {
  return a.artifact === b.artifact && a.path === b.path && a.kind === b.kind;
}

/**
 * What was written before, with what a plan adds. The plan's row wins over an older one for the same tag.
 * @param isRead whether an OCIRepository of this tree reads an artifact
 */
export function withMemory(
  planned: readonly Artifact[],
  remembered: readonly Artifact[],
  isRead: (artifact: string) => boolean,
): Artifact[] {
  const merged = planned.map((one) => ({ ...one, rows: [...one.rows] }));
  for (const old of remembered) {
    const known = merged.find((one) => sameContent(one, old));
    if (known) {
      const rows = old.rows.filter(
        (row) => !known.rows.some(({ from, to }) => to === row.to || from === row.from),
      );
      known.rows.push(...rows);
    } else if (isRead(old.artifact)) merged.push(old);
  }
  const order = (one: Artifact) => `${one.artifact} ${one.path} ${one.kind}`;
  const by = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  for (const one of merged) one.rows.sort((a, b) => by(`${a.from} ${a.to}`, `${b.from} ${b.to}`));
  return merged.sort((a, b) => by(order(a), order(b)));
}

/** The first two refs that would move one tag, in words; undefined if each tag has one. */
export function sharedTag(artifacts: readonly Artifact[]): string | undefined {
  const seen = new Map<string, string>();
  for (const { artifact, git, path, kind, rows } of artifacts)
    for (const { from, to } of rows) {
      if (to === "*" || (kind === "chart" && to === "-")) continue;
      const maker = `${from} of ${git ?? "an unknown repository"}${path === "." ? "" : `, ${path}`}`;
      const other = seen.get(`${artifact}:${to}`);
      if (other !== undefined && other !== maker)
        return `${artifact}:${to} would be moved by ${other} and by ${maker}; give each a tag of its own`;
      seen.set(`${artifact}:${to}`, maker);
    }
  return undefined;
}
