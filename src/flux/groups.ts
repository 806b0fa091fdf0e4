/** API groups of Flux and its operator, without version. */
export const GROUP = {
  source: "source.toolkit.fluxcd.io",
  kustomize: "kustomize.toolkit.fluxcd.io",
  helm: "helm.toolkit.fluxcd.io",
  notification: "notification.toolkit.fluxcd.io",
  instance: "fluxcd.controlplane.io",
} as const;

/** True for the groups of Flux, its operator and its extensions, such as `infra.contrib.fluxcd.io`. */
export function isFluxGroup(group: string): boolean {
  return group === GROUP.instance || group.endsWith(".fluxcd.io");
}
