import { basename } from "../core/paths.ts";
import { isKustomizationName } from "./kustomize.ts";

/**
 * `manifest`: YAML or JSON. `template`: text that may become YAML but need not parse as it. `program`: TypeScript or
 * JavaScript.
 */
export type CandidateKind = "manifest" | "template" | "program";

/** Endings of files that are read. A double ending such as `.yaml.j2` counts by its last part. */
const ENDINGS: ReadonlyMap<string, CandidateKind> = new Map([
  [".yaml", "manifest"],
  [".yml", "manifest"],
  [".json", "manifest"],
  [".j2", "template"],
  [".jinja", "template"],
  [".jinja2", "template"],
  [".tmpl", "template"],
  [".tpl", "template"],
  [".gotmpl", "template"],
  [".mustache", "template"],
  [".erb", "template"],
  ...["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"].map((one) => [`.${one}`, "program"] as const),
]);

/** Programs that declare nothing: types alone, and tests, which repeat what they expect. */
const NO_PROGRAM =
  /\.d\.[cm]?ts$|\.(?:test|spec|stories|cy)\.[cm]?[jt]sx?$|(?:^|\/)(?:__tests__|__mocks__|__snapshots__)\//i;

/**
 * What a file may hold, by its name; undefined for files that are not read. The case of an ending does not count.
 * Lock files (`package-lock.json`) have no exception: a file without a needle costs one read and is dropped.
 */
export function candidateKind(path: string): CandidateKind | undefined {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  if (dot === -1) return isKustomizationName(name) ? "manifest" : undefined;
  const ending = name.slice(dot);
  const kind = ENDINGS.get(ending) ?? ENDINGS.get(ending.toLowerCase());
  return kind === "program" && NO_PROGRAM.test(path) ? undefined : kind;
}
