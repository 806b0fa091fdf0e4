import { hideSecrets } from "../core/credentials.ts";
import { commandHits, EMITS, type LineHit } from "./casualties-commands.ts";
import { invocations } from "./casualties-words.ts";
import type { TextFamily } from "./text-families.ts";

const GIT = "GitRepository";
/** A program that puts the kind in place of another one. */
const REPLACERS = /\b(?:sed|perl|envsubst)\b/;
/** A program, or a function of one, that picks objects by the kind. */
const PICKERS = /\b(?:grep|select)\b/;
const COMPARES = /(?:[=!]=|=~)\s?\\?["']GitRepository["'\\]/;

/** What in a line depends on the Git kind, as far as the line alone tells. */
export function lineHits(line: string, family: TextFamily): LineHit[] {
  if (family === "renovate") return [];
  const hits = commandHits(line);
  if (hits.length > 0 || family === "manifest" || family === "docs" || isComment(line)) return hits;
  if (!line.includes(GIT)) return [];
  const emits = EMITS.test(line) || names(line, REPLACERS);
  // In a template of manifests a plain text is the template's own; scripts are read for filters too.
  if (!emits && (family !== "script" || !(COMPARES.test(line) || names(line, PICKERS)))) return [];
  const help = emits
    ? "write kind: OCIRepository, with the name of the OCIRepository"
    : "take OCIRepository in beside GitRepository";
  return [{ rule: emits ? "git-scaffolding" : "git-command", what: shown(line), help, names: undefined }];
}

/** True where the Git kind stands behind the first program that fits; no pattern, so that a long line stays cheap. */
function names(line: string, program: RegExp): boolean {
  const at = line.search(program);
  return at !== -1 && line.includes(GIT, at);
}

/** True for a line that no program reads. */
export function isComment(line: string): boolean {
  return /^\s*(?:#|\/\/)/.test(line);
}

const LONGEST = 100;

function shown(line: string): string {
  const text = hideSecrets(line.trim().replace(/\s+/g, " "));
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}\``;
}

/** A tool that renders the fleet offline, run by a file. */
export interface RenderTool {
  rule: "flux-local-sources" | "flate-sources";
  /** Index of the line that runs it. */
  index: number;
  what: string;
}

const ACTIONS = {
  "flux-local": /\buses:\s?["']?[\w.-]+\/flux-local\/action\b/,
  flate: /\buses:\s?["']?[\w.-]+\/flate\/action\b/,
} as const;
/** With sources, flux-local follows those and no others, by name, whatever their kind. */
const SOURCES = /^\s*sources:\s*["']?[\w.-]|--sources\b/;
const SUBCOMMANDS = /^(?:get|build|diff|test)$/;

/** Tools that read sources from the checkout, in the lines of one file: each once. */
export function renderTools(lines: readonly string[]): RenderTool[] {
  const tools: RenderTool[] = [];
  for (const [program, rule] of [
    ["flux-local", "flux-local-sources"],
    ["flate", "flate-sources"],
  ] as const) {
    const index = lines.findIndex((line) => !isComment(line) && runs(line, program));
    if (index === -1) continue;
    if (program === "flux-local" && lines.some((line) => !isComment(line) && SOURCES.test(line))) continue;
    tools.push({ rule, index, what: program });
  }
  return tools;
}

function runs(line: string, program: "flux-local" | "flate"): boolean {
  if (ACTIONS[program].test(line)) return true;
  return invocations(line, program).some((run) => run.words.some((word) => SUBCOMMANDS.test(word.text)));
}

const GIT_DATASOURCES = /["'](git-refs|git-tags|github-tags|gitlab-tags|bitbucket-tags)["']/;

/** What in a configuration of Renovate reads Git refs of Flux sources; takes all lines that may matter. */
export function renovateHits(lines: readonly string[]): { index: number; hit: LineHit }[] {
  const forFlux = lines.some((line) => /["']flux["']/.test(line));
  return lines.flatMap((line, index) => {
    const names = line.includes("GitRepository");
    if (isComment(line) || !(names || (forFlux && GIT_DATASOURCES.test(line)))) return [];
    const help = names
      ? "match OCIRepository as well, with datasourceTemplate docker and the tag of spec.ref"
      : 'add "docker" to its matchDatasources, where it is meant for Flux sources';
    return [{ index, hit: { rule: "renovate-git", what: shown(line), help, names: undefined } }];
  });
}
