/** API groups of Flux and its operator, without version. */
export const GROUP = {
  source: "source.toolkit.fluxcd.io",
  kustomize: "kustomize.toolkit.fluxcd.io",
  helm: "helm.toolkit.fluxcd.io",
  instance: "fluxcd.controlplane.io",
} as const;
