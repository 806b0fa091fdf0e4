import { checkResult } from "../../../src/check.ts";
import type { Config } from "../../../src/config/types.ts";
import type { LintContext } from "../../../src/lint/context.ts";
import { contextOf, lintTree } from "../../../src/lint-tree.ts";
import { analyse, changesOf, plan } from "../../../src/run.ts";
import { needlesInLint } from "../../../src/scan/needles.ts";
import { type FileTree, placeTree } from "../tree-copy.ts";
import { mutantsOf, type Operator } from "./mutant.ts";

/** A fleet whose migration is good. */
export interface GoodFleet {
  name: string;
  tree: FileTree;
  config: Config;
  origin: string | undefined;
}

/** How many mutants of an operator were made and found, and those that were not. */
export interface Score {
  made: number;
  found: number;
  missed: string[];
}

/** Everything that lint, the plan or its checks say of a tree, in words without places, each as often as it is said. */
interface Said {
  words: readonly string[];
  context: LintContext;
}

async function saidOf({ config, origin }: GoodFleet, tree: FileTree): Promise<Said> {
  const analysis = await analyse(placeTree(tree, origin), config, undefined, needlesInLint);
  const { findings } = lintTree(analysis, { ...config.lint, preset: "recommended" });
  const current = plan(analysis);
  const words = [
    ...findings
      .filter(({ severity }) => severity !== "note")
      .map(({ rule, object: { scope, kind, namespace, name } }) =>
        [rule, scope, kind, namespace, name].join(" "),
      ),
    ...current.findings
      .filter(({ severity }) => severity !== "note")
      .map(({ rule, message }) => `${rule} ${message}`),
    ...analysis.decisions.errors.map(({ message }) => message),
    ...checkResult(analysis, current, changesOf(current, analysis)).map(({ text }) => text),
  ];
  return { words, context: contextOf(analysis) };
}

/** True where something is said that was not said before, or once more than before. */
function isNew(before: readonly string[], after: readonly string[]): boolean {
  const left = [...before];
  return after.some((word) => {
    const known = left.indexOf(word);
    if (known === -1) return true;
    left.splice(known, 1);
    return false;
  });
}

/**
 * Makes slips in a fleet, one at a time, and asks for each whether anybody notices.
 * @param most of one operator
 */
export async function scoreOf(
  fleet: GoodFleet,
  operators: readonly Operator[],
  most: number,
  scores: Map<string, Score>,
): Promise<void> {
  const good = await saidOf(fleet, fleet.tree);
  for (const operator of operators) {
    const score = scores.get(operator.name) ?? { made: 0, found: 0, missed: [] };
    scores.set(operator.name, score);
    for (const mutant of mutantsOf(fleet.tree, good.context, [operator]).slice(0, most)) {
      score.made++;
      const { words } = await saidOf(fleet, mutant.tree);
      if (isNew(good.words, words)) score.found++;
      else score.missed.push(`${fleet.name}: ${mutant.name}`);
    }
  }
}
