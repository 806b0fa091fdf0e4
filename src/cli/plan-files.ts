import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { applyEdits } from "../core/edits.ts";
import { normalize } from "../core/paths.ts";
import type { FileChange } from "../core/plan.ts";
import { decode } from "../io/decode.ts";
import { byteOffsets, sha256 } from "../report/model.ts";
import { planSha256 } from "../report/saved-plan.ts";
import { UsageError } from "./exit.ts";
import { contradictionIn } from "./plan-contradiction.ts";
import { planProblem, type SavedPlan } from "./plan-schema.ts";

/** The bytes of a file of the tree, or in words what stands there instead of one; undefined where nothing does. */
export type BytesOf = (path: string) => Uint8Array | string | undefined;

/**
 * Reads the text of a saved plan.
 * @param name what to call it in messages
 * @throws UsageError for anything but a plan as it was made
 */
export async function parsePlan(text: string, name: string): Promise<SavedPlan> {
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    throw new UsageError(`${name}: is no JSON; give a file that migrate --plan-out wrote`);
  }
  const problem = await planProblem(plan);
  if (problem !== undefined) throw new UsageError(`${name}: ${problem}`);
  const saved = plan as SavedPlan;
  if (planSha256(saved) !== saved.sha256)
    throw new UsageError(`${name}: was changed after it was made; plan again, nothing was written`);
  const contradiction = contradictionIn(saved);
  if (contradiction !== undefined)
    throw new UsageError(`${name}: ${contradiction}; plan again, nothing was written`);
  return saved;
}

/**
 * What a plan makes of the files that are there now.
 * @throws UsageError for the first file that is not what the plan was made on
 */
export function plannedFiles({ files, read }: SavedPlan, bytesOf: BytesOf): FileChange[] {
  for (const { path, sha256: expected } of read) {
    const bytes = fileAt(path, bytesOf);
    if (bytes === undefined) throw changed(path, "is gone");
    if (createHash("sha256").update(bytes).digest("hex") !== expected) throw changed(path, "has changed");
  }
  return files.map((file) => planned(file, bytesOf));
}

/**
 * Refuses the plan where the configuration that decided is not what it was; `now` is its checksum, null without one.
 * @throws UsageError that names it
 */
export function checkConfiguration({ configuration }: SavedPlan, now: string | null): void {
  if (configuration === null || configuration.sha256 === now) return;
  const { path, sha256: then } = configuration;
  throw changed(path, now === null ? "is gone" : then === null ? "is new" : "has changed");
}

/** The error for a file that is not as it was. */
export function changed(path: string, what: "is gone" | "is new" | "has changed"): UsageError {
  return new UsageError(`${path} ${what} since the plan was made; plan again, nothing was written`);
}

/** @throws UsageError where something else than a file stands there */
function fileAt(path: string, bytesOf: BytesOf): Uint8Array | undefined {
  const found = bytesOf(path);
  if (typeof found !== "string") return found;
  throw new UsageError(
    `${path} is ${found}, and was none when the plan was made; plan again, nothing was written`,
  );
}

function planned(
  { path, change, sha256: sums, edits }: SavedPlan["files"][number],
  bytesOf: BytesOf,
): FileChange {
  if (isAbsolute(path) || normalize(path) !== path)
    throw new UsageError(
      `the plan names ${JSON.stringify(path)}, which is no path below the current directory`,
    );
  const bytes = fileAt(path, bytesOf);
  if (bytes !== undefined && sums.before === null) throw changed(path, "is new");
  if (bytes === undefined && sums.before !== null) throw changed(path, "is gone");
  const decoded = bytes && decode(bytes);
  if (decoded && "reason" in decoded) throw changed(path, "has changed");
  const before = decoded?.text;
  if (before !== undefined && sha256(before) !== sums.before) throw changed(path, "has changed");
  if (!areInText(edits, before ?? ""))
    throw new UsageError(
      `the plan holds edits of ${path} at places that its text does not have; plan again, nothing was written`,
    );
  // Inserts at one place stand in the plan in their order.
  const ordered = edits.map((one, i) => ({ ...one, order: String(i).padStart(8, "0") }));
  const after = change === "removed" ? undefined : applyEdits(before ?? "", ordered);
  if ((after === undefined ? null : sha256(after)) !== sums.after)
    throw new UsageError(
      `the plan does not give the text of ${path} that it promises; plan again, nothing was written`,
    );
  return { path, change, edits: [], before, after };
}

/** True if offsets lie in the text, and those of bytes are those of characters. */
function areInText(edits: SavedPlan["files"][number]["edits"], text: string): boolean {
  const bytes = byteOffsets(text);
  return edits.every(
    ({ start, end, startByte, endByte }) =>
      end <= text.length && bytes(start) === startByte && bytes(end) === endByte,
  );
}
