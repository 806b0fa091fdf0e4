import { createHash } from "node:crypto";
import type { FileChange } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { fileOf } from "./model.ts";

/** What a saved plan was made from, beside the files that it changes. */
export interface PlanBasis {
  /** SHA-256 of the bytes of every file that was read as part of the fleet, by path. */
  read: ReadonlyMap<string, string>;
  /** Patterns of files that were left out. */
  exclude: readonly string[];
}

/**
 * A plan as `apply` reads it: the edits of every file, and checksums of all that it was planned on. The checksum of
 * the plan itself tells an edited plan from the one that was reviewed.
 */
export function savedPlan(files: readonly FileChange[], { read, exclude }: PlanBasis): string {
  const content = {
    apiVersion: "git2oci/v1",
    kind: "Plan",
    exclude: [...exclude],
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
