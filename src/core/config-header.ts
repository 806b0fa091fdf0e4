/** The version of git2oci.yaml that this program reads. */
export const CONFIG_VERSION = "git2oci.plugin.fluxcd.io/v1alpha1";

/** Keys that make the file a resource for kustomize, and that decide nothing. */
export const HEADER_KEYS: readonly string[] = ["apiVersion", "kind", "metadata"];

/** The lines that make the file a resource which kustomize leaves out. Any name will do. */
export const CONFIG_HEADER: readonly string[] = [
  `apiVersion: ${CONFIG_VERSION}`,
  "kind: Config",
  "metadata:",
  "  name: git2oci",
  "  annotations:",
  '    config.kubernetes.io/local-config: "true"',
];
