import { errnoText } from "./errno.ts";

/**
 * `refused`: a check said no before anything was touched. `interrupted`: the signal fired. `failed`: the disk said no.
 * In all three the tree is as it was, unless `broken` names files.
 */
export type WriteFailure = "refused" | "interrupted" | "failed";

/** Files that a failed write left in another state than before. Both lists are empty in nearly all cases. */
export interface Damage {
  /** Changed files that could not be restored, each with the file that keeps its original, if any. */
  broken: { path: string; original: string | undefined }[];
  /** Temporary files that could not be removed; absolute paths. */
  leftovers: string[];
}

/** Why nothing was written. The message is one line and names the file. */
export class WriteError extends Error {
  readonly failure: WriteFailure;
  /** The file it is about, relative to the root; undefined for an interrupt. */
  readonly path: string | undefined;
  /** Files that had been replaced already and were put back. */
  readonly restored: readonly string[];
  readonly damage: Damage;

  constructor(
    failure: WriteFailure,
    path: string | undefined,
    reason: string,
    restored: readonly string[] = [],
    damage: Damage = { broken: [], leftovers: [] },
  ) {
    super(`${reason}${outcome(restored, damage)}`);
    this.name = "WriteError";
    this.failure = failure;
    this.path = path;
    this.restored = restored;
    this.damage = damage;
  }
}

/** A check that said no. */
export function refusal(path: string, reason: string): WriteError {
  return new WriteError("refused", path, `${path} is not written: ${reason}`);
}

/** Any error on the way, told once more with what became of the tree. */
export function failure(
  error: unknown,
  path: string,
  restored: readonly string[],
  damage: Damage,
): WriteError {
  if (error instanceof Interrupted)
    return new WriteError("interrupted", undefined, "interrupted", restored, damage);
  if (error instanceof Changed)
    return new WriteError("refused", path, `${path} is not written: ${error.message}`, restored, damage);
  return new WriteError("failed", path, `cannot write ${path}: ${errnoText(error)}`, restored, damage);
}

/** Thrown inside a write when the signal has fired. */
export class Interrupted extends Error {}

/** Thrown inside a write when a file is no longer what it was. */
export class Changed extends Error {}

function outcome(restored: readonly string[], { broken, leftovers }: Damage): string {
  const parts: string[] = [];
  if (restored.length > 0) parts.push(`restored: ${restored.join(", ")}`);
  for (const { path, original } of broken)
    parts.push(
      `${path} could NOT be restored${original === undefined ? "" : `, its original is ${original}`}`,
    );
  if (leftovers.length > 0) parts.push(`please remove ${leftovers.join(", ")}`);
  if (broken.length === 0) parts.push("nothing was changed");
  return `; ${parts.join("; ")}`;
}
