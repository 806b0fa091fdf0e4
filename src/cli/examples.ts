/** What stands below the options of `git2oci --help`. */
export const EXAMPLES = `
Examples:
  git2oci scan                                         what is there, and what each source needs
  git2oci migrate --dry-run --registry oci://ghcr.io/acme
  git2oci migrate --map flux-system/fleet=oci://ghcr.io/acme/fleet:main
  git2oci build --at clusters/prod                     the Flux objects that kustomize makes there
  git2oci lint                                         in CI: 1 where Git sources are left
  git2oci lint --update-baseline                       accept what is left; from then on 1 for what is new
  kustomize build clusters/prod | git2oci scan -       one stream of manifests; never written

Exit codes: 0 done; 1 lint failed (errors, --max-warnings, --fail-on-empty), build --at does not build, verify
found or could not prove something, or --strict and something is left; 2 usage, configuration, baseline, a dirty tree or a failed write; 130 interrupted.`;
