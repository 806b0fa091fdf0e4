import { createHash } from "node:crypto";
import type { Address } from "./address.ts";
import { isRecord } from "./credential.ts";
import { descriptorsIn, isDigest } from "./descriptors.ts";
import { MAX_LAYER_BYTES, MAX_MANIFEST_BYTES, MAX_PAGE_BYTES, MAX_PAGES, MAX_TIME } from "./limits.ts";
import { nextLink } from "./links.ts";
import { type Descriptor, type Manifest, RegistryError, type Repository } from "./registry.ts";
import { errorCode, type Requests } from "./requests.ts";
import type { Answer } from "./transport.ts";

const INDEX = "application/vnd.oci.image.index.v1+json";
/** Without the types of OCI a registry answers that there is nothing (publish-facts 26). */
const MANIFESTS = [
  "application/vnd.oci.image.manifest.v1+json",
  INDEX,
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

/** A repository that is read over the network. */
export class RemoteRepository implements Repository {
  readonly name: string;
  readonly #base: string;
  readonly #origin: string;
  readonly #requests: Requests;

  constructor({ name, path }: Address, origin: string, requests: Requests) {
    this.name = name;
    this.#origin = origin;
    this.#base = `/v2/${path}`;
    this.#requests = requests;
  }

  async manifest(reference: string): Promise<Manifest | undefined> {
    const ask = (method: "GET" | "HEAD", which: string) =>
      this.#requests.tryAsk({
        method,
        url: this.#url(`/manifests/${which}`),
        accept: MANIFESTS,
        limit: MAX_MANIFEST_BYTES,
      });
    // Docker Hub counts each GET of a manifest, and no HEAD. A HEAD that fails has no reason in it.
    const head = await ask("HEAD", reference);
    if (head.status === 429) throw this.#requests.refusal(head);
    const told = head.status === 200 ? headerOf(head, "docker-content-digest") : undefined;
    const digest = isDigest(reference) ? reference : told !== undefined && isDigest(told) ? told : undefined;
    const answer = await ask("GET", digest ?? reference);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw this.#requests.refusal(answer);
    return this.#checked(answer, digest);
  }

  async blob({ digest, size }: Descriptor): Promise<Uint8Array> {
    const broken = (message: string, evidence: string) =>
      new RegistryError("broken-blob", `${message}: ${digest} of ${this.name}`, evidence);
    if (size > MAX_LAYER_BYTES)
      throw new RegistryError(
        "not-checked",
        `${digest} of ${this.name} has ${size} bytes, and no more than ${MAX_LAYER_BYTES} are looked at`,
      );
    let answer: Answer;
    try {
      answer = await this.#requests.ask({ method: "GET", url: this.#url(`/blobs/${digest}`), limit: size });
    } catch (error) {
      if (error instanceof RegistryError && error.kind === "not-checked")
        throw broken("the blob is longer than its manifest says", error.message);
      throw error;
    }
    if (answer.status === 404) throw broken("the blob is not there", `404 ${errorCode(answer) ?? ""}`.trim());
    const { body } = answer;
    if (body.length !== size)
      throw broken("the blob has another length than its manifest says", `${body.length} bytes for ${size}`);
    if (digestOf(body) !== digest) throw broken("the blob has another digest", digestOf(body));
    return body;
  }

  async tags(): Promise<readonly string[]> {
    const tags: string[] = [];
    await this.#pages("/tags/list?n=1000", undefined, (answer) => {
      if (answer.status === 404)
        throw new RegistryError(
          "artifact-missing",
          `${this.name} is not there`,
          `404 ${errorCode(answer) ?? ""} from ${this.name}`.replace("  ", " "),
        );
      const list = jsonOf(answer);
      if (!isRecord(list)) throw new RegistryError("unreachable", `${this.name} gives no list of tags`);
      if (Array.isArray(list.tags)) tags.push(...list.tags.filter((one) => typeof one === "string"));
      return true;
    });
    return tags;
  }

  async referrers(digest: string): Promise<readonly Descriptor[]> {
    const found: Descriptor[] = [];
    let isThere = true;
    await this.#pages(`/referrers/${digest}`, INDEX, (answer) => {
      const list = answer.status === 200 ? jsonOf(answer) : undefined;
      isThere = isRecord(list) && Array.isArray(list.manifests);
      found.push(...descriptorsIn(list, "manifests"));
      return isThere;
    });
    if (isThere) return found;
    // A registry without the API: tools keep the list under a tag.
    const index = await this.manifest(digest.replace(":", "-"));
    return index === undefined ? [] : descriptorsIn(index.json, "manifests");
  }

  /** Reads pages to the end. @param read is given each, and says whether it is one */
  async #pages(path: string, accept: string | undefined, read: (answer: Answer) => boolean): Promise<void> {
    const seen = new Set<string>();
    const started = performance.now();
    let url: URL | undefined = this.#url(path);
    while (url) {
      const isLong = seen.size === MAX_PAGES || performance.now() - started > MAX_TIME;
      if (seen.has(url.href) || isLong)
        throw new RegistryError(
          "not-checked",
          `${this.name} gives a list that does not end`,
          `${seen.size} pages`,
        );
      seen.add(url.href);
      const answer = await this.#requests.tryAsk({
        method: "GET",
        url,
        limit: MAX_PAGE_BYTES,
        ...(accept && { accept }),
      });
      // 400 and 405 come from registries that do not know the API.
      if (![200, 404, ...(accept === undefined ? [] : [400, 405, 501])].includes(answer.status))
        throw this.#requests.refusal(answer);
      const next: string | undefined = read(answer) ? nextLink(answer.headers.link) : undefined;
      url = next === undefined ? undefined : this.#nextPage(url, next);
    }
  }

  #nextPage(from: URL, link: string): URL {
    const next = URL.canParse(link, from.href) ? new URL(link, from.href) : undefined;
    if (next?.origin !== this.#origin || !next.pathname.startsWith(`${this.#base}/`))
      throw new RegistryError(
        "not-checked",
        `${this.name} continues its list in another place, which is not asked`,
      );
    return next;
  }

  #url(path: string): URL {
    return new URL(this.#base + path, this.#origin);
  }

  #checked(answer: Answer, wanted: string | undefined): Manifest {
    const { body } = answer;
    const digest = digestOf(body);
    const told = wanted ?? headerOf(answer, "docker-content-digest");
    if (told !== undefined && told !== digest)
      throw new RegistryError(
        "broken-blob",
        `a manifest of ${this.name} has another digest than the registry says`,
        `${digest} for ${told}`,
      );
    const json = jsonOf(answer);
    if (!isRecord(json))
      throw new RegistryError("broken-blob", `a manifest of ${this.name} is no JSON`, digest);
    const type = headerOf(answer, "content-type")?.split(";", 1)[0]?.trim();
    // Helm writes no type into the manifest (publish-facts 25).
    const mediaType = typeof json.mediaType === "string" ? json.mediaType : (type ?? "");
    return { mediaType, digest, bytes: body, json };
  }
}

/** `sha256:` and the digest of some bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function headerOf({ headers }: Answer, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : value?.[0];
}

function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
