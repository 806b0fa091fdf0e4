import { join } from "node:path";
import { dirname } from "../core/paths.ts";
import { type Reader, readSmallText } from "../io/read.ts";
import { isMatch, patternsIn } from "./ignore-rules.ts";

/** Rules of one text, with where it stands and the directory that they are relative to. */
interface Rules {
  from: string;
  directory: string;
  patterns: readonly string[];
}

/** What source-controller leaves out where nobody gives a rule, as far as a manifest can be meant (flux-facts 2.3). */
const DEFAULTS: Rules = {
  from: "the rules of Flux itself",
  directory: "",
  patterns: [
    ".git/",
    ".github/",
    ".circleci/",
    ".travis.yml",
    ".gitlab-ci.yml",
    "appveyor.yml",
    ".drone.yml",
    "cloudbuild.yaml",
    "codeship-services.yml",
    "codeship-steps.yml",
    "**/.goreleaser.yml",
    "**/.sops.yaml",
    "**/.flux.yaml",
  ],
};

/**
 * What keeps a path of this tree out of the artifact that source-controller makes of it: the `.sourceignore` files on
 * the way down, then the `ignore` of the source. The last rule that matches decides. Other than in Git, a file comes
 * back also from below an ignored directory, so each rule is asked on its own.
 * @param specIgnore the source's own rules, and how to call them
 * @returns where the rule stands; undefined where the path is in the artifact
 */
export function leftOutBy(
  root: string,
  path: string,
  specIgnore: { text: string; from: string } | undefined,
  reader: Reader,
): string | undefined {
  const steps = dirname(path).split("/").filter(Boolean);
  const directories = ["", ...steps.map((_, depth) => `${steps.slice(0, depth + 1).join("/")}/`)];
  const given: Rules[] = directories.map((directory) => {
    const from = `${directory}.sourceignore`;
    return { from, directory, patterns: patternsIn(readSmallText(join(root, from), reader) ?? "") };
  });
  if (specIgnore) given.push({ ...specIgnore, directory: "", patterns: patternsIn(specIgnore.text) });
  const sets = given.some(({ patterns }) => patterns.length > 0) ? given : [DEFAULTS];
  for (const { from, directory, patterns } of sets.reverse())
    for (const pattern of [...patterns].reverse()) {
      const negative = pattern.startsWith("!");
      const matches = isMatch(negative ? pattern.slice(1) : pattern, path.slice(directory.length));
      if (matches) return negative ? undefined : from;
    }
  return undefined;
}
