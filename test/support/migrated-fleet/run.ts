/** One generated fleet: migrated by the program, and judged by the oracle. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMove, leavesGit } from "../../../src/core/plan.ts";
import { unitsOf } from "../../../src/core/units.ts";
import { changesOf, plan, planSafe } from "../../../src/run.ts";
import type { BuildOracle } from "../build-oracle.ts";
import { analyseTexts } from "../memory-tree.ts";
import { BuiltTree, type WalkedCluster, walkFleet } from "./cluster-walk.ts";
import { type Decided, decideFleet, unitKey } from "./decisions.ts";
import { generateMigratedFleet } from "./generate.ts";
import { broken, type Refused } from "./law.ts";
import type { MigratedFleet } from "./model.ts";
import { idOf, idText, mayBeSame, type PlainId, readOf } from "./plain-objects.ts";

/** What became of a fleet. */
export interface FleetResult {
  seed: number;
  /** What is not as it should be. */
  broken: string[];
  /** True if every directory and every delivery builds before. */
  builds: boolean;
  /** Why things do not build before. */
  errors: string[];
  /** References that move. */
  moved: number;
  /** True if all is decided and nothing refused. */
  complete: boolean;
  features: ReadonlySet<string>;
  fleet: MigratedFleet;
  after: Readonly<Record<string, string>>;
}

/**
 * The program's part: files with the plan carried out.
 * @param safe leaves out what a person would have to be asked about
 */
export function migrateFiles(files: Readonly<Record<string, string>>, decided: Decided, safe = false) {
  const analysis = analyseTexts(new Map(Object.entries(files)), decided.config);
  const units = unitsOf(analysis.graph).filter(decided.refuses);
  const references = analysis.graph.references.filter(decided.refusesReference);
  const refused: Refused = {
    units: new Set(units.map(unitKey)),
    readers: new Set(
      references.flatMap(({ uses = [], row }) =>
        // A GitRepository that goes takes what it includes with it.
        row.follows || row.id === "git-repository-include"
          ? []
          : uses.map(({ cluster, ...use }) => `${cluster} ${idText({ ...use, group: row.group })}`),
      ),
    ),
  };
  if (analysis.decisions.errors.length > 0)
    return { after: files, refused, moved: 0, unclear: true, changed: [] as string[] };
  const declined = new Map(units.map((unit) => [unit, "declined"]));
  const kept = new Map(references.map((one) => [one, "declined"]));
  const current = safe
    ? planSafe(analysis, declined, false, undefined, kept)
    : plan(analysis, declined, false, kept);
  const after = { ...files };
  const changes = changesOf(current, analysis);
  for (const { path, after: text } of changes)
    if (text === undefined) delete after[path];
    else after[path] = text;
  const moves = current.migrations.flatMap(({ changes: list }) =>
    list.filter(({ intent }) => isMove(intent)),
  );
  const moved = [...current.outcomes.values()].filter(leavesGit).length;
  return {
    after,
    refused,
    moved: Math.min(moves.length, moved),
    // An entry that means too many sources decides nothing; once some have moved it may.
    unclear: analysis.decisions.warnings.some(({ message }) => message.includes("decides nothing")),
    changed: changes.map(({ path }) => path),
  };
}

/** Migrates the fleet of a seed and holds the result against the law. */
export async function judgeFleet(seed: number, oracle: BuildOracle): Promise<FleetResult> {
  const fleet = generateMigratedFleet(seed);
  const decided = decideFleet(fleet);
  const folder = mkdtempSync(join(tmpdir(), "git2oci-migrated-"));
  try {
    const before = new BuiltTree(oracle, join(folder, "before"), fleet.files);
    const directories = before.directories();
    const built = Promise.all(directories.map((directory) => before.directory(directory)));
    const walked = walkFleet(fleet, before);
    const { after: files, refused, moved, changed, unclear } = migrateFiles(fleet.files, decided);
    const answers = await built;
    const clusters = await walked;
    const errors = [...answers, ...clusters.flatMap(({ deliveries }) => [...deliveries.values()])].flatMap(
      ({ error }) => error ?? [],
    );
    const builds = errors.length === 0;
    const result = {
      seed,
      builds,
      errors,
      moved,
      complete: decided.complete,
      features: fleet.features,
      fleet,
      after: files,
    };
    if (changed.length === 0) return { ...result, broken: [] };
    const after = new BuiltTree(oracle, join(folder, "after"), files);
    const then = walkFleet(fleet, after);
    const found: string[] = [];
    for (const [index, { error }] of answers.entries()) {
      const directory = directories[index]!;
      // What only a directory includes that fails today is in no build of the program's.
      if (error !== undefined || !builds) continue;
      const now = await after.directory(directory);
      if (now.error !== undefined) found.push(`${directory} fails: ${now.error.slice(0, 300)}`);
    }
    const clustersThen = await then;
    const again = migrateFiles(files, decided, true);
    // What is applied by hand may read what any other such part has got by now.
    const changedAgain = again.changed.filter((path) => !path.startsWith("lost/"));
    if (changedAgain.length > 0 && builds && !unclear && !knowsMore(clusters, clustersThen, decided))
      found.push(`a second run changes ${changedAgain.join(", ")}`);
    for (const [index, cluster] of clusters.entries())
      found.push(...broken(cluster, clustersThen[index]!, decided, refused));
    return { ...result, broken: found };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * True if a second run may do more than the first one. A source that nothing declared is declared now, so what was
 * in doubt is known; or nothing tells any more that a source was this repository; or an OCIRepository came along
 * that nothing reads yet, and Alerts may name it.
 */
function knowsMore(
  before: readonly WalkedCluster[],
  after: readonly WalkedCluster[],
  { hasRegistry, nameOf }: Decided,
): boolean {
  return after.some(({ objects }, index) => {
    const was = before[index]!.objects.map(idOf);
    const readers = objects.flatMap((object) => readOf(object) ?? []);
    const isOld = (id: PlainId) => was.some((one) => idText(one) === idText(id));
    return objects.map(idOf).some((id) => {
      const { kind, name, namespace } = id;
      if (kind !== "OCIRepository" || isOld(id)) return false;
      if (!hasRegistry && name === nameOf("fleet")) return true;
      if (!readers.some((one) => one.kind === kind && one.name === name)) return true;
      const isDeclared = was.some(
        (one) =>
          one.kind === "GitRepository" && nameOf(one.name) === name && mayBeSame(one.namespace, namespace),
      );
      return !isDeclared && !name.includes("chart");
    });
  });
}
