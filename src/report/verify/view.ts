import { hideCredentials } from "../../core/credentials.ts";
import type { Location } from "../../core/manifest.ts";
import type { Severity } from "../../core/plan.ts";
import type { FindingRow } from "../../registry/finding.ts";
import type { Checked } from "../../verify/check.ts";
import { severityOf } from "../../verify/rows.ts";
import { refText } from "../../verify/subject.ts";
import { oneLine } from "../colour.ts";

/** What a format of verify shows: texts on one line each, without anything that signs in. */
export interface VerifyView {
  artifacts: readonly ShownArtifact[];
  counts: { good: number; wrong: number; unproven: number };
}

/** One OCIRepository, with what was found; the worst comes first. */
export interface ShownArtifact {
  namespace: string;
  name: string;
  clusters: readonly string[];
  planned: boolean;
  url: string;
  /** As Flux reads it: a tag, a range, a digest. */
  ref: string;
  /** The tag that was read, if a range decides. */
  tag: string | undefined;
  digest: string | undefined;
  revision: string | undefined;
  location: Location;
  state: "good" | "wrong" | "unproven";
  findings: readonly ShownFinding[];
}

/** One finding with how bad it is. */
export interface ShownFinding {
  row: FindingRow;
  severity: Severity;
  message: string;
  evidence: string;
  next: string;
}

/** @param shownAs the path of a file as the format shows it */
export function verifyView(checked: readonly Checked[], shownAs: (file: string) => string): VerifyView {
  const artifacts = checked.map((one) => shown(one, shownAs));
  const count = (state: ShownArtifact["state"]) => artifacts.filter((one) => one.state === state).length;
  return {
    artifacts,
    counts: { good: count("good"), wrong: count("wrong"), unproven: count("unproven") },
  };
}

/** A registry may write as much as it likes into an annotation; no command of ours is as long. */
const LONGEST = 1_000;

/** One line, without credentials. */
function safe(text: string): string {
  const line = oneLine(hideCredentials(text));
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function shown(
  { subject, digest, tag, revision, findings }: Checked,
  shownAs: (file: string) => string,
): ShownArtifact {
  const { namespace, name, clusters, planned, location, spec } = subject;
  const list = findings.map(({ row, message, evidence, next }) => ({
    row,
    severity: severityOf(row),
    message: safe(message),
    evidence: safe(evidence),
    next: safe(next),
  }));
  const has = (severity: Severity) => list.some((one) => one.severity === severity);
  return {
    namespace: safe(namespace),
    name: safe(name),
    clusters: clusters.map((key) => safe(key === "" ? "." : key)),
    planned,
    url: safe(spec.url),
    ref: safe(refText(spec)),
    tag: tag === undefined ? undefined : safe(tag),
    digest,
    revision: revision === undefined ? undefined : safe(revision),
    location: { ...location, file: shownAs(location.file) },
    state: has("error") ? "wrong" : has("warning") ? "unproven" : "good",
    findings: list,
  };
}

/** `oci://host/path:main`, or with `@` and a digest. */
export function artifactText({ url, ref }: Pick<ShownArtifact, "url" | "ref">): string {
  return ref.startsWith("sha256:")
    ? `${url}@${ref}`
    : /^[\w.-]+$/.test(ref)
      ? `${url}:${ref}`
      : `${url} ${ref}`;
}

/** All of a run in one line. */
export function countsText({ artifacts, counts: { good, wrong, unproven } }: VerifyView): string {
  const parts = [
    [good, "good"],
    [wrong, "wrong"],
    [unproven, "not proven"],
  ].filter(([number]) => number !== 0);
  const all = `${artifacts.length} ${artifacts.length === 1 ? "OCIRepository" : "OCIRepositories"}`;
  return parts.length === 0 ? `${all} to verify` : `${all}: ${parts.map((one) => one.join(" ")).join(", ")}`;
}
