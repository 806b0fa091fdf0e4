import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePlan, plannedFiles } from "../../src/cli/plan-files.ts";
import { encode } from "../../src/io/decode.ts";
import { savedPlan } from "../../src/report/saved-plan.ts";
import { changesOf, planSafe } from "../../src/run.ts";
import { fleets } from "../support/fleet-arbitrary.ts";
import { configs } from "../support/fleet-decisions.ts";
import { fleetFiles } from "../support/fleet-files.ts";
import { analyseTexts } from "../support/memory-tree.ts";

const RUNS = { numRuns: 60, seed: 20_261 };

/** A made-up fleet with a plan for it: what is there, and what it shall become. */
const cases = fleets.chain((fleet) => {
  const files = fleetFiles(fleet);
  return configs.map((config) => {
    const analysis = analyseTexts(files, config);
    const changes = changesOf(planSafe(analysis), analysis);
    const bytes = new Map([...files].map(([path, text]) => [path, encode(text)]));
    const read = new Map(
      [...bytes].map(([path, one]) => [path, createHash("sha256").update(one).digest("hex")]),
    );
    return {
      bytes,
      changes,
      text: savedPlan(changes, { scanned: ".", configuration: null, read, exclude: [] }),
    };
  });
});

test("applying a saved plan gives what migrating gives", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ bytes, changes, text }) => {
      const files = plannedFiles(await parsePlan(text, "plan"), (path) => bytes.get(path));
      const plain = ({ path, after }: { path: string; after: string | undefined }) => [path, after];
      expect(files.map(plain)).toEqual(changes.map(plain));
    }),
    RUNS,
  );
});

test("one changed byte of the fleet refuses the plan", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async ({ bytes, text }, file, at, by) => {
        const paths = [...bytes.keys()];
        const path = paths[file % paths.length] ?? "";
        const changed = Uint8Array.from(bytes.get(path) ?? []);
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ by;
        const saved = await parsePlan(text, "plan");
        const apply = () => plannedFiles(saved, (one) => (one === path ? changed : bytes.get(one)));
        expect(apply).toThrow(`${path} has changed since the plan was made`);
      },
    ),
    RUNS,
  );
});

test("a plan with one character more, less or other is refused, or says the same", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), fc.constantFrom("", "x", "0", '"', "{"), async ({ text }, at, by) => {
      const place = at % text.length;
      const mutated = text.slice(0, place) + by + text.slice(place + 1);
      const same = (): boolean => {
        try {
          return JSON.stringify(JSON.parse(mutated)) === JSON.stringify(JSON.parse(text));
        } catch {
          return false;
        }
      };
      if (same()) await expect(parsePlan(mutated, "plan")).resolves.toBeDefined();
      else await expect(parsePlan(mutated, "plan")).rejects.toThrow("plan: ");
    }),
    RUNS,
  );
});
