import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Disk, nodeDisk } from "./disk.ts";
import { attempt, Temporary } from "./temporary.ts";
import { Changed, type Damage, failure, Interrupted, WriteError } from "./write-error.ts";
import { checkTarget, type FileChange, sameBytes, type Target, whyChanged } from "./write-target.ts";

export { WriteError } from "./write-error.ts";
export type { FileChange } from "./write-target.ts";

/** What a finished write has to say. */
export interface Written {
  /** Temporary files that could not be removed; absolute paths, nearly always none. */
  leftovers: string[];
}

/**
 * Writes all changes or none. First every new text is put beside its target and every original gets a second name;
 * only then are the targets replaced, one rename each. When one fails, or the signal fires, those already replaced
 * are put back. Neither a full disk nor an interrupt can leave half of a migration.
 * @param signal stops the write between two files; see `onInterrupt` for one that fires on Ctrl-C.
 * @throws WriteError with one line that names the file and says what became of the tree.
 */
export async function writeAll(
  root: string,
  changes: readonly FileChange[],
  disk: Disk = nodeDisk,
  signal?: AbortSignal,
): Promise<Written> {
  const write = new Write(disk, signal);
  let current = root;
  try {
    const top = disk.real(root);
    const targets = new Map<string, Target>();
    for (const change of changes) {
      current = change.path;
      const target = checkTarget(top, change, targets, disk);
      targets.set(target.file, target);
    }
    const jobs: Job[] = [];
    for (const target of targets.values()) {
      current = target.path;
      jobs.push(await write.prepare(target));
    }
    for (const job of jobs.sort((a, b) => rank(a) - rank(b))) {
      current = job.path;
      await write.replace(job);
    }
  } catch (error) {
    throw write.undo(error, current);
  }
  return write.finish();
}

/** A target with the temporary files beside it. */
interface Job extends Target {
  /** Holds the new text; undefined where the file is deleted. */
  fresh: string | undefined;
  /** Second name (or copy) of the original; undefined where the file is added. */
  original: string | undefined;
}

/** Added files first, deleted ones last: a power cut between them then leaves no reference to what is not there yet. */
function rank({ before, after }: FileChange): number {
  return before === undefined ? 0 : after === undefined ? 2 : 1;
}

class Write {
  readonly #disk: Disk;
  readonly #signal: AbortSignal | undefined;
  readonly #temporary: Temporary;
  readonly #replaced: Job[] = [];

  constructor(disk: Disk, signal: AbortSignal | undefined) {
    this.#disk = disk;
    this.#signal = signal;
    this.#temporary = new Temporary(disk);
  }

  /** Puts the new text and the original beside the target, which is not touched. */
  async prepare(target: Target): Promise<Job> {
    await this.#pause();
    const { file, before, after, attributes } = target;
    this.#temporary.directories(target.missing);
    const fresh = after && this.#temporary.create(file, "new", after, attributes);
    return { ...target, fresh, original: before && this.#keep(target, before) };
  }

  /** The one step that others can see. What was checked first is checked again, as time has passed. */
  async replace(job: Job): Promise<void> {
    await this.#pause();
    const reason = whyChanged(job, this.#disk);
    if (reason !== undefined) throw new Changed(reason);
    // Noted before, not after: a rename over a network may report an error and yet have happened.
    this.#replaced.push(job);
    if (job.fresh === undefined) this.#disk.remove(job.file);
    else {
      this.#disk.rename(job.fresh, job.file);
      this.#temporary.release(job.fresh);
    }
  }

  finish(): Written {
    const leftovers = this.#temporary.removeFiles();
    for (const folder of new Set(this.#replaced.map(({ file }) => dirname(file)))) {
      // Some file systems cannot do this; the files themselves are safe on the disk already.
      attempt(() => this.#disk.syncDirectory(folder));
    }
    return { leftovers };
  }

  /** Puts everything back and returns the error to throw. */
  undo(error: unknown, path: string): WriteError {
    if (error instanceof WriteError) return error;
    const restored: string[] = [];
    const broken: Damage["broken"] = [];
    for (const job of this.#replaced.toReversed()) {
      const done = attempt(() => this.#restore(job));
      if (done.ok && done.value) restored.unshift(job.path);
      if (done.ok) continue;
      // The only copy of the original must outlive the cleaning up.
      if (job.original !== undefined) this.#temporary.release(job.original);
      broken.push({ path: job.path, original: job.original });
    }
    const leftovers = this.#temporary.removeFiles();
    this.#temporary.removeDirectories();
    return failure(error, path, restored, { broken, leftovers });
  }

  /**
   * Puts one target back; true where that was needed.
   * @throws Changed where somebody else has written it since: their work is not ours to overwrite.
   */
  #restore({ file, before, after, original }: Job): boolean {
    const facts = this.#disk.facts(file);
    const found = facts?.isFile ? this.#disk.read(file) : undefined;
    const holds = (bytes: Uint8Array | undefined): boolean =>
      bytes === undefined ? facts === undefined : found !== undefined && sameBytes(found, bytes);
    if (holds(before)) return false;
    if (!holds(after)) throw new Changed("it was changed again");
    if (original === undefined) this.#disk.remove(file);
    else {
      this.#disk.rename(original, file);
      this.#temporary.release(original);
    }
    return true;
  }

  #keep({ file, attributes }: Target, before: Uint8Array): string {
    try {
      return this.#temporary.link(file);
    } catch {
      return this.#temporary.create(file, "old", before, attributes);
    }
  }

  /** Lets a signal handler run, then stops where one has fired. */
  async #pause(): Promise<void> {
    await setImmediate();
    if (this.#signal?.aborted) throw new Interrupted();
  }
}
