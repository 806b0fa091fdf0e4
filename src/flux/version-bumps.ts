/** What a newer version of a kind no longer has, so that a change of apiVersion alone would lose it. */
interface Bump {
  group: string;
  kinds: readonly string[];
  /** Versions from which only the apiVersion changes, where none of the fields is there. */
  from: readonly string[];
  /** Dotted paths from the object's root; `*` stands for every item of a list. */
  gone: readonly string[];
}

const SOURCE = "source.toolkit.fluxcd.io";
const NOTIFICATION = "notification.toolkit.fluxcd.io";

/**
 * Read by comparing the fields of both versions in the CRDs (flux-facts 1). HelmRelease v2beta1 and
 * ImageUpdateAutomation v1beta1 are left out: fields of theirs got another meaning.
 */
const BUMPS: readonly Bump[] = [
  // Both have the same fields, so an older Flux takes what was written for a newer one.
  { group: SOURCE, kinds: ["OCIRepository"], from: ["v1beta2", "v1"], gone: [] },
  {
    group: SOURCE,
    kinds: ["GitRepository"],
    from: ["v1beta1", "v1beta2"],
    gone: ["spec.accessFrom", "spec.gitImplementation"],
  },
  {
    group: SOURCE,
    kinds: ["HelmChart"],
    from: ["v1beta1", "v1beta2"],
    gone: ["spec.accessFrom", "spec.valuesFile"],
  },
  { group: SOURCE, kinds: ["HelmRepository"], from: ["v1beta1", "v1beta2"], gone: [] },
  {
    group: "kustomize.toolkit.fluxcd.io",
    kinds: ["Kustomization"],
    from: ["v1beta1", "v1beta2"],
    gone: ["spec.patchesJson6902", "spec.patchesStrategicMerge", "spec.validation"],
  },
  {
    group: "helm.toolkit.fluxcd.io",
    kinds: ["HelmRelease"],
    from: ["v2beta2"],
    gone: [
      "spec.chart.spec.valuesFile",
      "spec.postRenderers.*.kustomize.patchesJson6902",
      "spec.postRenderers.*.kustomize.patchesStrategicMerge",
    ],
  },
  { group: NOTIFICATION, kinds: ["Alert"], from: ["v1beta1", "v1beta2"], gone: [] },
  { group: NOTIFICATION, kinds: ["Receiver"], from: ["v1beta1", "v1beta2"], gone: [] },
  // Templates of messages read fields that v1 has not got.
  {
    group: "image.toolkit.fluxcd.io",
    kinds: ["ImageUpdateAutomation"],
    from: ["v1beta2"],
    gone: ["spec.git.commit.messageTemplate"],
  },
];

/** Fields that a newer version has lost; undefined where the apiVersion alone is not enough whatever the fields are. */
export function goneFields(group: string, kind: string, version: string): readonly string[] | undefined {
  return BUMPS.find((one) => one.group === group && one.kinds.includes(kind) && one.from.includes(version))
    ?.gone;
}
