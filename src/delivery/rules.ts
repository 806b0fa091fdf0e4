import { dirname } from "../core/paths.ts";
import { type Pattern, parsePattern } from "./pattern.ts";

/** What neither a Git source nor an artifact ever delivers unless a rule brings it back. */
export const VCS_PATTERNS: readonly string[] = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];

const MEDIA_PATTERNS: readonly string[] = "jpg jpeg gif png wmv flv tar.gz zip"
  .split(" ")
  .map((ending) => `*.${ending}`);

/** What Flux leaves out beside that if nobody gives a rule. */
export const DEFAULT_PATTERNS: readonly string[] = [
  ...MEDIA_PATTERNS,
  ...[".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml"],
  ...["cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml"],
  ...["**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml"],
];

/** What `flux push artifact` leaves out if `--ignore-paths` is not given. */
export const PUSH_PATTERNS: readonly string[] = [...VCS_PATTERNS, ...MEDIA_PATTERNS];

/** What the rules of Flux that nobody wrote are called. */
export const FLUX_RULES = "the rules of Flux itself";

/** The file of a directory that holds rules for it and what is below. */
export const SOURCE_IGNORE = ".sourceignore";

/** Longest line of a file of rules; Flux stops reading at a longer one, without a word. */
const MAX_LINE_BYTES = 65_535;

/** A text of ignore rules. */
export interface RulesText {
  /** Where it stands. */
  from: string;
  /** The directory that its patterns start from; "" for the root. */
  directory: string;
  text: string;
}

/** Rules of which the last that matches a path decides. */
export interface IgnoreRules {
  /** The rule that decides; undefined if none matches. */
  deciding(path: string, isDirectory: boolean): Pattern | undefined;
  /** True if the path is not delivered. */
  leavesOut(path: string, isDirectory: boolean): boolean;
  /** How many patterns there are. */
  size: number;
}

/**
 * What source-controller goes by for a Git checkout and for an extracted artifact (publish-facts 7). One pattern
 * anywhere in the tree, or in `spec.ignore`, switches off all of Flux's own but those of version control.
 * @param files every `.sourceignore` of the tree
 */
export function sourceRules(files: readonly RulesText[], specIgnore?: RulesText): IgnoreRules {
  const given = [...files.toSorted(byDepth), ...(specIgnore ? [specIgnore] : [])].map(patternsOf);
  const isDefault = given.every(({ patterns }) => patterns.length === 0);
  const own = isDefault ? [...VCS_PATTERNS, ...DEFAULT_PATTERNS] : VCS_PATTERNS;
  return rulesOf([{ directory: "", patterns: own.map((line) => parsePattern(line, FLUX_RULES)) }, ...given]);
}

/** What `flux push artifact` and `flux build artifact` go by: the list alone, one pattern an item. */
export function pushRules(ignorePaths: readonly string[]): IgnoreRules {
  return rulesOf([patternsOf({ from: "--ignore-paths", directory: "", text: ignorePaths.join("\n") })]);
}

/** The lines of a text that are patterns. One behind a byte-order mark is, whatever it says: Flux knows no mark. */
export function patternLines(text: string): string[] {
  const lines = text.split("\n");
  const tooLong = lines.findIndex((line) => Buffer.byteLength(line) > MAX_LINE_BYTES);
  const read = tooLong === -1 ? lines : lines.slice(0, tooLong);
  return read
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
    .filter((line) => !line.startsWith("#") && NOT_BLANK.test(line));
}

/** White space as Go has it: without the byte-order mark, with U+0085. */
const NOT_BLANK = /[^\t\n\v\f\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/;

interface Group {
  directory: string;
  patterns: readonly Pattern[];
}

function patternsOf({ from, directory, text }: RulesText): Group {
  return { directory, patterns: patternLines(text).map((line) => parsePattern(line, from)) };
}

/** Outermost first; rules of directories beside each other never meet. */
function byDepth(a: RulesText, b: RulesText): number {
  return depthOf(a.directory) - depthOf(b.directory);
}

function depthOf(directory: string): number {
  return directory === "" ? 0 : directory.split("/").length;
}

function rulesOf(groups: readonly Group[]): IgnoreRules {
  const byDirectory = new Map<string, { at: number; patterns: readonly Pattern[] }[]>();
  groups.forEach(({ directory, patterns }, at) => {
    if (patterns.length === 0) return;
    const there = byDirectory.get(directory) ?? [];
    there.push({ at, patterns });
    byDirectory.set(directory, there);
  });
  const deciding = (path: string, isDirectory: boolean): Pattern | undefined => {
    const meeting = [];
    for (let one = path; one !== ""; ) {
      one = dirname(one);
      for (const group of byDirectory.get(one) ?? []) meeting.push({ directory: one, ...group });
    }
    for (const { directory, patterns } of meeting.sort((a, b) => b.at - a.at)) {
      const names = path.slice(directory === "" ? 0 : directory.length + 1).split("/");
      const last = patterns.findLast((pattern) => pattern.matches(names, isDirectory));
      if (last) return last;
    }
    return undefined;
  };
  return {
    deciding,
    leavesOut: (path, isDirectory) => deciding(path, isDirectory)?.negated === false,
    size: groups.reduce((sum, { patterns }) => sum + patterns.length, 0),
  };
}
