import { realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { shownPath } from "../core/area.ts";
import type { PlanBasis } from "../report/saved-plan.ts";
import type { Analysis } from "../run.ts";
import { filesRead } from "./files-read.ts";
import type { ConfigBasis } from "./settings.ts";

/**
 * Every file that a plan is made on, with the SHA-256 of its bytes. Take it before anybody is asked: a file that somebody
 * changes while a person answers is not what the plan was made on, and must not be saved as if it were.
 */
export function planRead({ scanned, graph }: Analysis): Map<string, string> {
  const charts = graph.sources.flatMap((source) => source.charts.flatMap((chart) => chart.facts?.file ?? []));
  return filesRead(scanned, charts);
}

/**
 * What `apply` has to find as it was: the files of the fleet, and the configuration that decided.
 * @param path what was scanned, as a person named it
 * @param read of `planRead`
 */
export function planBasis(
  path: string,
  { scanned, config }: Analysis,
  configuration: ConfigBasis | undefined,
  read: ReadonlyMap<string, string>,
): PlanBasis {
  const { area } = scanned;
  const directory = join(scanned.root, area.base);
  return {
    scanned: relative(directory, realpathSync.native(path)).replaceAll(sep, "/") || ".",
    read: new Map([...read].map(([file, sum]) => [shownPath(file, area), sum])),
    configuration: configuration
      ? {
          path: relative(directory, resolve(configuration.file)).replaceAll(sep, "/"),
          sha256: configuration.sha256,
        }
      : null,
    exclude: config.exclude,
  };
}
