/** The real kustomize and Flux, as a program that tests talk to: what our builder is held against. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Data } from "../../src/build/node.ts";
import { missingTool, ownTool } from "./own-tool.ts";

/** Longer than any build of the corpus takes, also on a busy machine. */
const PATIENCE = 120_000;

const COMMAND = ownTool("build-oracle");

/** Why there is nothing to compare with, for skipping plainly; undefined where the program is built. */
export const oracleMissing: string | undefined = missingTool("build-oracle");

/** What to build: a directory, or a Flux Kustomization, of a folder of the disk or of files given here. */
export interface OracleRequest {
  root?: string;
  files?: Readonly<Record<string, string>>;
  /** From the root; left out for a Kustomization it is that of `spec.path`. */
  dir?: string;
  kustomization?: Data;
  /** What `substituteFrom` would read from the cluster. */
  variables?: Readonly<Record<string, string>>;
  /** Leaves out all objects but those of Flux. */
  fluxOnly?: boolean;
}

/** The objects, or the error of kustomize or Flux. */
export type OracleAnswer = { objects: Data[]; error?: never } | { objects?: never; error: string };

/** True for an error that says: a remote resource or a Helm chart, which cannot be built without network. */
export function isOnline(error: string): boolean {
  return /no network for |no 'git' program on path|must specify --enable-helm/.test(error);
}

interface Job {
  request: OracleRequest;
  resolve(answer: OracleAnswer): void;
  reject(error: Error): void;
}

/** Processes of the oracle that share one queue of requests. */
export class BuildOracle {
  readonly #folder = mkdtempSync(join(tmpdir(), "git2oci-oracle-"));
  readonly #queue: Job[] = [];
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  #stopped = false;

  /** @param processes how many; without it as many as there are cores */
  constructor(processes = availableParallelism()) {
    this.#workers = Array.from({ length: processes }, () => new Worker(this.#folder));
    this.#idle = this.#workers.slice();
  }

  /** Builds; a request that ends its process or never ends is a rejection, and the next one gets a new process. */
  build(request: OracleRequest): Promise<OracleAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) return reject(new Error("the oracle was stopped"));
      this.#queue.push({ request, resolve, reject });
      const idle = this.#idle.pop();
      if (idle) void this.#work(idle);
    });
  }

  /** Ends the processes and removes what they wrote. */
  stop(): void {
    this.#stopped = true;
    for (const { reject } of this.#queue.splice(0)) reject(new Error("the oracle was stopped"));
    for (const worker of this.#workers) worker.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #work(worker: Worker): Promise<void> {
    for (let job = this.#queue.shift(); job && !this.#stopped; job = this.#queue.shift())
      await worker.run(job.request).then(job.resolve, job.reject);
    this.#idle.push(worker);
  }
}

/** One process, started when it is needed. It answers one request at a time. */
class Worker {
  readonly #folder: string;
  #process: ChildProcessByStdio<Writable, Readable, Readable> | undefined;
  #answer: ((line: string) => void) | undefined;
  #fail: ((why: string) => void) | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async run(request: OracleRequest): Promise<OracleAnswer> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const line = await new Promise<string>((resolve, reject) => {
        this.#answer = resolve;
        this.#fail = (why) => reject(new Error(`the oracle ${why}`));
        timer = setTimeout(() => {
          this.stop("did not answer in time");
        }, PATIENCE);
        this.#start().stdin.write(`${JSON.stringify(request)}\n`);
      });
      const { objects, error } = JSON.parse(line) as { objects: Data[]; error?: string };
      return error === undefined ? { objects } : { error };
    } finally {
      clearTimeout(timer);
    }
  }

  stop(why = "was stopped"): void {
    this.#fail?.(why);
    const running = this.#process;
    this.#process = undefined;
    running?.kill("SIGKILL");
  }

  #start(): ChildProcessByStdio<Writable, Readable, Readable> {
    if (this.#process) return this.#process;
    // Its own folder for temporary files, so that a killed process leaves nothing behind.
    const env = { TMPDIR: this.#folder, HOME: this.#folder };
    const started = spawn(COMMAND, { env, stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    started.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-2_000);
    });
    createInterface(started.stdout).on("line", (line) => {
      if (this.#process === started) this.#answer?.(line);
    });
    // Writing to a process that died is told by its end.
    started.stdin.on("error", () => undefined);
    started.on("error", (error) => this.#fail?.(error.message));
    started.on("close", () => {
      if (this.#process !== started) return;
      this.#process = undefined;
      this.#fail?.(`died: ${said}`);
    });
    this.#process = started;
    return started;
  }
}
