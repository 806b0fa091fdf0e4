import { createHash } from "node:crypto";
import type { FileChange } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { fileOf } from "./model.ts";

/** What a saved plan was made from, beside the files that it changes. */
export interface PlanBasis {
  /** What was scanned, relative to the root: `.`, or the one file. */
  scanned: string;
  /** SHA-256 of the bytes of every file that was read as part of the fleet, by path. */
  read: ReadonlyMap<string, string>;
  /**
   * The configuration that decided, relative to the root, with the SHA-256 of its bytes; `sha256` is null where it was
   * looked for and not there. Null where none belongs to what was read.
   */
  configuration: { path: string; sha256: string | null } | null;
  /** Patterns of files that were left out. */
  exclude: readonly string[];
}

/**
 * A plan as `apply` reads it: the edits of every file, and checksums of all that it was planned on. The checksum of
 * the plan itself tells an edited plan from the one that was reviewed.
 */
export function savedPlan(
  files: readonly FileChange[],
  { scanned, read, configuration, exclude }: PlanBasis,
): string {
  const content = {
    apiVersion: "git2oci/v1",
    kind: "Plan",
    scanned,
    exclude: [...exclude],
    configuration,
    read: [...read].map(([path, sha256]) => ({ path, sha256 })).sort((a, b) => compare(a.path, b.path)),
    files: files.map(fileOf),
  };
  return `${JSON.stringify({ ...content, sha256: planSha256(content) }, null, 2)}\n`;
}

/** The checksum of a plan: of its content as compact JSON, without the checksum itself. */
export function planSha256(content: object): string {
  const { sha256: _, ...rest } = content as { sha256?: string };
  return createHash("sha256").update(JSON.stringify(rest)).digest("hex");
}
