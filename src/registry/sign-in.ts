import { isLoopback, shownUrl } from "./address.ts";
import { type Challenge, challengesIn } from "./challenge.ts";
import { type Credential, isRecord } from "./credential.ts";
import { MAX_PAGE_BYTES } from "./limits.ts";
import { RegistryError } from "./registry.ts";
import type { Answer, Request } from "./transport.ts";

/** How a request of the sign-in is sent. */
export type Send = (
  request: Pick<Request, "url" | "method" | "headers" | "body" | "limit">,
) => Promise<Answer>;

/** What there is to sign in with, and where. */
export interface SignInOptions {
  /** The registry, `https://host` or `http://host`. */
  origin: string;
  /** Path of the repository. */
  path: string;
  /** Undefined: anonymous. */
  credential: Credential | undefined;
  /** Is told in one line if credentials go to another host than the registry. */
  say: (line: string) => void;
}

/** Signs in to one repository of one registry, as far as the registry asks for it. */
export class SignIn {
  readonly #options: SignInOptions;
  #header: string | undefined;
  /** What the registry has got so far. */
  sent: "nothing" | "password" | "token" | "anonymous token" = "nothing";

  constructor(options: SignInOptions) {
    this.#options = options;
    const { credential } = options;
    if (credential?.kind === "bearer") this.#take(`Bearer ${credential.token}`, "token");
  }

  /** The header that goes to the registry, and nowhere else. */
  get header(): string | undefined {
    return this.#header;
  }

  /**
   * Answers a challenge.
   * @returns true if the request is worth another try
   * @throws RegistryError
   */
  async meet(answer: Answer, send: Send): Promise<boolean> {
    const challenges = challengesIn(answer.headers["www-authenticate"]);
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer) {
      // A token was taken, and is not enough: another one would say the same.
      if (bearer.parameters.get("error") === "insufficient_scope") return false;
      if (this.#options.credential?.kind === "bearer") return false;
      return this.#fetchToken(bearer, send);
    }
    const { credential } = this.#options;
    const asksBasic = challenges.some(({ scheme }) => scheme === "basic");
    if (!asksBasic || credential?.kind !== "password" || this.sent !== "nothing") return false;
    this.#take(basic(credential), "password");
    return true;
  }

  #take(header: string, sent: SignIn["sent"]): void {
    this.#header = header;
    this.sent = sent;
  }

  async #fetchToken({ parameters }: Challenge, send: Send): Promise<boolean> {
    const { credential, path } = this.#options;
    const realm = this.#realmOf(parameters.get("realm"));
    const scope = parameters.get("scope") ?? `repository:${path}:pull`;
    const service = parameters.get("service");
    const answer =
      credential?.kind === "identity"
        ? await send(exchange(realm, service, scope, credential.token))
        : await send(tokenRequest(realm, service, scope, credential));
    if (answer.status !== 200) throw this.#refused(realm, answer);
    this.#take(`Bearer ${tokenIn(realm, answer)}`, credential ? "token" : "anonymous token");
    return true;
  }

  /** Where tokens come from. Credentials go to another host only over TLS, or on this machine. */
  #realmOf(written: string | undefined): URL {
    const { origin, credential, say } = this.#options;
    const registry = new URL(origin);
    if (written === undefined || !URL.canParse(written))
      throw new RegistryError("unreachable", `${registry.host} asks for a token and names no place for it`);
    const realm = new URL(written);
    const isHttp = realm.protocol === "http:" || realm.protocol === "https:";
    const isTrusted =
      registry.protocol === "http:" && (realm.hostname === registry.hostname || isLoopback(realm.hostname));
    if (!isHttp || (realm.protocol === "http:" && !isTrusted))
      throw new RegistryError(
        "unreachable",
        `${registry.host} wants a token of ${shownUrl(realm)}, which has no TLS: nothing was sent there`,
      );
    realm.username = "";
    realm.password = "";
    if (credential && realm.host !== registry.host)
      say(`${registry.host} takes tokens of ${realm.host}: the credentials are sent there`);
    return realm;
  }

  #refused(realm: URL, { status }: Answer): RegistryError {
    const evidence = `${status} from the token endpoint ${shownUrl(realm)}`;
    const { origin, credential, path } = this.#options;
    const { host } = new URL(origin);
    const isAnswer = status >= 400 && status < 405;
    if (status === 429)
      return new RegistryError("throttled", `${host} gives no more tokens for now`, evidence);
    if (!isAnswer) return new RegistryError("unreachable", `${host} gives no token`, evidence);
    if (!credential)
      return new RegistryError(
        "not-visible",
        `${host} shows ${path} to nobody who does not sign in`,
        evidence,
      );
    if (status === 403)
      return new RegistryError("no-right", `${host} gives these credentials no token for ${path}`, evidence);
    return new RegistryError("credentials-refused", `${host} refuses the credentials`, evidence);
  }
}

function basic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** The form of a request that every registry knows: GET, with the password as Basic. */
function tokenRequest(
  realm: URL,
  service: string | undefined,
  scope: string,
  credential: Credential | undefined,
) {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope);
  const headers: Record<string, string> = { accept: "application/json" };
  if (credential?.kind === "password") headers.authorization = basic(credential);
  return { url, method: "GET" as const, headers, limit: MAX_PAGE_BYTES };
}

/** A refresh token is exchanged by a form (OAuth 2, as go-containerregistry sends it). */
function exchange(realm: URL, service: string | undefined, scope: string, token: string) {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: token,
    scope,
    client_id: "git2oci",
  });
  if (service !== undefined) form.set("service", service);
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  return { url: realm, method: "POST" as const, headers, body: form.toString(), limit: MAX_PAGE_BYTES };
}

function tokenIn(realm: URL, { body }: Answer): string {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    value = undefined;
  }
  const { token, access_token } = isRecord(value) ? value : {};
  const found = [token, access_token].find((one) => typeof one === "string" && /^[\x21-\x7e]+$/.test(one));
  if (typeof found !== "string")
    throw new RegistryError("unreachable", `${shownUrl(realm)} answers without a token`);
  return found;
}
