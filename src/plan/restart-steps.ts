import type { Reference } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import { leavesGit, type Outcome, type Target } from "../core/plan.ts";
import { type ChartNode, isChart, type Unit } from "../core/units.ts";
import { placeText, restartPlaces } from "../core/version-places.ts";

/**
 * Releases whose pods start anew because the version of their chart gets a digest, one line a release; and charts of
 * which that cannot be told here.
 */
export function restartSteps(
  active: ReadonlyMap<Unit, Target>,
  outcomes: ReadonlyMap<Reference, Outcome>,
): string[] {
  return [...active].flatMap(([unit, { kind }]) => {
    if (!isChart(unit) || kind !== "OCIRepository") return [];
    if (!unit.facts) return [unreadStep(unit)];
    const [place, ...others] = restartPlaces(unit);
    if (!place) return [];
    const more =
      others.length === 0
        ? ""
        : ` (and ${others.length} more ${others.length === 1 ? "place" : "places"} like it)`;
    return unit.releases
      .filter((release) => leavesGit(outcomes.get(release)))
      .map(
        ({ manifest, location }) =>
          `Expect that the pods of ${describe(manifest)} (${location.file}:${location.line}) restart at the move and with each new digest of its chart: ${placeText(place)}${more}, and Flux appends the digest to the version. The feature gate DisableChartDigestTracking turns that off.`,
      );
  });
}

/** The templates of a chart from elsewhere are not here. */
function unreadStep({ id }: ChartNode): string {
  return `Look for .Chart.Version in the templates of ${id}, which are not in this repository: Flux appends +<digest> to the version. A label without replace "+" "_", a selector and volumeClaimTemplates make the upgrade fail, and a pod template restarts its pods.`;
}
