import { basename } from "../core/paths.ts";

/**
 * What lines of a file are: `script` (also workflows and tasks), `docs`, configuration of Renovate, a text among
 * manifests (`manifest`, `template`), of which only plain commands are told, or any other file (`other`), in which no
 * commands are looked for.
 */
export type TextFamily = "script" | "docs" | "renovate" | "manifest" | "template" | "other";

/** Endings of files that are no manifests and may hold commands. */
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

/** Programs have a reader of their own, which leaves tests and types out; what is packed or drawn is no text. */
const NO_TEXT =
  /\.(?:[cm]?[jt]sx?|png|jpe?g|gif|webp|ico|pdf|zip|t?gz|tar|bz2|xz|zst|woff2?|ttf|otf|mp[34]|mov|jar|wasm|exe)$|^\.git[a-z]+$/i;

/** The family of a file that is no candidate for manifests; undefined for files that are not searched. */
export function textFamily(path: string): TextFamily | undefined {
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  const known = NAMES.get(name) ?? (dot > 0 ? ENDINGS.get(name.slice(dot + 1).toLowerCase()) : undefined);
  if (known !== undefined || NO_TEXT.test(name)) return known;
  return name.endsWith(".json5") && RENOVATE.test(path) ? "renovate" : "other";
}

/** Texts for people, reports and patches, and files that a tool has locked: none of them makes an object. */
const PROSE =
  /\.(?:txt|text|asciidoc|org|tex|html?|svg|log|diff|patch|lock|sum)$|[.-]lock\.\w+$|(?:^|\/)(?:readme|license|licence|notice|authors|contributors|codeowners|changelog)$/i;

/** True for a file that makes no object, whatever it names. */
export function isProse(path: string): boolean {
  return textFamily(path) === "docs" || PROSE.test(path);
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
