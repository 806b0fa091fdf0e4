import type { Config } from "../config/types.ts";
import type { Reference } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import type { FileChange, Plan } from "../core/plan.ts";
import { encode } from "../io/decode.ts";
import { type Disk, nodeDisk } from "../io/disk.ts";
import type { Interrupt } from "../io/interrupt.ts";
import { NO_PROGRESS, type Progress } from "../io/progress.ts";
import { writeAll } from "../io/write.ts";
import { analyse, changesOf, plan } from "../run.ts";
import { Interrupted } from "./confirm/interrupted.ts";

/**
 * Writes all files or none.
 * @throws Interrupted where a signal stopped it, WriteError where the disk or a check did
 */
export async function writeTree(
  root: string,
  files: readonly FileChange[],
  interrupt: Interrupt,
  say: (text: string) => void,
  progress: Progress = NO_PROGRESS,
): Promise<void> {
  const bytes = (text: string | undefined) => (text === undefined ? undefined : encode(text));
  const changes = files.map(({ path, before, after }) => ({
    path,
    before: bytes(before),
    after: bytes(after),
  }));
  // Waiting until bytes are on the disk is what takes the time.
  const disk: Disk = {
    ...nodeDisk,
    create: (path, text, attributes) => {
      nodeDisk.create(path, text, attributes);
      progress.tick();
    },
  };
  progress.phase("writing files", changes.length);
  try {
    const { leftovers } = await writeAll(root, changes, disk, interrupt.signal);
    progress.done();
    for (const file of leftovers) say(`warning: could not remove the temporary file ${file}`);
  } catch (error) {
    if (interrupt.received() !== undefined) throw new Interrupted({ cause: error });
    throw error;
  } finally {
    progress.done();
  }
}

/** After writing, the tree is read again: what was accepted must leave nothing to do. */
export async function lookAgain(
  path: string,
  done: Plan,
  config: Config,
  progress: Progress = NO_PROGRESS,
): Promise<void> {
  const again = await analyse(path, config, progress).finally(() => progress.done());
  const moved = new Set(done.migrations.map((one) => one.id));
  const units = again.graph.sources.flatMap((source) => [source, ...source.charts]);
  const declined = new Map(units.filter((one) => !moved.has(one.id)).map((one) => [one, "not accepted"]));
  // Lines have moved, so a declined reference is found again by what holds it.
  const kept = new Set([...done.declined.keys()].map(holderOf));
  const references = again.graph.references.filter((one) => kept.has(holderOf(one)));
  const same = new Map(references.map((one) => [one, "declined"]));
  const [left] = changesOf(plan(again, declined, done.repairs.length > 0, same), again);
  if (left) throw new Error(`${left.path} would still change after the migration`);
}

function holderOf({ location, manifest, path }: Reference): string {
  return `${location.file} ${describe(manifest)} ${path}`;
}
