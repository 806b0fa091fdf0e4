import { tmpdir } from "node:os";
import { findExecutable, run } from "../io/process.ts";
import { type AuthEntries, authEntries, type Credential, CredentialError, isRecord } from "./credential.ts";

/** A docker configuration of a person: what `docker login` writes, with programs that keep passwords. */
export interface DockerConfig {
  auths: AuthEntries;
  /** Host → name of a helper. */
  helpers: ReadonlyMap<string, string>;
  /** Name of the helper for every other host. */
  store: string | undefined;
}

/** Names of helpers; anything else could be a path. */
const HELPER = /^[a-z0-9-]+$/;

/** Key of Docker Hub in every docker configuration. */
const HUB = "https://index.docker.io/v1/";

/** Milliseconds; a helper that asks a person something is not waited for. */
const HELPER_TIMEOUT = 30_000;

/** Reads a docker configuration. @throws CredentialError */
export function readDockerConfig(text: string): DockerConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CredentialError("is no JSON");
  }
  if (!isRecord(value)) throw new CredentialError("is no map");
  const store = value.credsStore === "" ? undefined : value.credsStore;
  const helpers = Object.entries(isRecord(value.credHelpers) ? value.credHelpers : {});
  for (const [host, name] of [...helpers, ...(store === undefined ? [] : [["credsStore", store] as const])])
    if (typeof name !== "string" || !HELPER.test(name))
      throw new CredentialError(`the helper of ${JSON.stringify(host)} is not allowed; allowed: [a-z0-9-]+`);
  return {
    auths: authEntries(value.auths),
    helpers: new Map(helpers as [string, string][]),
    store: store as string | undefined,
  };
}

/**
 * What a person's login sends to a repository: the entry of the repository or of its host, else what a helper says.
 * @param name `host/path`
 * @param untrusted a directory whose programs are not run
 * @throws CredentialError for a helper that cannot be asked
 */
export async function findInDockerConfig(
  config: DockerConfig,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  untrusted: string,
): Promise<Credential | undefined> {
  const host = name.split("/", 1)[0]!;
  const keys = host === "index.docker.io" ? [HUB, host, "docker.io"] : [name, host];
  for (const key of keys) {
    const helper = config.helpers.get(key) ?? config.store;
    if (helper !== undefined) {
      const told = await ask(helper, key, env, untrusted);
      if (told) return told;
    }
    const entry = entryOf(config.auths, key);
    if (entry) return entry;
  }
  return undefined;
}

/** Old programs wrote the url of the API for the host. */
function entryOf(auths: AuthEntries, key: string): Credential | undefined {
  const bare = (one: string) => one.replace(/^https?:\/\//, "").replace(/(?:\/v[12])?\/*$/, "");
  for (const [written, entry] of auths) if (written === key || bare(written) === bare(key)) return entry;
  return undefined;
}

/** `docker-credential-<name> get`: the key on standard input, JSON on standard output, status 1 for none (publish-facts 30). */
async function ask(
  helper: string,
  key: string,
  env: Readonly<Record<string, string | undefined>>,
  untrusted: string,
): Promise<Credential | undefined> {
  const program = `docker-credential-${helper}`;
  const file = findExecutable(program, env, untrusted);
  if (file === undefined) throw new CredentialError(`${program} is not on PATH`);
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const { status, stdout } = await run(file, ["get"], {
    cwd: tmpdir(),
    env: given,
    input: key,
    timeout: HELPER_TIMEOUT,
    maxOutput: 1024 * 1024,
  });
  if (status === 1) return undefined;
  const told = status === 0 ? parsed(stdout) : undefined;
  if (told === undefined)
    throw new CredentialError(`${program} gave no credentials (status ${status ?? "none"})`);
  // The word that helpers put for a user if what they keep is a refresh token.
  return told.username === "<token>"
    ? { kind: "identity", token: told.password }
    : { kind: "password", ...told };
}

function parsed(stdout: Buffer): { username: string; password: string } | undefined {
  try {
    const value: unknown = JSON.parse(stdout.toString("utf8"));
    if (isRecord(value) && typeof value.Username === "string" && typeof value.Secret === "string")
      return { username: value.Username, password: value.Secret };
  } catch {
    // Said by whoever asked; the text may hold a password.
  }
  return undefined;
}
