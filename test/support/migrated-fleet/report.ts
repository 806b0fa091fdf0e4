/** Broken fleets, for people. */
import { createTwoFilesPatch } from "diff";
import type { FleetResult } from "./run.ts";

/** Enough to find the mistake; the rest is nearly always the same one again. */
const SHOWN = Number(process.env.SHOWN ?? 5);

/** The first broken fleets with what the program did to them; empty if there are none. */
export function reportFleets(results: readonly FleetResult[]): string {
  const bad = results.filter(({ broken }) => broken.length > 0);
  const shown = bad.slice(0, SHOWN).map(fleetText);
  const rest = bad.length - shown.length;
  return [
    ...shown,
    ...(rest > 0
      ? [
          `and ${rest} more: ${bad
            .slice(SHOWN)
            .map(({ seed }) => seed)
            .join(" ")}`,
        ]
      : []),
  ].join("\n");
}

function fleetText({ seed, broken, features, fleet, after }: FleetResult): string {
  const paths = [...new Set([...Object.keys(fleet.files), ...Object.keys(after)])].sort();
  const diffs = paths
    .filter((path) => fleet.files[path] !== after[path])
    .map((path) =>
      createTwoFilesPatch(path, path, fleet.files[path] ?? "", after[path] ?? "", "", "", { context: 2 }),
    );
  return [`seed ${seed} (${[...features].join(", ")})`, ...broken.map((one) => `  ${one}`), ...diffs].join(
    "\n",
  );
}
