/** How to sign in to a registry, as an entry of a docker configuration says. */
export type Credential =
  | { kind: "password"; username: string; password: string }
  /** A refresh token, which is exchanged for access tokens. */
  | { kind: "identity"; token: string }
  /** Sent as it is. */
  | { kind: "bearer"; token: string };

/** Entries of a docker configuration: key → what signs in there; undefined for an entry that signs in to nothing. */
export type AuthEntries = ReadonlyMap<string, Credential | undefined>;

/** A docker configuration that nobody can read. The message is one clause without its values. */
export class CredentialError extends Error {
  override readonly name = "CredentialError";
}

/** Reads the map `auths` of a docker configuration. @throws CredentialError */
export function authEntries(auths: unknown): AuthEntries {
  if (auths === undefined || auths === null) return new Map();
  if (!isRecord(auths)) throw new CredentialError("auths is no map");
  return new Map(Object.entries(auths).map(([key, entry]) => [key, credentialOf(key, entry)]));
}

/** `auth` wins over username and password, as go-containerregistry reads it. */
function credentialOf(key: string, entry: unknown): Credential | undefined {
  if (!isRecord(entry)) throw new CredentialError(`the entry ${JSON.stringify(key)} is no map`);
  const text = (name: string) => (typeof entry[name] === "string" ? entry[name] : "");
  if (text("registrytoken") !== "") return { kind: "bearer", token: text("registrytoken") };
  if (text("identitytoken") !== "") return { kind: "identity", token: text("identitytoken") };
  if (text("auth") !== "") return decoded(key, text("auth"));
  if (text("username") === "" && text("password") === "") return undefined;
  return { kind: "password", username: text("username"), password: text("password") };
}

function decoded(key: string, auth: string): Credential {
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(auth.replace(/[\r\n]/g, "")) && !/^=/.test(auth);
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (!isBase64 || colon === -1)
    throw new CredentialError(
      `auth of the entry ${JSON.stringify(key)} is not the base64 of <user>:<password>`,
    );
  return {
    kind: "password",
    username: text.slice(0, colon),
    password: text.slice(colon + 1).replace(/\0+$/, ""),
  };
}

/** True for a map of JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
