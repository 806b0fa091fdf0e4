import { hideCredentials } from "../core/credentials.ts";
import { goneText } from "../core/gone.ts";
import { type Graph, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Door } from "../core/neighbours.ts";
import type { Fate } from "../core/plan.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { shellWord } from "../core/wording.ts";

/**
 * What to look for behind the doors of the clusters in which a source moves: objects there may read it. Each
 * repository that a Kustomization applies is named with the command to run there, if a Git source goes; repositories
 * with one command share a line. One line is for all other places.
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
    ...repositorySteps(
      groupBy(pairs, ({ url }) => url),
      going,
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

/** One command is said once, with all repositories that it is for. */
function repositorySteps(
  byUrl: ReadonlyMap<string, readonly { door: Door }[]>,
  going: readonly SourceNode[],
): string[] {
  const repositories = [...byUrl].map(([url, pairs]) => {
    const doors = pairs.map(({ door }) => door);
    const sources = new Set(doors.flatMap((door) => goingIn(door, going)));
    const flags = new Set([...sources].map((source) => `--gone ${shellWord(goneFlag(source))}`));
    const [first] = doors.flatMap(({ location }) => location ?? []);
    const at = first ? ` (${first.file}:${first.line})` : "";
    return { command: `git2oci lint ${[...flags].join(" ")}`, shown: `${url}${at}` };
  });
  return [...groupBy(repositories, ({ command }) => command)].map(([command, list]) => {
    const where = list.map(({ shown }) => shown).join(", ");
    return list.length === 1
      ? `Run ${command} in ${where}, which a cluster applies: objects there may read what goes.`
      : `Run ${command} in each of these repositories, which clusters apply: ${where}. Objects there may read what goes.`;
  });
}

function goneFlag({ url, repository, namespace, name }: SourceNode): string {
  const known = url === undefined || repository === undefined ? undefined : hideCredentials(url);
  return goneText(known, namespace === UNKNOWN ? undefined : namespace, name);
}
