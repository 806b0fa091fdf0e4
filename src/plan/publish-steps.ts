import { type OciRef, refEntry } from "../core/decision.ts";
import { groupBy } from "../core/group.ts";
import type { Publication } from "../core/publication.ts";
import { hasVariable } from "../core/variables.ts";
import { firstOf } from "../core/wording.ts";
import { looksLikeVersion } from "../flux/chart-versions.ts";
import { followedRef } from "../flux/translate-ref.ts";

/** One line for one artifact, however many clusters read it, and however their sources spell the repository. */
export function publishSteps(rows: readonly Publication[]): string[] {
  const artifacts = groupBy(rows, ({ artifact, to }) => `${artifact}${versionOf(to)}`);
  return [...artifacts].map(([artifact, some]) => publish(artifact, some));
}

function versionOf(ref: OciRef): string {
  const [field, value] = refEntry(ref);
  return field === "tag"
    ? `:${value}`
    : field === "digest"
      ? `@${value}`
      : ` with a tag that matches ${value}`;
}

function publish(artifact: string, rows: readonly Publication[]): string {
  // However its url is spelt: one repository is said once.
  const spellings = groupBy(
    rows,
    ({ repository, kind, path }) => `${repository}#${isChart(kind) ? path : ""}`,
  );
  const root = rows[0]?.kind === "manifests" ? rows[0].path : "";
  const contents = [...spellings.values()].flatMap(([first]) => (first ? [contentOf(first, root)] : []));
  const notes = [...new Set(rows.flatMap((one) => one.notes))];
  const note = notes.length > 0 ? ` (${notes.join("; ")})` : "";
  return rows.some(({ kind }) => isChart(kind))
    ? `Publish ${artifact}: ${contents.join(", and ")}, with helm package and helm push${moving(rows)}${note}. It must exist before the merge; a Helm upgrade runs with it.`
    : `Publish ${artifact}: ${contents.join(", and ")}${root === "" ? ", with the same paths" : " as the artifact's root"}${note}. Before the merge it must exist and hold ${held(rows)}. ${OTHERWISE}`;
}

/** Seen on real controllers: a source that is ready says nothing about what is in it. */
const OTHERWISE =
  "If another or an older artifact has that name, Flux deletes what it lacks, and everything stays Ready.";

/** What the artifact has to hold at the merge; only one that is made of this repository holds the change too. */
function held(rows: readonly Publication[]): string {
  const answers = rows.map(({ isOwn }) => isOwn);
  if (answers.includes(true)) return "this change";
  const refs = [
    ...new Set(rows.map(({ git, from }) => (git === undefined ? "its Git source" : followedRef(from ?? {})))),
  ];
  const now = `what ${firstOf(refs)} holds now`;
  return answers.includes(undefined) ? `${now}, or this change if it is made of this repository` : now;
}

/** `helm push` tags with the version of the chart and nothing else. */
function moving(rows: readonly Publication[]): string {
  const tags = rows.flatMap(({ to }) => to.tag ?? []);
  const [tag] = tags.filter((one) => !looksLikeVersion(one) && !hasVariable(one));
  return tag === undefined ? "" : `, then the tag ${tag} for it with a client of the registry`;
}

/** What an artifact has to hold, in words. */
function contentOf({ kind, path, git, repository, source }: Publication, root: string): string {
  if (isChart(kind))
    return `the chart ${path === "" ? "." : path} of ${repository === undefined ? source : git}`;
  const what = repository === undefined ? `what ${source} delivers now` : git;
  if (root !== "") return `the directory ${root} of ${what}`;
  return repository === undefined ? `${what}` : `the whole repository ${what}`;
}

function isChart(kind: Publication["kind"]): boolean {
  return kind === "chart";
}
