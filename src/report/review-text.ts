import { hideCredentials } from "../core/credentials.ts";
import type { OciRef } from "../core/decision.ts";
import { scopeText, UNKNOWN } from "../core/graph.ts";
import { visible } from "./colour.ts";

/** A text of a fleet made fit for a report: no credentials, and nothing invisible. */
export function shown(text: string): string {
  return visible(hideCredentials(text));
}

/** A scope for people; what no root of the tree reaches has no cluster. */
export function clusterName(scope: string): string {
  return scope === UNKNOWN ? "no known cluster" : shown(scopeText(scope));
}

/** An artifact as one writes it: `oci://host/path:tag`, `@digest`, or with the range of a semver. */
export function artifactText({ url, ref }: { url: string; ref: OciRef }): string {
  if (ref.tag !== undefined) return `${url}:${ref.tag}`;
  return ref.digest !== undefined ? `${url}@${ref.digest}` : `${url} semver ${ref.semver}`;
}
