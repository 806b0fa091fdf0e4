import { realpathSync, statSync } from "node:fs";
import { basename, relative, resolve, sep } from "node:path";
import type { PlanBasis } from "../report/saved-plan.ts";
import type { Analysis } from "../run.ts";
import { filesRead } from "./files-read.ts";
import type { ConfigBasis } from "./settings.ts";

/**
 * What `apply` has to find as it was: the files of the fleet, and the configuration that decided.
 * @param path what was scanned, as a person named it
 */
export function planBasis(
  path: string,
  { scanned, graph, config }: Analysis,
  configuration: ConfigBasis | undefined,
): PlanBasis {
  const charts = graph.sources.flatMap((source) => source.charts.flatMap((chart) => chart.facts?.file ?? []));
  return {
    scanned: statSync(path).isDirectory() ? "." : basename(realpathSync.native(path)),
    read: filesRead(scanned, charts),
    configuration: configuration
      ? {
          path: relative(scanned.root, resolve(configuration.file)).replaceAll(sep, "/"),
          sha256: configuration.sha256,
        }
      : null,
    exclude: config.exclude,
  };
}
