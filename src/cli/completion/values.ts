import { LINT_LEVELS, LINT_PRESETS } from "../../core/lint.ts";
import { FINDING_PAGES } from "../../flux/findings.ts";
import { LINT_RULE_IDS } from "../../flux/rules/lint.ts";
import { RULES } from "../../flux/rules.ts";

/** What a shell offers for a value; `free` is text that only the person knows. */
export type Values = { kind: "words"; words: readonly string[] } | { kind: "files" | "directories" | "free" };

const words = (...of: readonly string[]): Values => ({ kind: "words", words: of });
const files: Values = { kind: "files" };
const free: Values = { kind: "free" };

/** What stands behind options whose value has no telling name. */
const OF_FLAGS: Readonly<Record<string, Values>> = {
  "--preset": words(...LINT_PRESETS),
};

/**
 * What stands behind an option or as an argument, by the name that the command table gives it: `--config <file>` takes a
 * file because it says so. A test fails for a name that is not here.
 */
const VALUES: Readonly<Record<string, Values>> = {
  file: files,
  path: files,
  plan: files,
  glob: files,
  dir: { kind: "directories" },
  checkout: { kind: "directories" },
  "rule=level": words(...LINT_RULE_IDS.flatMap((rule) => LINT_LEVELS.map((level) => `${rule}=${level}`))),
  what: words(...[...RULES, ...FINDING_PAGES].map(({ id }) => id)),
  minor: free,
  "oci://…": free,
  "source=oci://…": free,
  "host=…": free,
  "git url": free,
  "ns/name=file": free,
  place: free,
  source: free,
  n: free,
  revision: free,
};

/**
 * What a shell offers there.
 * @param flag the long name of the option; empty for an argument.
 * @param choices the words that the command table itself allows, which win.
 * @returns undefined where nobody has said it
 */
export function valuesOf(
  placeholder: string,
  flag: string,
  choices: readonly string[] | undefined,
): Values | undefined {
  return choices ? words(...choices) : (OF_FLAGS[flag] ?? VALUES[placeholder]);
}
