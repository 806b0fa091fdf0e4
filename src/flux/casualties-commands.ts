import { hideSecrets } from "../core/credentials.ts";
import type { CasualtyRule } from "./casualties.ts";
import { type Invocation, invocations, literalName } from "./casualties-words.ts";

/** Something in a line that depends on the Git kind. */
export interface LineHit {
  rule: CasualtyRule;
  /** What stands there, for a message. */
  what: string;
  /** The text to write instead. */
  help: string | undefined;
  /** Sources it names; undefined where it may mean any. */
  names: string[] | undefined;
}

const VERBS: ReadonlySet<string> = new Set([
  "create",
  "reconcile",
  "suspend",
  "resume",
  "get",
  "export",
  "delete",
]);
const CONSUMERS: ReadonlySet<string> = new Set(["kustomization", "ks", "helmrelease", "hr"]);

/** The Git kind as kubectl takes it, and the OCI kind in the same form. */
const RESOURCES: Readonly<Record<string, string>> = {
  gitrepositories: "ocirepositories",
  gitrepository: "ocirepository",
  gitrepo: "ocirepo",
  gitrepos: "ocirepositories",
};

/** Commands of the Flux CLI and of kubectl in a line that are about Git sources. */
export function commandHits(line: string): LineHit[] {
  return [...invocations(line, "flux").flatMap(fluxHit), ...invocations(line, "kubectl").flatMap(kubectlHit)];
}

function fluxHit(run: Invocation): LineHit[] {
  const words = run.words.map((word) => word.text);
  const verb = words.findIndex((word) => VERBS.has(word));
  const what = quoted(run.text);
  const after = (offset: number) => words[verb + offset] ?? "";
  if (verb !== -1 && /^sources?$/.test(after(1)) && after(2) === "git") {
    const name = nameAfter(words, verb + 3);
    const isNew = after(0) === "create";
    const help = isNew ? createSource(words, name) : run.text.replace(/(sources?\s+)git\b/, "$1oci");
    return [hit(isNew ? "git-scaffolding" : "git-command", what, help, name)];
  }
  if (words.includes("--with-source") && words.includes("reconcile"))
    return [hit("reconcile-with-source", what, undefined, undefined)];
  if (after(0) === "create" && CONSUMERS.has(after(1))) return createConsumer(words, verb);
  const kind = words.find((word) => /^(?:--[a-z-]+=)?GitRepository(?:\/|$)/.test(word));
  if (kind === undefined) return [];
  const name = literalName(kind.split("/")[1]?.split(".")[0]);
  return [hit("git-command", what, run.text.replaceAll("GitRepository", "OCIRepository"), name)];
}

/** `--source` of `flux create kustomization` means a GitRepository where it names no kind; that of a HelmRelease does not. */
function createConsumer(words: readonly string[], verb: number): LineHit[] {
  const at = words.findIndex((word) => word === "--source" || word.startsWith("--source="));
  const value = words[at]?.includes("=") ? words[at]?.slice("--source=".length) : words[at + 1];
  if (at === -1 || value === undefined) return [];
  const [kind, rest] = value.includes("/") ? value.split("/") : ["", value];
  const meansGit = kind === "GitRepository" || (kind === "" && /^k/.test(words[verb + 1] ?? ""));
  if (!meansGit) return [];
  const start = `flux create ${words[verb + 1]} ${words[verb + 2] ?? ""}`.trim();
  const help = `${start} --source=OCIRepository/${rest}`;
  return [
    hit("git-scaffolding", quoted(`${start} --source=${value}`), help, literalName(rest?.split(".")[0])),
  ];
}

/** What `flux create source git` becomes: credentials of Git mean nothing there, so no other flag is carried over. */
function createSource(words: readonly string[], name: string | undefined): string {
  const branch = words.find((word) => word.startsWith("--branch="))?.slice("--branch=".length);
  const tag = branch !== undefined && /^[\w.-]+$/.test(branch) ? branch : "<tag>";
  return `flux create source oci ${name ?? "<name>"} --url=oci://<registry>/<repository> --tag=${tag} --secret-ref=<pull secret>`;
}

/** Verbs that take a kind; without one, a sentence merely speaks of kubectl. */
const KUBECTL =
  /^(?:get|describe|delete|wait|annotate|label|patch|edit|explain|can-i|watch|events|create|replace)$/;

function kubectlHit(run: Invocation): LineHit[] {
  const words = run.words.map((word) => word.text);
  const at = words.findIndex((word) => RESOURCE.test(word));
  const word = run.words[at];
  const [, found] = RESOURCE.exec(word?.text ?? "") ?? [];
  if (!word || found === undefined || !words.slice(0, at).some((one) => KUBECTL.test(one))) return [];
  const [, inWord] = word.text.split("/");
  // In `gitrepositories,kustomizations` the next word is another kind.
  const isListed = run.text[word.start + word.text.length - run.start] === ",";
  const next = isListed ? undefined : nameAfter(words, at + 1);
  const name = inWord === undefined ? next : literalName(inWord);
  const oci =
    found === "GitRepository" ? "OCIRepository" : (RESOURCES[found.toLowerCase()] ?? "ocirepositories");
  return [hit("git-command", quoted(run.text), run.text.replace(found, oci), name)];
}

/** A word that names the Git kind: `gitrepo`, `gitrepository/web`, `gitrepositories.source.toolkit.fluxcd.io`. */
const RESOURCE =
  /^(gitrepositories|gitrepository|gitrepos?)(?:\.(?:v[a-z0-9]+\.)?source\.toolkit\.fluxcd\.io)?(?:\/|$)/i;

/** The first word that is no flag; undefined where a flag stands before it, whose value it may be. */
function nameAfter(words: readonly string[], from: number): string | undefined {
  const first = words[from];
  const isNamespace = first === "-n" || first === "--namespace";
  return literalName(isNamespace ? words[from + 2] : first);
}

function hit(rule: CasualtyRule, what: string, help: string | undefined, name: string | undefined): LineHit {
  return {
    rule,
    what,
    help: help === undefined ? undefined : hideSecrets(help),
    names: name === undefined ? undefined : [name],
  };
}

/** Longest part of a command that is repeated in a message. */
const LONGEST = 100;

function quoted(command: string): string {
  const text = hideSecrets(command.replace(/\s+/g, " ").trim());
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}\``;
}

/** A text that emits a Git object or reference: YAML, JSON, HCL, an assignment of yq; a comparison is none. */
export const EMITS = /\bkind\\?["']?\s{0,20}(?::|=(?!=))\s?\\?["']?GitRepository\b/;

/** The line without its commands of flux and kubectl that work on Git sources, and neither make nor read one. */
export function withoutCommands(line: string): string {
  const runs = [...invocations(line, "flux"), ...invocations(line, "kubectl")];
  return runs.reduce((rest, { text }) => {
    const hits = commandHits(text);
    const works = hits.length > 0 && hits.every(({ rule }) => rule === "git-command") && !EMITS.test(text);
    return works ? rest.replace(text, "") : rest;
  }, line);
}
