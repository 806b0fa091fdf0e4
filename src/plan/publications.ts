import { hideCredentials } from "../core/credentials.ts";
import type { Graph, Reference } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { describe } from "../core/manifest.ts";
import type { Outcome, Target } from "../core/plan.ts";
import type { ArtifactReader, Publication, PullSecret } from "../core/publication.ts";
import { readsThisRepository } from "../core/this-repository.ts";
import { textAt } from "../core/tree.ts";
import { isChart, sourceOf, type Unit, unitOf } from "../core/units.ts";

/** What somebody has to publish for these targets, one row for one content under one version. */
export function publications(
  graph: Pick<Graph, "sources">,
  active: ReadonlyMap<Unit, Target>,
  outcomes: ReadonlyMap<Reference, Outcome>,
): Publication[] {
  const isOwn = readsThisRepository(graph);
  const rows = groupBy(active, ([unit, { decision }]) => {
    const { repository, ref, id } = sourceOf(unit);
    const { url, ref: to, artifact } = decision;
    const content = isChart(unit) ? ["chart", unit.path] : ["manifests", artifact?.path ?? ""];
    return JSON.stringify([repository ?? id, ref, ...content, url, to, decision.verify]);
  });
  return [...rows.values()].map((same) => publication(same, outcomes, isOwn));
}

type Same = readonly (readonly [Unit, Target])[];

function publication(
  same: Same,
  outcomes: ReadonlyMap<Reference, Outcome>,
  isOwn: ReturnType<typeof readsThisRepository>,
): Publication {
  const [[unit, { decision }]] = same as [Same[number]];
  const source = sourceOf(unit);
  const { url, repository, ref, id } = source;
  return {
    git: url === undefined ? undefined : hideCredentials(url),
    repository,
    isOwn: isOwn(source),
    source: id,
    kind: isChart(unit) ? "chart" : "manifests",
    path: isChart(unit) ? unit.path : (decision.artifact?.path ?? ""),
    artifact: decision.url,
    from: ref,
    to: decision.ref,
    notes: [...new Set(same.flatMap(([, target]) => target.decision.notes))],
    readers: readersOf(same, outcomes),
    secrets: secretsOf(same),
    verify: same.flatMap(([, target]) => target.decision.verify ?? [])[0],
    minor: same.flatMap(([, target]) => target.minors).sort((a, b) => a - b)[0],
  };
}

function readersOf(same: Same, outcomes: ReadonlyMap<Reference, Outcome>): ArtifactReader[] {
  const references = new Set(
    same.flatMap(([unit]) =>
      (isChart(unit) ? unit.releases : unit.references).filter(
        (one) => unitOf(sourceOf(unit), one) === unit && moves(outcomes.get(one)),
      ),
    ),
  );
  return [...references].map((one) => ({
    object: describe(one.manifest),
    file: one.location.file,
    line: one.location.line,
    path: textAt(one.manifest.node, ["spec", "path"]),
  }));
}

function moves(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome.outcome !== "keep" && outcome.outcome !== "manual";
}

function secretsOf(same: Same): PullSecret[] {
  const secrets = new Map<string, PullSecret>();
  for (const [, { namespace, decision }] of same) {
    const name = decision.access.secretRef;
    secrets.set(`${namespace}/${name}`, { name, namespace });
  }
  return [...secrets.values()];
}
