import type { Address } from "../registry/address.ts";
import type { Finding } from "../registry/finding.ts";
import type { RegistryError, RegistryErrorKind } from "../registry/registry.ts";
import type { Access } from "./access.ts";
import type { Subject } from "./subject.ts";

/** What is refused to somebody who signs in otherwise than the cluster says nothing about the cluster. */
const ABOUT_LOGIN: ReadonlySet<RegistryErrorKind> = new Set([
  "not-visible",
  "credentials-refused",
  "no-right",
]);

/** What to do about each; of not-visible nobody can say which of three it is (publish-facts 27). */
const NEXT: Readonly<Record<RegistryErrorKind, (subject: Subject, address: Address) => string>> = {
  "artifact-missing": () => "publish it: run the pipeline of its Git ref (git2oci publish writes it)",
  "not-visible": ({ spec }, { name }) =>
    `publish it if it is missing; ${spec.secretRef === undefined ? "give spec.secretRef" : "mend the Secret"} if it is private; ask for the right to pull ${name} if it is not yours`,
  "credentials-refused": ({ namespace, spec }) =>
    `make a new token, and write it into Secret ${namespace}/${spec.secretRef ?? "(of its ServiceAccount)"}`,
  "no-right": (_, { name }) => `give the account of the Secret the right to pull ${name}`,
  "broken-blob": () => "publish it again under a new tag; if it stays, the registry or a proxy damages it",
  throttled: () => "wait, or sign in: registries allow more to who does",
  unreachable: () => "look at name, port, proxy and certificate; the cluster may reach it all the same",
  "not-checked": () => "look in the cluster: flux get sources oci -A",
};

/** The finding of what a registry did not tell. */
export function registryFinding(
  error: RegistryError,
  subject: Subject,
  address: Address,
  access: Access | undefined,
): Finding[] {
  const { kind, message, evidence } = error;
  const isAboutLogin = ABOUT_LOGIN.has(kind);
  if (isAboutLogin && access?.ask && !access.ask.asCluster)
    return [
      {
        row: "not-checked",
        message: `the artifact, which this login does not see: ${message}`,
        evidence,
        next: "sign in with an account that may pull it, or give the cluster's Secret with --secret",
      },
    ];
  // That it is anonymous is told already, with the reason.
  if (kind === "not-visible" && access?.findings.some(({ row }) => row === "credentials-unused")) return [];
  return [{ row: kind, message, evidence, next: NEXT[kind](subject, address) }];
}
