import { readFileSync } from "node:fs";
import { join } from "node:path";
import { converse, type Ending } from "../../src/cli/confirm/conversation.ts";
import type { Basis } from "../../src/cli/confirm/decided.ts";
import type { Step } from "../../src/cli/confirm/steps.ts";
import { loadConfig } from "../../src/config/load.ts";
import { type Analysis, changesOf } from "../../src/run.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { loadFixture } from "./fixture.ts";
import { analyseBytes } from "./memory-tree.ts";
import { scriptedUi } from "./scripted-ui.ts";

const CONFIG = readFileSync(join(import.meta.dirname, "../../fixtures/demo/git2oci.yaml"), "utf8");

/** The demo fleet, decided by its configuration, without a disk. */
export async function demoFleet(): Promise<Analysis> {
  const { before } = await loadFixture("demo");
  const loaded = await loadConfig(CONFIG, "git2oci.yaml", readYamlFull);
  if ("errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
  return analyseBytes(before, loaded.config);
}

/** A whole dialogue about a fleet, by keys. */
export async function dialogue(analysis: Analysis, script: readonly string[], earlier: readonly Step[] = []) {
  const basis: Basis = { analysis, declined: new Map(), repairs: true };
  const { ui, ...record } = scriptedUi(script);
  const kept: (readonly Step[])[] = [];
  const ending = await converse({ basis, steps: earlier, keep: (steps) => void kept.push(steps) }, ui);
  return { ending, kept, ...record };
}

/** Answers by question, and the files to write, of a dialogue that came to its end. */
export function result(ending: Ending) {
  if (ending === "quit") throw new Error("the dialogue was quit");
  const { state, analysis } = ending;
  return {
    answers: Object.fromEntries(state.questions.map((one) => [one.id, one.answer])),
    moved: state.plan.migrations.map((one) => one.id),
    files: changesOf(state.plan, analysis).map((one) => one.path),
    changes: changesOf(state.plan, analysis),
  };
}
