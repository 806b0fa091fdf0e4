/** The YAML report of `git2oci build`: for reading, and input of nothing. */
import { Document, isScalar, Scalar, visit } from "yaml";
import type { Data } from "../../build/node.ts";
import { oneLine, visible } from "../colour.ts";
import type { BuildReport } from "./model.ts";

type ClusterReport = BuildReport["clusters"][number];
type ObjectReport = ClusterReport["objects"][number];
type Id = ObjectReport["appliedBy"];
type Located = { reason: string; file: string | null; line: number | null; column: number | null };

/**
 * The objects of each cluster as YAML documents; everything else that is known stands in comments, with numbers
 * for what could not be built.
 */
export function buildYaml(report: BuildReport): string {
  const parts = report.clusters.map((cluster) => clusterText(cluster, report.at));
  const skipped = report.skipped.map(({ file, reason }) => comment(`${file} was not read: ${reason}`));
  if (skipped.length > 0) parts.push(skipped.join(""));
  return parts.length > 0 ? parts.join("\n") : comment("nothing here is built by kustomize or Flux");
}

function clusterText(cluster: ClusterReport, at: string | null): string {
  const head = comment(at === null ? nameOf(cluster) : `kustomize build ${at}`);
  const failures = cluster.deliveries.flatMap(({ by, directory, failure }) =>
    failure ? comment(`${deliveryText(by, directory)} does not build today: ${located(failure)}`) : [],
  );
  const gaps = cluster.gaps.map((gap, i) =>
    comment(`[${i + 1}] ${gap.effect === "adds" ? "may get more" : "not known"}: ${located(gap)}`),
  );
  return [head, ...new Set(failures), ...gaps, ...cluster.objects.map(objectText)].join("");
}

function nameOf({ path, key }: ClusterReport): string {
  return path === null ? `applied by hand: ${key.replace(/^\?/, "") || "."}` : `cluster ${path}`;
}

/** `clusters/prod`, or the Kustomization that applies another directory. */
function deliveryText(by: Id, directory: string | null): string {
  if (!by) return directory ?? "what is applied by hand";
  return directory === null ? idText(by) : `${directory}, which ${idText(by)} applies,`;
}

function objectText({ appliedBy, file, line, gaps, value }: ObjectReport): string {
  const by = appliedBy ? `applied by ${idText(appliedBy)}` : "applied by hand";
  const from = file === null ? "no file" : `${file}:${line}`;
  const doubts = gaps.length === 0 ? "" : `; not sure because of ${gaps.map((i) => `[${i + 1}]`).join(", ")}`;
  return `---\n${comment(`${by}, from ${from}${doubts}`)}${printed(value)}`;
}

function idText({ kind, namespace, name }: NonNullable<Id>): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

function located({ reason, file, line, column }: Located): string {
  return file === null ? reason : `${reason} (${file}:${line}:${column})`;
}

function comment(text: string): string {
  return `# ${oneLine(text)}\n`;
}

/** A value as YAML that readers of 1.1 and 1.2 read alike, with nothing in it that acts on a terminal. */
function printed(value: Data): string {
  // Texts that two values share are texts, and no aliases.
  const document = new Document(value, { aliasDuplicateObjects: false, compat: "yaml-1.1" });
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === "string" && visible(node.value) !== node.value)
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return visible(document.toString({ lineWidth: 0 }));
}
