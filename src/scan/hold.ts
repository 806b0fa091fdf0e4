import { type Context, type Reference, UNKNOWN } from "../core/graph.ts";
import { describe, locate, type Manifest } from "../core/manifest.ts";
import { textAt } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import type { Objects } from "./objects.ts";

/** Adds to references what other objects of the tree say about them: the branch planner, and who names a HelmChart. */
export function holdReferences(
  references: readonly Reference[],
  objects: Objects,
  contexts: ReadonlyMap<string, readonly Context[]>,
): void {
  const planners = findPlanners(objects, contexts);
  const releases = objects.manifests.filter(isOfHelmChart);
  for (const reference of references) {
    const { row, manifest } = reference;
    if (row.id === "terraform-source-ref") {
      const planner = planners.find((one) => meet(one.scopes, reference.scopes));
      if (planner)
        reference.held = `the branch planner is used (${planner.place}), and it works only with a GitRepository`;
    }
    if (row.id === "helmchart-source-ref")
      reference.readBy = releases.filter((release) => names(release, manifest));
  }
}

interface Planner {
  place: string;
  scopes: readonly string[];
}

/**
 * Where the tofu-controller's branch planner is switched on: by values of its chart, in a HelmRelease or a file of
 * values, or by the ConfigMap that it reads (tofu-controller docs/branch-planner, charts/tofu-controller/values.yaml).
 */
function findPlanners(
  { manifests, others }: Objects,
  contexts: ReadonlyMap<string, readonly Context[]>,
): Planner[] {
  const scopesOf = (file: string) => (contexts.get(file) ?? []).map(({ scope }) => scope);
  const on = ["branchPlanner", "enabled"];
  const objects = manifests.filter(
    ({ kind, group, name, node }) =>
      (kind === "ConfigMap" && group === "" && name === "branch-planner") ||
      (group === GROUP.helm && textAt(node, ["spec", "values", ...on]) === "true"),
  );
  const values = others.filter(({ root }) => textAt(root, on) === "true");
  return [
    ...objects.map((one) => ({
      place: `${describe(one)}, ${one.document.file}:${locate(one.document, one.node).line}`,
      scopes: scopesOf(one.document.file),
    })),
    // Values are no object that a cluster applies, so who uses them is not told.
    ...values.map(({ file, line }) => ({ place: `${file}:${line}`, scopes: [UNKNOWN] })),
  ].sort((a, b) => (a.place < b.place ? -1 : 1));
}

function meet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || a.includes(UNKNOWN) || b.includes(UNKNOWN) || a.some((one) => b.includes(one));
}

function isOfHelmChart({ group, kind, node }: Manifest): boolean {
  return (
    group === GROUP.helm &&
    kind === "HelmRelease" &&
    textAt(node, ["spec", "chartRef", "kind"]) === "HelmChart"
  );
}

/** Namespaces as written: a missing one may be any. */
function names(release: Manifest, chart: Manifest): boolean {
  const namespace = textAt(release.node, ["spec", "chartRef", "namespace"]) ?? release.namespace;
  return (
    textAt(release.node, ["spec", "chartRef", "name"]) === chart.name &&
    (namespace === undefined || chart.namespace === undefined || namespace === chart.namespace)
  );
}
