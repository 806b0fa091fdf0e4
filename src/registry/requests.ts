import { isLoopback, shownUrl } from "./address.ts";
import { isRecord } from "./credential.ts";
import { MAX_PAGE_BYTES, MAX_REDIRECTS, MAX_RETRIES, MAX_WAIT } from "./limits.ts";
import { RegistryError } from "./registry.ts";
import type { SignIn } from "./sign-in.ts";
import { type Answer, type Request, type Route, speaksNoTls, type Transport } from "./transport.ts";

/** How a registry is reached. */
export interface Reach {
  transport: Transport;
  route: Route;
  /** Of one request, in milliseconds. */
  timeout: number;
  /** `spec.insecure`: plain HTTP where there is no TLS. On this machine that is allowed without it. */
  insecure: boolean;
  /** Waits some milliseconds. */
  sleep: (time: number) => Promise<void>;
}

/** One request to the API of a registry. */
export interface Question {
  method: "GET" | "HEAD";
  url: URL;
  accept?: string;
  limit: number;
}

/**
 * `https://host`, or `http://host` if the registry speaks no TLS and may be asked without.
 * @throws RegistryError
 */
export async function originOf(
  host: string,
  { transport, route, timeout, insecure }: Reach,
): Promise<string> {
  const secure = `https://${host}`;
  if (!insecure && !isLoopback(new URL(secure).hostname)) return secure;
  const url = new URL("/v2/", secure);
  try {
    await transport.send({ url, method: "GET", headers: {}, limit: MAX_PAGE_BYTES, timeout }, route);
  } catch (error) {
    if (speaksNoTls(error)) return `http://${host}`;
    throw error;
  }
  return secure;
}

/** Asks one registry: signs in, follows redirects, waits if it is asked to. */
export class Requests {
  readonly #reach: Reach;
  readonly #origin: string;
  readonly #signIn: SignIn;

  constructor(origin: string, signIn: SignIn, reach: Reach) {
    this.#origin = origin;
    this.#signIn = signIn;
    this.#reach = reach;
  }

  /**
   * The answer, which is a success or "not there" (404).
   * @throws RegistryError for everything else
   */
  async ask(question: Question): Promise<Answer> {
    const answer = await this.tryAsk(question);
    if (answer.status === 200 || answer.status === 404) return answer;
    throw this.refusal(answer);
  }

  /** The answer, whatever it says. @throws RegistryError if there is none */
  async tryAsk(question: Question): Promise<Answer> {
    const answer = await this.#follow(question);
    if (answer.status !== 401) return answer;
    const again = await this.#signIn.meet(answer, (request) => this.#send(request));
    return again ? this.#follow(question) : answer;
  }

  /** What an answer that is no success means, by what was sent before (publish-facts 26 and 27). */
  refusal(answer: Answer): RegistryError {
    const { host } = new URL(this.#origin);
    const { status } = answer;
    const code = errorCode(answer);
    const evidence = `${status}${code === undefined ? "" : ` ${code}`} from ${host}`;
    const { sent } = this.#signIn;
    if (status === 429)
      return new RegistryError("throttled", `${host} answers no more requests for now`, evidence);
    if (status !== 401 && status !== 403)
      return new RegistryError(
        "unreachable",
        `${host} gives no answer that says whether it is there`,
        evidence,
      );
    if (sent === "nothing" || sent === "anonymous token")
      return new RegistryError("not-visible", `${host} does not show it to who does not sign in`, evidence);
    if (sent === "password" && status === 401)
      return new RegistryError("credentials-refused", `${host} refuses the credentials`, evidence);
    return new RegistryError(
      "no-right",
      `${host} accepts the credentials, and they may not pull it`,
      evidence,
    );
  }

  /** Follows redirects by hand: what signs in goes to the registry alone. */
  async #follow({ url: first, method, accept, limit }: Question): Promise<Answer> {
    let url = first;
    for (let followed = 0; followed <= MAX_REDIRECTS; followed++) {
      const headers: Record<string, string> = accept === undefined ? {} : { accept };
      const { header } = this.#signIn;
      if (header !== undefined && url.origin === this.#origin) headers.authorization = header;
      const answer = await this.#send({ url, method, headers, limit });
      const location = answer.headers.location;
      if (answer.status < 300 || answer.status >= 400 || typeof location !== "string") return answer;
      url = this.#redirected(url, location);
    }
    throw new RegistryError(
      "unreachable",
      `${shownUrl(first)} leads from one place to the next`,
      `more than ${MAX_REDIRECTS} redirects`,
    );
  }

  #redirected(from: URL, location: string): URL {
    const broken = (why: string) =>
      new RegistryError("unreachable", `${shownUrl(from)} could not be followed: ${why}`, why);
    if (!URL.canParse(location, from.href)) throw broken("its redirect is no url");
    const to = new URL(location, from.href);
    to.username = "";
    to.password = "";
    if (to.protocol === "https:") return to;
    // Whoever speaks plain HTTP already may go on so.
    if (to.protocol === "http:" && new URL(this.#origin).protocol === "http:") return to;
    throw broken(`it leads to ${shownUrl(to)}, which has no TLS`);
  }

  async #send(request: Pick<Request, "url" | "method" | "headers" | "body" | "limit">): Promise<Answer> {
    const { transport, route, timeout, sleep } = this.#reach;
    for (let retried = 0; ; retried++) {
      const answer = await transport.send({ ...request, timeout }, route);
      if (answer.status !== 429 || retried === MAX_RETRIES) return answer;
      const wait = waitOf(answer.headers["retry-after"]);
      if (wait > MAX_WAIT) return answer;
      await sleep(wait);
    }
  }
}

/** Milliseconds that `Retry-After` asks for: seconds, or a date; a second if it says nothing. */
export function waitOf(header: string | string[] | undefined, now = Date.now()): number {
  if (typeof header !== "string") return 1_000;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 1_000 : Math.max(0, date - now);
}

/** The first code of a registry's error: `MANIFEST_UNKNOWN`. */
export function errorCode({ body }: Answer): string | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    const errors = isRecord(value) && Array.isArray(value.errors) ? value.errors : [];
    const code: unknown = errors[0]?.code;
    return typeof code === "string" && /^[A-Z_]{1,40}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
