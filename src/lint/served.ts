import { type FluxVersion, type Graph, UNKNOWN } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import { isFilledLater } from "../core/variables.ts";
import { API_VERSIONS, formatMinor, type Minor, NEWEST_MINOR, servedVersions } from "../flux/api-versions.ts";

/** An apiVersion that no cluster of the object takes. */
export interface Refused {
  apiVersion: string;
  /** A clause: who does not serve it. */
  by: string;
  /** The newest that all its clusters serve; undefined where there is none. */
  write: string | undefined;
  /** True where the version of Flux is a guess. */
  assumed: boolean;
  /** True for a version that is too new. */
  early: boolean;
}

/** Where nothing tells the version, only what no supported Flux serves is sure (flux-facts 1: 2.7 to 2.9). */
export const OLDEST_SUPPORTED: Minor = NEWEST_MINOR - 2;

/** The Flux of every cluster that an object reaches. */
export function targetsOf({ document }: Manifest, { contexts, flux }: Graph): FluxVersion[] {
  const scopes = new Set((contexts.get(document.file) ?? []).map(({ scope }) => scope));
  if (scopes.size === 0) scopes.add(UNKNOWN);
  return [...scopes].flatMap((scope) => flux.get(scope) ?? flux.get(UNKNOWN) ?? []);
}

/** What is wrong with an apiVersion of a kind; undefined for one that is served, and for kinds that no table knows. */
export function versionFault(
  apiVersion: string,
  kind: string,
  targets: readonly FluxVersion[],
): Refused | undefined {
  if (isFilledLater(apiVersion)) return undefined;
  const [group = ""] = apiVersion.split("/");
  const rows = API_VERSIONS.filter((row) => row.group === group && row.kinds.includes(kind));
  if (rows.length === 0) return undefined;
  const sure = targets.find((one) => !one.assumed && !serves(kind, apiVersion, one.minor));
  const supported = Array.from(
    { length: NEWEST_MINOR - OLDEST_SUPPORTED + 1 },
    (_, i) => OLDEST_SUPPORTED + i,
  );
  const guessed = targets.find(
    ({ assumed, bounded, minor }) =>
      assumed &&
      // That a fleet uses an old version says that its Flux is old, and not that the version is fine.
      [...(bounded ? [] : [minor]), ...supported].every((one) => !serves(kind, apiVersion, one)),
  );
  const target = sure ?? guessed;
  if (!target) return undefined;
  const minors = targets.map(({ minor, bounded }) => (bounded ? NEWEST_MINOR : minor));
  const [write] = servedVersions(kind, target.bounded ? NEWEST_MINOR : target.minor).filter((one) =>
    minors.every((minor) => serves(kind, one.apiVersion, minor)),
  );
  const known = rows.find((row) => `${group}/${row.version}` === apiVersion);
  const early = known !== undefined && sure !== undefined && known.first > sure.minor;
  const by = !known
    ? "no version of Flux serves"
    : sure
      ? `Flux ${formatMinor(sure.minor)} does not serve${early ? " yet" : ""} (${sure.from})`
      : `Flux serves no more since ${formatMinor((known.last ?? NEWEST_MINOR) + 1)}`;
  return { apiVersion, by, write: write?.apiVersion, assumed: sure === undefined, early };
}

function serves(kind: string, apiVersion: string, minor: Minor): boolean {
  return servedVersions(kind, minor).some((one) => one.apiVersion === apiVersion);
}
