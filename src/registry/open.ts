import { setTimeout } from "node:timers/promises";
import type { Address } from "./address.ts";
import type { Credential } from "./credential.ts";
import { DEFAULT_TIMEOUT, MAX_TIME } from "./limits.ts";
import type { Repository } from "./registry.ts";
import { RemoteRepository } from "./remote.ts";
import { originOf, type Reach, Requests } from "./requests.ts";
import { SignIn } from "./sign-in.ts";
import { type Route, Transport } from "./transport.ts";

/** How one repository is read. */
export interface OpenOptions {
  /** Left out: anonymous. */
  credential?: Credential | undefined;
  route?: Route;
  /** `spec.insecure`. */
  insecure?: boolean;
  /** Of one request, in milliseconds. */
  timeout?: number;
}

/** Registries of one run: they share connections. Close it at the end. */
export class Registries {
  readonly #transport: Transport;
  readonly #origins = new Map<string, Promise<string>>();
  readonly #said = new Set<string>();
  readonly #say: (line: string) => void;
  readonly #sleep: Reach["sleep"];

  /** @param say is told, once each, to which other hosts credentials go */
  constructor(
    env: Readonly<Record<string, string | undefined>>,
    say: (line: string) => void,
    sleep: Reach["sleep"] = (time) => setTimeout(time),
  ) {
    this.#transport = new Transport(env);
    this.#say = say;
    this.#sleep = sleep;
  }

  /** Opens a repository. @throws RegistryError if nothing answers there */
  async open(address: Address, options: OpenOptions = {}): Promise<Repository> {
    const { credential, route = {}, insecure = false, timeout = DEFAULT_TIMEOUT } = options;
    const reach: Reach = {
      transport: this.#transport,
      route,
      timeout: Math.min(timeout, MAX_TIME),
      insecure,
      sleep: this.#sleep,
    };
    const origin = await this.#origin(address.host, reach);
    const signIn = new SignIn({ origin, path: address.path, credential, say: (line) => this.#once(line) });
    return new RemoteRepository(address, origin, new Requests(origin, signIn, reach));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #origin(host: string, reach: Reach): Promise<string> {
    const key = JSON.stringify([host, reach.insecure, reach.route, reach.timeout]);
    const known = this.#origins.get(key) ?? originOf(host, reach);
    this.#origins.set(key, known);
    return known;
  }

  #once(line: string): void {
    if (this.#said.has(line)) return;
    this.#said.add(line);
    this.#say(line);
  }
}
