/** Objects of small clusters, as text. */

/** A GitRepository; more lines of its spec may follow. */
export function source(name: string, spec = ""): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 1m
  url: https://github.com/acme/${name}
${spec}`;
}

/** A Kustomization that reads the repository of the cluster; more lines of its spec may follow. */
export function kustomization(name: string, path: string, spec = ""): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  path: ${path}
  sourceRef: { kind: GitRepository, name: flux-system }
${spec}`;
}

/** What `flux bootstrap` writes into gotk-sync.yaml. */
export function sync(path: string): string {
  return `${source("flux-system")}---\n${kustomization("flux-system", path)}`;
}
