import { hideCredentials } from "../core/credentials.ts";
import { type Graph, type Reference, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { describe } from "../core/manifest.ts";
import { PRUNE_DISABLED } from "../core/oci-object.ts";
import type { Fate, Finding, Migration, Outcome, Target } from "../core/plan.ts";
import type { Publication } from "../core/publication.ts";
import { pairOf, textAt, type YamlNode } from "../core/tree.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { firstOf } from "../core/wording.ts";
import { formatMinor, NEWEST_MINOR } from "../flux/api-versions.ts";
import { fieldAction, GIT_REPOSITORY_FIELDS } from "../flux/git-repository-fields.ts";
import { doorSteps } from "./doors.ts";
import { handApplied } from "./hand-applied.ts";
import { handEdits } from "./hand-edits.ts";
import { pushedBy } from "./interval.ts";
import { wantedElsewhere } from "./loose.ts";
import { publishSteps } from "./publish-steps.ts";
import { pulumiSteps } from "./pulumi-steps.ts";
import { restartSteps } from "./restart-steps.ts";
import { templateStep } from "./template-findings.ts";

/** Parts of a plan that the list reads. */
export interface PlanParts {
  migrations: readonly Migration[];
  outcomes: ReadonlyMap<Reference, Outcome>;
  fates: ReadonlyMap<Unit, Fate>;
  findings: readonly Finding[];
  publish: readonly Publication[];
}

/** What a person has to do before merging, most dangerous to forget first; every line stands alone. */
export function beforeMerging(graph: Graph, parts: PlanParts, active: ReadonlyMap<Unit, Target>): string[] {
  const lines = new Set<string>();
  for (const line of publishSteps(parts.publish)) lines.add(line);
  const signIns = groupBy(active, ([, target]) => access(target));
  for (const [step, readers] of signIns) lines.add(`${step}${placesOf(readers)}.`);
  for (const [unit, target] of active) for (const line of unseen(sourceOf(unit), target)) lines.add(line);
  for (const [unit] of active) for (const line of fieldSteps(sourceOf(unit))) lines.add(line);
  for (const [unit, target] of active) for (const line of controls(unit, target, graph)) lines.add(line);
  for (const [unit, target] of active)
    if (target.place.at === "elsewhere")
      lines.add(
        `Apply the ${target.kind} ${target.namespace}/${target.name} first, where ${unit.id} is made${at(sourceOf(unit))}.`,
      );
  for (const [unit, { location }] of wantedElsewhere(graph, parts.outcomes)) {
    const target = active.get(unit);
    if (target)
      lines.add(
        `Apply the ${target.kind} ${target.namespace}/${target.name} first, in every cluster that ${location.file}:${location.line} is for: its root is not in this repository.`,
      );
  }
  for (const { kind, namespace, name, place } of active.values())
    if (kind === "HelmRepository" && place.at !== "existing")
      lines.add(
        `Check that no other HelmRepository ${namespace}/${name} exists: files without a Git source are not searched for one.`,
      );
  for (const line of restartSteps(active, parts.outcomes)) lines.add(line);
  for (const line of versionSteps(graph, active.keys())) lines.add(line);
  const changes = parts.migrations.flatMap((one) => one.changes);
  for (const line of templateStep(changes)) lines.add(line);
  for (const source of new Set([...active.keys()].map(sourceOf)))
    for (const receiver of pushedBy(source))
      lines.add(
        `Let the registry or the pipeline notify Flux: ${describe(receiver.manifest)} (${receiver.location.file}:${receiver.location.line}) pushes only ${source.id}.`,
      );
  for (const line of doorSteps(graph, active.keys(), parts.fates)) lines.add(line);
  if (active.size > 0) for (const line of handEdits(parts.findings, parts.outcomes)) lines.add(line);
  for (const line of pulumiSteps(parts.fates, changes)) lines.add(line);
  for (const line of handApplied(graph, changes)) lines.add(line);
  for (const [unit, fate] of parts.fates)
    if (fate.state === "replaced" && !isChart(unit)) for (const line of leftovers(unit)) lines.add(line);
  return [...lines];
}

/** What is assumed of the Flux of clusters in which a source moves, if nothing in the tree tells it. */
function versionSteps({ flux }: Graph, moving: Iterable<Unit>): string[] {
  const scopes = [...new Set([...moving].map((unit) => sourceOf(unit).scope))].filter(
    (scope) => flux.get(scope)?.untold,
  );
  if (scopes.length === 0) return [];
  const places = scopes.map((scope) => (scope === UNKNOWN ? "what no root applies" : scopeText(scope)));
  return [
    `Check which Flux runs in ${firstOf(places.sort())}: nothing here tells, so ${formatMinor(NEWEST_MINOR)} is assumed. If it is older, say so with --flux-version.`,
  ];
}

type Readers = readonly (readonly [Unit, Target])[];

/** What nobody could look at here where the artifact gets another root than the repository has. */
function unseen(source: SourceNode, { decision: { artifact, url } }: Target): string[] {
  if (!artifact?.unseen) return [];
  const { path } = artifact;
  return [
    `Check in ${source.url === undefined ? `the repository of ${source.id}` : hideCredentials(source.url)} that ${path} alone is enough for ${url}: that its kustomization.yaml files name nothing above it (../), that every path read from it holds manifests (an empty one makes Flux prune everything), and that no .sourceignore stands above it. They could not be looked up here.`,
  ];
}

/** How the clusters get to the artifact; the places follow. */
function access({ decision: { access: given, url } }: Target): string {
  if (given.secretRef !== undefined)
    return `Create the Secret ${given.secretRef} for ${url.split("/")[2]} (type kubernetes.io/dockerconfigjson) in `;
  if (given.provider !== undefined && given.provider !== "generic")
    return `Give source-controller access to ${url} through ${given.provider}, in `;
  if (given.serviceAccountName !== undefined)
    return `Give the ServiceAccount ${given.serviceAccountName} imagePullSecrets for ${url} in `;
  if (given.anonymous) return `Make ${url} public: it is pulled without credentials in `;
  return `Make ${url} public (new packages are private on most registries), or give it a pull secret (secretRef) in `;
}

/** `namespace apps for web (clusters/a), for web (clusters/b); namespace …` */
function placesOf(readers: Readers): string {
  const namespaces = groupBy(readers, ([, { namespace }]) => namespace);
  return [...namespaces]
    .map(([namespace, inside]) => {
      const names = groupBy(inside, ([, { name }]) => name);
      const each = [...names].map(([name, clusters]) => {
        const scopes = clusters.flatMap(([unit]) => {
          const { scope } = sourceOf(unit);
          return scope === UNKNOWN ? [] : [scopeText(scope)];
        });
        return scopes.length === 0 ? name : `${name} (${scopes.join(", ")})`;
      });
      const where = namespace === UNKNOWN ? "the namespace of" : `namespace ${namespace} for`;
      return `${where} ${each.join(", ")}`;
    })
    .join("; ");
}

function fieldSteps(source: SourceNode): string[] {
  return source.declarations.flatMap((declaration) =>
    GIT_REPOSITORY_FIELDS.flatMap((row) => {
      const pair = pairOf(declaration.spec, row.field);
      if (!pair || row.before === undefined || row.field === "secretRef") return [];
      return fieldAction(row, textAt(pair.value)).silent ? [] : [`${source.id}, ${row.field}: ${row.before}`];
    }),
  );
}

function controls(unit: Unit, target: Target, graph: Graph): string[] {
  const lines = target.decision.waive.map(
    (waiver) => `${unit.id}: ${waiver} was waived; make sure that this is meant.`,
  );
  if (target.decision.verify)
    lines.push(
      `Sign ${target.decision.url} before its tag moves: ${unit.id} is verified with ${target.decision.verify.provider}.`,
    );
  for (const policy of graph.policies)
    lines.push(
      `Check ${policy.kind} ${policy.name} (${policy.location.file}:${policy.location.line}): it polices GitRepository${policy.coversOci ? " and OCIRepository" : ", not OCIRepository"}.`,
    );
  return lines;
}

/** Where nothing prunes, the Git source stays in the cluster until someone deletes it. */
function leftovers(source: SourceNode): string[] {
  const vias = source.declarations.flatMap((one) => one.contexts.flatMap((context) => context.via ?? []));
  const lazy = vias.find((via) => textAt(via.node, ["spec", "prune"]) !== "true");
  const kept = source.declarations.some((one) => isKept(one.manifest.node, ["metadata"]));
  const marking = vias.find((via) => isKept(via.node, ["spec", "commonMetadata"]));
  const [key, value] = PRUNE_DISABLED;
  const why =
    (lazy && `${describe(lazy)} does not prune`) ??
    (kept ? `it carries ${key}: ${value}` : marking && `${describe(marking)} gives it ${key}: ${value}`);
  if (why === undefined) return [];
  const namespace = source.namespace === UNKNOWN ? "<namespace>" : source.namespace;
  return [
    `After the merge: kubectl -n ${namespace} delete gitrepository ${source.name}${at(source)} (${why}).`,
  ];
}

/** kustomize-controller looks for the mark in labels and annotations, and compares its value without case. */
function isKept(node: YamlNode, path: readonly string[]): boolean {
  const [key, value] = PRUNE_DISABLED;
  return ["labels", "annotations"].some(
    (field) => textAt(node, [...path, field, key])?.toLowerCase() === value,
  );
}

function at(source: SourceNode): string {
  return source.scope === UNKNOWN ? "" : ` (${scopeText(source.scope)})`;
}
