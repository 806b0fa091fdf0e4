/**
 * How generators of classes from CRDs write what YAML writes: `cdk8s import`, `crd2pulumi`, and the package
 * `@kubernetes-models/flux-cd`. Tried on the real ones, with the CRDs of Flux 2.3 to 2.9.
 */

/** `cdk8s import` writes acronyms as words: `OCIRepository` → `OciRepository`. */
export function cdk8sClass(kind: string): string {
  return kind.replace(/[A-Z]{2,20}(?=[A-Z][a-z])/g, (run) => run[0] + run.slice(1).toLowerCase());
}

/** The member that `cdk8s import` makes of a value: `OCIRepository` → `OCI_REPOSITORY`, `aws` → `AWS`. */
export function cdk8sMember(value: string): string {
  return value
    .replaceAll("-", "_HYPHEN_")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toUpperCase();
}

/** What `crd2pulumi` calls the file of a class: `GitRepository` → `gitRepository`, `OCIRepository` → `ocirepository`. */
export function pulumiFile(kind: string): string {
  return kind.replace(/^[A-Z]{1,20}/, (run) => run.toLowerCase());
}

/** Values of enumerations in the CRDs of Flux; a member that is none of them stays unknown. */
const VALUES = [
  ...["GitRepository", "OCIRepository", "Bucket", "ExternalArtifact", "HelmRepository", "HelmChart"],
  ...["HelmRelease", "Kustomization", "ImageRepository", "ImagePolicy", "ImageUpdateAutomation"],
  ...["ConfigMap", "Secret", "ChartVersion", "Revision", "sops", "cosign", "notation", "extract", "copy"],
  ...["generic", "aws", "gcp", "azure", "github", "go-git", "libgit2"],
];

/** The value of each member whose name says it, for enumerations whose declaration is not in the tree. */
export const CDK8S_MEMBERS: ReadonlyMap<string, string> = new Map(
  VALUES.map((value) => [cdk8sMember(value), value]),
);

/** Fields that `cdk8s import` spells in another way: all of those in the CRDs of Flux. */
const CDK8S_FIELDS: readonly (readonly [written: string, field: string])[] = [
  ["matchOidcIdentity", "matchOIDCIdentity"],
  ["disableOpenApiValidation", "disableOpenAPIValidation"],
  ["skipCrDs", "skipCRDs"],
  ["issuerUrl", "issuerURL"],
];

/** The field of the CRD for a property of a generated class. */
export function cdk8sField(written: string): string {
  return CDK8S_FIELDS.find(([one]) => one === written)?.[1] ?? written;
}

/** The property of a generated class for a field of the CRD. */
export function cdk8sProperty(field: string): string {
  return CDK8S_FIELDS.find(([, one]) => one === field)?.[0] ?? field;
}

/** Fields that we write and whose values are enumerations, by kind; `*` is every item of a list. */
const ENUMERATED: Readonly<Record<string, readonly string[]>> = {
  OCIRepository: ["spec.provider", "spec.verify.provider", "spec.layerSelector.operation"],
  Kustomization: ["spec.sourceRef.kind"],
  HelmRelease: [
    "spec.chartRef.kind",
    "spec.chart.spec.sourceRef.kind",
    "spec.chart.spec.verify.provider",
    "spec.chart.spec.reconcileStrategy",
  ],
  HelmChart: ["spec.sourceRef.kind"],
  Alert: ["spec.eventSources.*.kind"],
  Receiver: ["spec.resources.*.kind"],
  ArtifactGenerator: ["spec.sources.*.kind"],
};

/** The enumeration of a field of a class that `cdk8s import` makes; undefined where its value is a plain text. */
export function cdk8sEnum(className: string, kind: string, path: readonly string[]): string | undefined {
  if (!ENUMERATED[kind]?.includes(path.join("."))) return undefined;
  const steps = path.filter((step) => step !== "*");
  return className + steps.map((step) => step.charAt(0).toUpperCase() + step.slice(1)).join("");
}
