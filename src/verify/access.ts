import { shellWord } from "../core/wording.ts";
import type { Address } from "../registry/address.ts";
import { type Credential, CredentialError } from "../registry/credential.ts";
import type { Finding, Secret } from "../registry/finding.ts";
import { clusterKeychain } from "../registry/keychain.ts";
import type { Route } from "../registry/transport.ts";
import type { Subject } from "./subject.ts";

/** What a person gave: Secrets and ServiceAccounts by `namespace/name`, and a login that may stand in for a missing one. */
export interface Given {
  secrets: ReadonlyMap<string, Secret>;
  /** Names of the imagePullSecrets of each ServiceAccount. */
  serviceAccounts: ReadonlyMap<string, readonly string[]>;
  /** `--docker-config`: what a person's own login sends. Undefined: not given. */
  own?: (name: string) => Promise<Credential | undefined>;
  /** `--anonymous`. */
  anonymous: boolean;
}

/** How an artifact is asked for. */
export interface Access {
  findings: Finding[];
  /** Undefined: it is not asked for at all, and a finding says why. */
  ask?: {
    credential: Credential | undefined;
    route: Route;
    /** False if the cluster signs in otherwise: what is refused then says nothing about the cluster. */
    asCluster: boolean;
  };
}

/** How the cluster signs in for a subject, or whatever comes nearest. */
export async function accessFor(subject: Subject, address: Address, given: Given): Promise<Access> {
  const findings: Finding[] = [];
  const route = routeOf(subject, given);
  if (Array.isArray(route)) return { findings: route };
  const { provider } = subject.spec;
  if (provider !== "generic") {
    findings.push(cloud(provider));
    return standIn(findings, address, given, route);
  }
  const { secrets, missing } = pullSecrets(subject, given);
  if (missing.length > 0) {
    findings.push(...missing.map((one) => notGiven(one.kind, one.namespace, one.name)));
    return standIn(findings, address, given, route);
  }
  if (secrets.length === 0) return { findings, ask: { credential: undefined, route, asCluster: true } };
  try {
    const keychain = clusterKeychain(secrets);
    const credential = keychain.find(address.name);
    if (credential === undefined) findings.push(unused(address, secrets, keychain.keys, keychain.unused));
    return { findings, ask: { credential, route, asCluster: true } };
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error;
    const next = `write the Secret anew: kubectl create secret docker-registry --docker-server=${address.host}`;
    return {
      findings: [
        {
          row: "credentials-unused",
          message: `Flux stops at the Secret: ${error.message}`,
          evidence: error.message,
          next,
        },
      ],
    };
  }
}

/**
 * A login of a person, if there is one; the finding that says what it stands in for is there already. A tree that says
 * `insecure` cannot make it go out without TLS, or to whoever shows any certificate.
 */
async function standIn(findings: Finding[], { name }: Address, given: Given, route: Route): Promise<Access> {
  if (given.own) {
    const { anyCertificate: _, ...checked } = route;
    const credential = await given.own(name);
    const ask = { credential, route: credential ? checked : route, asCluster: false };
    return { findings, ask };
  }
  if (given.anonymous) return { findings, ask: { credential: undefined, route, asCluster: false } };
  return { findings };
}

function cloud(provider: string): Finding {
  return {
    row: "not-checked",
    message: `the cluster signs in with its identity at ${provider}, which nothing outside of it has`,
    evidence: `spec.provider: ${provider}`,
    next: "look in the cluster: flux get sources oci -A, or flux reconcile source oci <name>",
  };
}

interface Missing {
  kind: "secret" | "serviceaccount";
  namespace: string;
  name: string;
}

/** The Secret of the object, and those of its ServiceAccount (publish-facts 29). */
function pullSecrets({ namespace, spec }: Subject, given: Given): { secrets: Secret[]; missing: Missing[] } {
  const missing: Missing[] = [];
  const names = spec.secretRef === undefined ? [] : [spec.secretRef];
  if (spec.serviceAccountName !== undefined) {
    const more = given.serviceAccounts.get(`${namespace}/${spec.serviceAccountName}`);
    if (more === undefined)
      missing.push({ kind: "serviceaccount", namespace, name: spec.serviceAccountName });
    names.push(...(more ?? []));
  }
  const secrets = names.flatMap((name) => {
    const secret = given.secrets.get(`${namespace}/${name}`);
    if (secret === undefined) missing.push({ kind: "secret", namespace, name });
    return secret ?? [];
  });
  return { secrets, missing };
}

function notGiven(kind: Missing["kind"], namespace: string, name: string): Finding {
  const what = kind === "secret" ? "Secret" : "ServiceAccount";
  const file = `${name}.json`;
  return {
    row: "not-checked",
    message: `whether the cluster may pull it: no file was given for ${what} ${namespace}/${name}`,
    evidence: `${what} ${namespace}/${name} is not here`,
    next: `kubectl -n ${shellWord(namespace)} get ${kind} ${shellWord(name)} -o json > ${shellWord(file)}, then --secret ${shellWord(`${namespace}/${name}=${file}`)}`,
  };
}

function unused(
  address: Address,
  secrets: readonly Secret[],
  keys: readonly string[],
  why: readonly string[],
): Finding {
  const names = secrets.map(({ namespace, name }) => `${namespace}/${name}`).join(", ");
  const isHub = address.host === "index.docker.io";
  const server = isHub ? "https://index.docker.io/v1/" : address.host;
  const evidence = why[0] ?? `its keys: ${keys.length === 0 ? "none" : keys.slice(0, 5).join(", ")}`;
  return {
    row: "credentials-unused",
    message: `Secret ${names} has nothing for ${address.name}, so the cluster pulls it anonymously`,
    evidence,
    next: `write the Secret with the key ${server}: kubectl create secret docker-registry --docker-server=${server}`,
  };
}

/** Certificates and proxy of the object. @returns the findings if a file for them is missing */
function routeOf({ namespace, spec }: Subject, given: Given): Route | Finding[] {
  const named = [spec.certSecretRef, spec.proxySecretRef].filter((one) => one !== undefined);
  const missing = named.filter((name) => !given.secrets.has(`${namespace}/${name}`));
  if (missing.length > 0) return missing.map((name) => notGiven("secret", namespace, name));
  const textOf = (name: string | undefined, ...keys: readonly string[]) => {
    const data = name === undefined ? undefined : given.secrets.get(`${namespace}/${name}`)?.data;
    const bytes = keys.map((key) => data?.get(key)).find((one) => one !== undefined);
    return bytes && Buffer.from(bytes).toString("utf8");
  };
  const { certSecretRef: tls, proxySecretRef: proxy } = spec;
  const [ca, cert, key] = [
    textOf(tls, "ca.crt", "caFile"),
    textOf(tls, "tls.crt", "certFile"),
    textOf(tls, "tls.key", "keyFile"),
  ];
  const address = textOf(proxy, "address")?.trim();
  if (proxy !== undefined && (address === undefined || !URL.canParse(address)))
    return [
      {
        row: "unreachable",
        message: `Secret ${namespace}/${proxy} has no address of a proxy`,
        evidence: "its key address is missing, or is no url",
        next: `give Secret ${namespace}/${proxy} the key address, such as http://proxy.example.com:3128`,
      },
    ];
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    // Flux looks at no certificate then (flux-facts, insecure).
    ...(spec.insecure && tls === undefined && { anyCertificate: true }),
    ...(address !== undefined && {
      proxy: {
        address,
        username: textOf(proxy, "username") ?? "",
        password: textOf(proxy, "password") ?? "",
      },
    }),
  };
}
