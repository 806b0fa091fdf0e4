import { basename } from "../core/paths.ts";

/**
 * What lines of a file are: `script` (also workflows and tasks), `docs`, configuration of Renovate, or a text among
 * manifests (`manifest`, `template`), of which only plain commands are told.
 */
export type TextFamily = "script" | "docs" | "renovate" | "manifest" | "template";

/** Endings of files that are no manifests and may hold commands. Programs in other languages are not searched. */
const ENDINGS: ReadonlyMap<string, TextFamily> = new Map([
  ...["sh", "bash", "zsh", "fish", "ps1", "py", "mk", "just", "tf", "bats", "nu"].map(
    (e) => [e, "script"] as const,
  ),
  ...["md", "mdx", "markdown", "rst", "adoc"].map((e) => [e, "docs"] as const),
]);

const NAMES: ReadonlyMap<string, TextFamily> = new Map([
  ...[
    "Makefile",
    "makefile",
    "GNUmakefile",
    "justfile",
    "Justfile",
    ".justfile",
    "Jenkinsfile",
    "Earthfile",
  ].map((name) => [name, "script"] as const),
  ...["mise.toml", ".mise.toml", ".envrc"].map((name) => [name, "script"] as const),
  [".renovaterc", "renovate"],
]);

const RENOVATE = /(?:^|\/)\.?renovate(?:rc)?(?:\/[^/]*|[^/]*)\.json5?$/i;

/** The family of a file that is no candidate for manifests; undefined for files that are not searched. */
export function textFamily(path: string): TextFamily | undefined {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  const known = NAMES.get(name) ?? (dot > 0 ? ENDINGS.get(name.slice(dot + 1).toLowerCase()) : undefined);
  return known ?? (name.endsWith(".json5") && RENOVATE.test(path) ? "renovate" : undefined);
}

/** Where YAML is no manifest but a workflow or a task, after the habits of the forges and of Task. */
const TASKS =
  /(?:^|\/)(?:(?:\.github|\.forgejo|\.gitea|\.circleci|\.woodpecker|\.?taskfiles)\/|(?:Taskfile[^/]*|[^/]*\.gitlab-ci|azure-pipelines[^/]*|bitbucket-pipelines|\.drone|\.woodpecker|action)\.ya?ml$)/i;

/** True for a path that tells a workflow, a task or a configuration of Renovate, whatever the file holds. */
export function isTaskPath(path: string): boolean {
  return path.endsWith(".json") ? RENOVATE.test(path) : TASKS.test(path);
}

/** The family of a candidate for manifests. */
export function familyOfManifest(path: string, kind: "manifest" | "template"): TextFamily {
  if (path.endsWith(".json")) return RENOVATE.test(path) ? "renovate" : kind;
  return TASKS.test(path) ? "script" : kind;
}
