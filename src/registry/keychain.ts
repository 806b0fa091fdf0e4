import { type AuthEntries, authEntries, type Credential, CredentialError, isRecord } from "./credential.ts";
import type { Secret } from "./finding.ts";

/** Types of Secrets that sign in, and the key that each holds its configuration under. */
const TYPES: Readonly<Record<string, string>> = {
  "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
  "kubernetes.io/dockercfg": ".dockercfg",
};

/** What the Secrets of a cluster sign in to. */
export interface Keychain {
  /** What the cluster sends to a repository; undefined: nothing, it is anonymous there. @param name `host/path` */
  find(name: string): Credential | undefined;
  /** Keys of all Secrets, as they are compared; for people. */
  readonly keys: readonly string[];
  /** Why a Secret counts for nothing, each as a clause. */
  readonly unused: readonly string[];
}

/**
 * The keychain that source-controller makes of Secrets (publish-facts 29): only two types count, no helper is run, and
 * of the keys that fit, the one that sorts last wins.
 * @throws CredentialError for a Secret that stops Flux
 */
export function clusterKeychain(secrets: readonly Secret[]): Keychain {
  const entries = new Map<string, Credential | undefined>();
  const unused: string[] = [];
  for (const secret of secrets) {
    const { found, reason } = entriesOf(secret);
    if (reason !== undefined) unused.push(reason);
    // The first of two entries of one key wins, as it is asked first.
    for (const [key, credential] of found) if (!entries.has(keyOf(key))) entries.set(keyOf(key), credential);
  }
  const keys = [...entries.keys()].sort().reverse();
  return {
    keys,
    unused,
    find(name) {
      const key = keys.find((one) => fits(one, name));
      return key === undefined ? undefined : entries.get(key);
    },
  };
}

function entriesOf({ namespace, name, type, data }: Secret): { found: AuthEntries; reason?: string } {
  const key = TYPES[type];
  const shown = `${namespace}/${name}`;
  if (key === undefined)
    return {
      found: new Map(),
      reason: `Secret ${shown} is of type ${JSON.stringify(type)}, which Flux passes over`,
    };
  const bytes = data.get(key);
  if (bytes === undefined || bytes.length === 0)
    return { found: new Map(), reason: `Secret ${shown} has no ${key}` };
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (!isRecord(value)) throw new CredentialError("is no map");
    return { found: authEntries(key === ".dockercfg" ? value : value.auths) };
  } catch (error) {
    const why = error instanceof CredentialError ? error.message : "is no JSON";
    throw new CredentialError(`${key} of Secret ${shown}: ${why}`);
  }
}

/** A key as it is compared: without a scheme, and without `/v1/` or `/v2/` in front of its path. */
function keyOf(key: string): string {
  const bare = key.replace(/^https?:\/\//, "");
  const slash = bare.indexOf("/");
  if (slash === -1) return bare;
  const path = bare.slice(slash).replace(/^\/v[12](?=\/)/, "");
  return path === "/" ? bare.slice(0, slash) : bare.slice(0, slash) + path;
}

/** True if a key covers a repository: labels one by one, ports equal, the path a plain prefix. */
function fits(key: string, name: string): boolean {
  const [wanted, given] = [split(key), split(name)];
  return (
    wanted.port === given.port &&
    wanted.labels.length === given.labels.length &&
    given.path.startsWith(wanted.path) &&
    wanted.labels.every((label, i) => globOf(label).test(given.labels[i] ?? ""))
  );
}

function split(name: string) {
  const slash = name.indexOf("/");
  const authority = slash === -1 ? name : name.slice(0, slash);
  const [, host = "", port] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  return { labels: host.split("."), port, path: slash === -1 ? "" : name.slice(slash) };
}

/** Case counts; `*` stands for any text of one label and `?` for one character. */
function globOf(label: string): RegExp {
  const pattern = label
    .replace(/[\\^$+.()|{}[\]]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${pattern}$`, "s");
}
