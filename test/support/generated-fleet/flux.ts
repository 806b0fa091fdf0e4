/** The Flux Kustomization on top of a generated tree. */
import type { Data } from "../../../src/build/node.ts";
import type { Draft } from "./kustomization.ts";
import { jsonPatch, mergeBody, target } from "./patches.ts";
import type { Random } from "./random.ts";

type Fields = Record<string, Data>;

const VALUES: Readonly<Record<string, string>> = {
  A: "main",
  B: "x: y",
  NAME: "app",
  TRUE: "true",
  NUM: "5",
  MULTI: "l1\nl2",
  EMPTY: "",
};

/** What stands for a value if variables are used. */
const USES: readonly string[] = [
  "${A}",
  '"${NUM}"',
  "${NUM}",
  "${TRUE}",
  "${UNSET:=dev}",
  "${UNSET:-dev}",
  "${UNSET}",
  "$${A}",
  "$A",
  "${A:0:2}",
  "${EMPTY:=d}",
  "v${NUM}.0",
  "'${NUM}'",
  "${NAME^^}",
  "${A/ai/oo}",
  "${A#ma}",
  "${A%%n}",
  "${#A}",
  "${MULTI}",
  "${UNSET:=${A}}",
];

/** Uses that nearly always end the build. */
const BAD_USES: readonly string[] = ["${B}", '"${A}: ${NUM}"', "${a.b}", "${NUM-3}"];

const OBJECT_FILE = /\/(?:object\d|all|list)\.yaml$/;
const DISABLED = "kustomize.toolkit.fluxcd.io/substitute: disabled";

/** A Flux Kustomization of a directory, and what `substituteFrom` gives it. */
export interface OnTop {
  kustomization: Data;
  variables: Record<string, string>;
}

/** A Flux Kustomization with random fields; the objects of the tree get variables. */
export function fluxOnTop(draft: Draft, directory: string, components: readonly string[]): OnTop {
  const { random } = draft;
  useVariables(draft);
  const variables: Record<string, string> = {};
  const parts: readonly (readonly [probability: number, make: () => Fields])[] = [
    [0.35, () => ({ targetNamespace: random.pick(["tenant", "flux-system", ""]) })],
    [0.15, () => ({ namePrefix: "fp-" })],
    [0.1, () => ({ nameSuffix: "-fs" })],
    [0.5, () => ({ patches: Array.from({ length: random.int(1, 2) }, () => patch(draft)) })],
    [0.2, () => componentsOf(random, components)],
    [0.2, () => ({ commonMetadata: commonMetadata(random) })],
    [0.75, () => ({ postBuild: postBuild(random, variables) })],
  ];
  const spec: Fields = {
    interval: "1m",
    path: random.pick([`./${directory}`, directory, `./${directory}/`]),
    prune: true,
    sourceRef: { kind: "GitRepository", name: "flux-system" },
  };
  for (const [probability, make] of parts) if (random.chance(probability)) Object.assign(spec, make());
  return {
    kustomization: {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "top", namespace: "flux-system" },
      spec,
    },
    variables,
  };
}

function patch({ random, objects }: Draft): Data {
  const object = random.pick(objects);
  if (random.chance(0.5)) return { patch: mergeBody(random, object) };
  const fields = target(random, object)
    .trimEnd()
    .split("\n")
    .map((line) => [
      line.slice(0, line.indexOf(":")),
      line.slice(line.indexOf(":") + 2).replace(/^["'](.*)["']$/, "$1"),
    ]);
  return { patch: jsonPatch(random), target: Object.fromEntries(fields) };
}

function componentsOf(random: Random, components: readonly string[]): Fields {
  if (components.length > 0) return { components: [`../${random.pick(components)}`] };
  return { components: ["../nowhere"], ignoreMissingComponents: random.chance(0.8) };
}

function commonMetadata(random: Random): Data {
  return random.pick<Data>([
    { labels: { all: "x", tier: "common" } },
    { annotations: { note: "common" } },
    { labels: { all: "x" }, annotations: { more: "5" } },
  ]);
}

function postBuild(random: Random, variables: Record<string, string>): Data {
  const chosen = Object.entries(VALUES).filter(() => random.chance(0.6));
  const isFrom = random.chance(0.3);
  if (isFrom) Object.assign(variables, { A: "from", NUM: "7", LATE: "late" });
  const from: Data = isFrom ? { substituteFrom: [{ kind: "ConfigMap", name: "variables" }] } : {};
  const strategy: Data = random.chance(0.1) ? { substituteStrategy: "Always" } : {};
  return { substitute: random.chance(0.9) ? Object.fromEntries(chosen) : {}, ...from, ...strategy };
}

/** Puts variables where the objects have plain values. */
function useVariables({ random, files }: Draft): void {
  for (const [path, text] of Object.entries(files)) {
    if (!OBJECT_FILE.test(path)) continue;
    files[path] = text
      .replace(
        /(?<=^ +)branch: main/gm,
        () => `branch: ${random.pick(random.chance(0.97) ? USES : BAD_USES)}`,
      )
      .replace(/interval: 5m/g, () =>
        random.pick(["interval: 5m", "interval: ${NUM}m", "interval: ${INT:=7m}"]),
      )
      .replace(/^( +)tier: a$/gm, (line, columns: string) =>
        random.chance(0.1) ? `${line}\n${columns}${DISABLED}` : line,
      );
  }
}

/**
 * Adds a directory without kustomization.yaml, from copies of files and of directories of the tree, and things that
 * are no manifests. Flux makes a kustomization.yaml of it.
 */
export function addFlatDirectory({ random, files, objects }: Draft, bases: readonly string[]): string {
  for (const [path, text] of Object.entries(files)) {
    if (!OBJECT_FILE.test(path) || !random.chance(0.5)) continue;
    files[`flat/${random.pick(["", "", "sub/", ".hidden/"])}${path.replaceAll("/", "-")}`] = text;
  }
  const more: readonly (readonly [probability: number, path: string, text: string])[] = [
    [0.4, "whole/kustomization.yaml", `resources: [../../${random.pick(bases)}]\n`],
    [0.2, "whole/ignored.yaml", "not: [an, object"],
    [0.3, "note.txt", "no manifest"],
    [0.1, "empty.yaml", "# nothing\n"],
    [0.1, "other.yml", objects[0]!.text.replace(/^ {2}name: .*/m, "  name: other")],
    [0.03, "values.yaml", "no: object\n"],
  ];
  for (const [probability, path, text] of more) if (random.chance(probability)) files[`flat/${path}`] = text;
  if (!files["flat/whole/kustomization.yaml"]) delete files["flat/whole/ignored.yaml"];
  if (!Object.keys(files).some((path) => path.startsWith("flat/")))
    files["flat/only.yaml"] = objects[0]!.text;
  return "flat";
}
