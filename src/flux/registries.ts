import type { Provider } from "../core/decision.ts";

/** Hosts of one cloud provider's registries. */
export interface RegistryRow {
  provider: Exclude<Provider, "generic">;
  /** Matches the whole host, in lower case, without a port. */
  host: RegExp;
  what: string;
}

/**
 * Which hosts Flux accepts for which `spec.provider`; since 2.6 a host that does not fit is an error. From
 * ParseArtifactRepository in fluxcd/pkg auth/{aws,azure,gcp}/provider.go. Hosts that only the newest releases accept
 * (`amazonaws.eu`, dual-stack `on.aws`) are left out: an older controller would refuse what is written for them.
 */
const REGISTRIES: readonly RegistryRow[] = [
  {
    provider: "aws",
    host: /^\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
    what: "Amazon ECR, also GovCloud, FIPS and China",
  },
  {
    provider: "aws",
    host: /^\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.(?:sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/,
    what: "Amazon ECR in isolated partitions",
  },
  {
    provider: "aws",
    host: /^public\.ecr\.aws$/,
    what: "Amazon ECR Public; pulls also work without signing in",
  },
  {
    provider: "azure",
    host: /^.+\.azurecr\.(?:io|cn|de|us)$/,
    what: "Azure Container Registry, also sovereign clouds",
  },
  { provider: "gcp", host: /^.+-docker\.pkg\.dev$/, what: "Google Artifact Registry" },
  { provider: "gcp", host: /^(?:.+\.)?gcr\.io$/, what: "Google Container Registry" },
];

/**
 * The provider whose sign-in fits a registry host (`ghcr.io`, `acme.azurecr.io`); `generic` for all others, among them
 * hosts with a port, which Flux matches against no provider. The host must be written out: a `${VAR}` gives `generic`.
 */
export function providerOf(host: string): Provider {
  const name = host.toLowerCase();
  if (/[:${}]/.test(name)) return "generic";
  return REGISTRIES.find((row) => row.host.test(name))?.provider ?? "generic";
}

/** Hosts that the newest controllers accept as well, so that nobody is told off for them. */
const NEWEST: readonly Pick<RegistryRow, "provider" | "host">[] = [
  { provider: "aws", host: /\.amazonaws\.eu$/ },
  { provider: "aws", host: /\.on\.(?:aws|amazonwebservices\.com\.cn)$/ },
];

/** True where some release of Flux accepts the provider for a registry host, which is written out. */
export function isAccepted(provider: string, host: string): boolean {
  const name = host.toLowerCase();
  return (
    provider === "generic" ||
    providerOf(name) === provider ||
    NEWEST.some((row) => row.provider === provider && row.host.test(name))
  );
}
