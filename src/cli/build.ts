import {
  buildClusters,
  buildDirectory,
  type OpenedTree,
  openForBuild,
  openTextForBuild,
} from "../build-tree.ts";
import type { Config } from "../config/types.ts";
import { formatProblem } from "../config/wording.ts";
import type { Area } from "../core/area.ts";
import { hideCredentials } from "../core/credentials.ts";
import { normalize } from "../core/paths.ts";
import { progressOn } from "../io/progress.ts";
import { openTerminal } from "../io/terminal.ts";
import { type BuildReport, buildReport } from "../report/build/model.ts";
import { tameJson } from "../report/ci-orders.ts";
import { shownIn } from "../report/in-area.ts";
import { builtWarning, configWarningAt } from "./config-header.ts";
import { EXIT, UsageError } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { checkReadable } from "./readable.ts";
import { messageLine, type Say, sayOn } from "./say.ts";
import { STDIN, standardInput } from "./session.ts";
import { type CommonOptions, settings } from "./settings.ts";

/** `git2oci build`: what kustomize and Flux make of a tree, for each cluster or for one directory; writes nothing. */
export async function build(path: string, options: CommonOptions & { at?: string }): Promise<number> {
  checkFormats(options.outputs, ["yaml", "json"], "build");
  const terminal = openTerminal(options.color === false);
  const say = sayOn(terminal, options.quiet === true);
  if (path !== STDIN) checkReadable(path);
  const { config, warnings, file } = await settings(path, options);
  for (const warning of warnings) say(`warning: ${hideCredentials(formatProblem(warning))}`);
  if (options.verbose) say(`configuration: ${file ?? "none, only flags"}`);
  if (options.at !== undefined && path !== STDIN)
    for (const line of await configWarningAt(path, config)) say(line);
  const progress = progressOn(terminal, options.quiet === true);
  let report: BuildReport;
  try {
    const tree =
      path === STDIN
        ? await openTextForBuild(await standardInput(), config)
        : await openForBuild(path, config, progress);
    report = reportOf(tree, config, path, options.at, say);
  } finally {
    progress.done();
  }
  const renderers = new Map<string, Renderer>([["json", () => tameJson(report)]]);
  if (options.outputs.some((one) => one.format === "yaml")) {
    const { buildYaml } = await import("../report/build/yaml.ts");
    renderers.set("yaml", () => buildYaml(report));
  }
  emit(options.outputs, renderers, terminal);
  const failure = options.at === undefined ? undefined : report.clusters[0]?.deliveries[0]?.failure;
  if (failure) {
    const place = failure.file === null ? "" : ` (${failure.file}:${failure.line}:${failure.column})`;
    terminal.writeErr(messageLine(`${report.at} does not build: ${failure.reason}${place}`));
  }
  await terminal.flush();
  return failure ? EXIT.failed : EXIT.done;
}

function reportOf(
  tree: OpenedTree,
  config: Config,
  path: string,
  at: string | undefined,
  say: Say,
): BuildReport {
  const { area, found } = tree;
  if (at === undefined) {
    const built = buildClusters(tree, config);
    for (const line of builtWarning(tree, built)) say(line);
    const { clusters, ...report } = buildReport(built, undefined);
    return shownIn({ ...report, clusters: insideOf(clusters, area) }, area, found.files);
  }
  const directory = directoryOf(tree, path, at);
  return shownIn(buildReport(buildDirectory(tree, directory), directory), area, found.files);
}

/** Clusters with the objects that stand in the part of the tree that was named; all if that is the whole. */
function insideOf(clusters: BuildReport["clusters"], area: Area): BuildReport["clusters"] {
  if (area.base === "") return clusters;
  const isInside = ({ file }: { file: string | null }) => file === null || area.outside(file) === undefined;
  return clusters
    .map((cluster) => ({ ...cluster, objects: cluster.objects.filter(isInside) }))
    .filter(({ objects }) => objects.length > 0);
}

/** The directory that `--at` names. @throws UsageError if the tree has none of that name */
function directoryOf(tree: OpenedTree, path: string, at: string): string {
  const shown = at === "" ? '""' : at;
  const top = path === "." ? "this directory" : path === STDIN ? "standard input" : path;
  const directory = at === "" ? undefined : normalize(at, tree.area.base);
  if (directory === undefined)
    throw new UsageError(`--at ${shown}: leads out of the tree; give a directory as a path from ${top}`);
  if (!tree.builder.files.files.isDirectory(directory))
    throw new UsageError(`--at ${shown}: no such directory; give a path from ${top}`);
  return directory;
}
