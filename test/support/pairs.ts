import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

/** Folder of the migrations that people made by hand. */
export const PAIRS_FOLDER = join(import.meta.dirname, "../../../shared/pairs");
/** Why the pairs cannot be compared here; empty where they can. */
export const pairsMissing = existsSync(PAIRS_FOLDER)
  ? ""
  : "SKIPPED: the migrations made by hand are not here";

/** A migration made by hand, the decisions behind it, and what its person and git2oci agree on and do not. */
export interface Pair {
  name: string;
  /** Public repository, for readers. */
  repository: string;
  /** The person's decisions as git2oci.yaml. */
  config: string;
  /** Fields, as `Kind/name path`, that both write and that have to be equal. */
  same: readonly string[];
  /** Every difference, as a pattern for `Kind/name path`, with its reason. */
  differences: readonly { at: RegExp; what: string; why: string }[];
}

const radix = (name: string, extra: Pair["differences"] = []): Pair => {
  const variable = `${name.toUpperCase().replaceAll("-", "_")}_CHART_VERSION`;
  return {
    name,
    repository: "equinor/radix-flux",
    config: [
      "registry: oci://ghcr.io/equinor/radix",
      "owners: [github.com/equinor]",
      "charts:",
      `  - { source: flux-system/${name}, chart: charts/${name}, ref: { tag: "\${${variable}}" } }`,
      "",
    ].join("\n"),
    same: [
      `HelmRelease/${name} spec.chartRef`,
      `HelmRelease/${name} spec.chart`,
      `OCIRepository/${name}-chart apiVersion`,
      `OCIRepository/${name}-chart metadata`,
      `OCIRepository/${name}-chart spec.url`,
      `OCIRepository/${name}-chart spec.ref`,
    ],
    differences: [
      {
        at: /^OCIRepository\/\S+-chart spec\.layerSelector/,
        what: "`layerSelector` of the OCIRepository",
        why: "The person left it out, which works while the artifact has one layer. With a provenance file it has two, and their order is not sure, so git2oci always chooses the layer of the chart.",
      },
      {
        at: /^OCIRepository\/\S+-chart spec\.interval/,
        what: "`interval` of the OCIRepository",
        why: "The person kept the interval of the Git source. The release looked for a new chart at its own interval, as it has no `chart.spec.interval`, so git2oci writes that.",
      },
      {
        at: /^HelmRelease\/\S+ spec\.values/,
        what: "`values` of the HelmRelease",
        why: "The person moved image tags and registries into the published chart on the way. Values are nobody's source, and git2oci never touches them.",
      },
      {
        at: /^Image(?:Policy|Repository)\//,
        what: "ImagePolicy and ImageRepository",
        why: "They follow the tag of the chart instead of the image's, because the version of the chart became a variable of postBuild. A wish of the team, not part of the move.",
      },
      {
        at: /^Kustomization\/\S+ spec\.(?:postBuild|patches)/,
        what: "`postBuild` variables and patches of the Kustomizations",
        why: "The variables for branch and image went, one for the version of the chart came, with its `$imagepolicy` marker. The configuration names the variable, the values are the team's.",
      },
      {
        at: /^Kustomization\/ resources/,
        what: "`resources` of kustomization.yaml",
        why: "The person renamed gitRepo.yaml to ociRepo.yaml. git2oci never renames files: a rename hides the change in a diff.",
      },
      ...extra,
    ],
  };
};

/** The four migrations. */
export const PAIRS: readonly Pair[] = [
  radix("radix-cicd-canary"),
  radix("radix-vulnerability-scanner"),
  radix("radix-acr-cleanup"),
  {
    name: "multi-tenancy-kyverno",
    repository: "fluxcd/flux2-multi-tenancy",
    config: [
      'flux: "2.2"',
      "sources:",
      "  - source: flux-system/kyverno-controller",
      "    action: migrate",
      "    url: oci://ghcr.io/kyverno/manifests/kyverno",
      "    ref: { tag: v1.8.0 }",
      "    verify: { provider: cosign }",
      "    artifact: { path: config/release }",
      "",
    ].join("\n"),
    same: [
      "OCIRepository/kyverno-controller apiVersion",
      "OCIRepository/kyverno-controller metadata",
      "OCIRepository/kyverno-controller spec.interval",
      "OCIRepository/kyverno-controller spec.url",
      "OCIRepository/kyverno-controller spec.ref",
      "OCIRepository/kyverno-controller spec.verify",
      "Kustomization/kyverno-controller spec.sourceRef",
      "Kustomization/kyverno-controller spec.path",
    ],
    differences: [
      {
        at: /^OCIRepository\/kyverno-controller spec\.provider/,
        what: "`provider: generic`",
        why: "The person wrote the default. git2oci leaves out what is the default.",
      },
      {
        at: /^OCIRepository\/kyverno-controller spec\.ignore/,
        what: "`ignore`",
        why: "The person dropped it. git2oci translates the rules to the new root, and they select the same files as before.",
      },
    ],
  },
];

/** Every object of a tree's YAML files, by `Kind/name`, with the file where two share it. */
export function objectsOf(files: ReadonlyMap<string, Buffer | string>): Map<string, unknown> {
  const objects = new Map<string, unknown>();
  for (const [file, bytes] of files) {
    if (!/\.ya?ml$/.test(file)) continue;
    for (const document of parseAllDocuments(bytes.toString())) {
      const value = document.toJS() as { kind?: string; metadata?: { name?: string } } | null;
      if (!value?.kind) continue;
      const key = `${value.kind}/${value.metadata?.name ?? ""}`;
      objects.set(objects.has(key) ? `${key}@${file}` : key, value);
    }
  }
  return objects;
}

/** Dotted paths at which two values differ; the whole path where one side has nothing. */
export function differencesOf(a: unknown, b: unknown, path = ""): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMap(a) || !isMap(b)) return [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differencesOf(a[key], b[key], path === "" ? key : `${path}.${key}`),
  );
}
