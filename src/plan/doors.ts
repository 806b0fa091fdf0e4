import { hideCredentials } from "../core/credentials.ts";
import { goneText } from "../core/gone.ts";
import { type Graph, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Door } from "../core/neighbours.ts";
import type { Fate } from "../core/plan.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { shellWord } from "../core/wording.ts";

/**
 * What to look for behind the doors of the clusters in which a source moves: objects there may read it. One line for
 * each repository that a Kustomization applies, if a Git source goes, and one for all other places.
 */
export function doorSteps(
  { doors }: Pick<Graph, "doors">,
  moving: Iterable<Unit>,
  fates: ReadonlyMap<Unit, Fate>,
): string[] {
  const units = [...moving];
  const clusters = new Set(units.map((unit) => sourceOf(unit).cluster));
  const going = units.flatMap((unit) =>
    !isChart(unit) && fates.get(unit)?.state === "replaced" ? [sourceOf(unit)] : [],
  );
  const open = doors.filter((door) => door.clusters.some((key) => clusters.has(key)));
  const told = open.filter((door) => door.repositories.length > 0 && goingIn(door, going).length > 0);
  const pairs = told.flatMap((door) => door.repositories.map((url) => ({ url, door })));
  const left = open.length - told.length;
  const places = left === 1 ? "1 place brings" : `${left} places bring`;
  return [
    ...[...groupBy(pairs, ({ url }) => url)].map(([url, list]) =>
      repositoryStep(
        url,
        list.map(({ door }) => door),
        going,
      ),
    ),
    ...(left > 0
      ? [
          `Look for readers of the sources that move in what ${places} from elsewhere (see opens). This repository does not show those objects.`,
        ]
      : []),
  ];
}

/** Sources that go in a cluster which has the door. */
function goingIn({ clusters }: Door, going: readonly SourceNode[]): SourceNode[] {
  return going.filter(({ cluster }) => clusters.includes(cluster));
}

function repositoryStep(url: string, doors: readonly Door[], going: readonly SourceNode[]): string {
  const sources = new Set(doors.flatMap((door) => goingIn(door, going)));
  const flags = new Set([...sources].map((source) => `--gone ${shellWord(goneFlag(source))}`));
  const [first] = doors.flatMap(({ location }) => location ?? []);
  const at = first ? ` (${first.file}:${first.line})` : "";
  return `Run git2oci lint ${[...flags].join(" ")} in ${url}, which a cluster applies${at}: objects there may read what goes.`;
}

function goneFlag({ url, repository, namespace, name }: SourceNode): string {
  const known = url === undefined || repository === undefined ? undefined : hideCredentials(url);
  return goneText(known, namespace === UNKNOWN ? undefined : namespace, name);
}
