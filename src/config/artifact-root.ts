import type { ArtifactTree } from "../core/artifact-tree.ts";
import type { ArtifactRoot, Decision, MigrateDecision } from "../core/decision.ts";
import type { Graph, Reference, SourceNode } from "../core/graph.ts";
import type { Location } from "../core/manifest.ts";
import { isWithin, normalize } from "../core/paths.ts";
import type { Finding } from "../core/plan.ts";
import { textAt } from "../core/tree.ts";
import { consumerProblems, mountsOf } from "./artifact-consumers.ts";
import { ignoreProblems } from "./artifact-ignores.ts";

/** Something that does not fit the new root: what and where. */
export interface Misfit {
  message: string;
  location: Location;
}

/** More would not be read; the findings name each. */
const SHOWN = 3;

/**
 * Gives a decision the directory that becomes the artifact's root, or takes the decision back: a path that leaves the
 * root finds nothing, and one that exists and is empty makes Flux prune everything (flux-facts 5.2).
 * @param path the directory, normalised; "" or undefined for the repository's own root, which changes nothing
 */
export function rootedDecision(
  source: SourceNode,
  decision: MigrateDecision,
  path: string | undefined,
  graph: Graph,
  tree: ArtifactTree | undefined,
): Decision {
  if (path === undefined || path === "") return decision;
  const consumers = consumersOf(source);
  const seen = consumers.filter((one) => mountsOf(one, graph).length > 0);
  const { above, inside } = (seen.length > 0 && tree?.sourceIgnores(path)) || {
    above: [],
    inside: undefined,
  };
  const artifact: ArtifactRoot = {
    path,
    ignoredAbove: above,
    unseen: seen.length < consumers.length || consumers.length === 0,
  };
  const misfits = [
    ...consumers.flatMap((one) => consumerProblems(one, source, path, graph, tree)),
    ...ignoreProblems(source, artifact, inside),
  ];
  return misfits.length === 0
    ? { ...decision, artifact }
    : misfit(`artifact.path ${path} does not fit`, misfits, adviceFor(consumers, path));
}

/** A decision that is taken back, with an error for each place that is in its way. */
export function misfit(what: string, misfits: readonly Misfit[], advice: string): Decision {
  const shown = misfits.slice(0, SHOWN).map(({ message }) => message);
  const more = misfits.length > SHOWN ? `; and ${misfits.length - SHOWN} more` : "";
  return {
    action: "undecided",
    reason: `undecided: ${what}: ${shown.join("; ")}${more}. ${advice}`,
    problems: misfits.map(
      ({ message, location }): Finding => ({
        rule: "artifact-root",
        severity: "error",
        message: `${what}: ${message}`,
        location,
        help: advice,
      }),
    ),
  };
}

/** The Kustomizations that would read the artifact: a root stays on Git and keeps its path. */
export function consumersOf(source: SourceNode): Reference[] {
  return source.references.filter((one) => one.row.id === "kustomization-source-ref" && !one.root);
}

/** The directory that all consumers have in common, where another entry would fit them. */
function adviceFor(consumers: readonly Reference[], path: string): string {
  const paths = consumers.map(
    ({ manifest }) => normalize((textAt(manifest.node, ["spec", "path"]) ?? "").replace(/^\/+/, "")) ?? "",
  );
  let common = paths[0] ?? "";
  while (!paths.every((one) => isWithin(one, common)))
    common = common.slice(0, Math.max(0, common.lastIndexOf("/")));
  const whole = "Leave artifact.path out and publish the whole repository";
  const fits = common !== "" && !isWithin(common, path) && !/\$\{|<<|\{\{/.test(common);
  return fits ? `${whole}, or write artifact: { path: ${common} }` : whole;
}
