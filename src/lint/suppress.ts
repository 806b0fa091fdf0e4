import { hideCredentials } from "../core/credentials.ts";
import type { LintFinding, SuppressedFinding } from "../core/lint.ts";
import type { Location } from "../core/manifest.ts";
import type { Severity } from "../core/plan.ts";
import { didYouMean, quote } from "../core/wording.ts";
import { ACCEPTABLE_RULE_IDS } from "../flux/rules/lint.ts";
import { LINT_META_IDS } from "../flux/rules/lint-meta.ts";
import { coveringOf } from "./covering.ts";
import { IGNORE, IGNORE_KEY } from "./suppression-text.ts";
import { MOST_SUPPRESSIONS, type Suppressor } from "./suppressions.ts";

/** What counts after suppressions; findings about the suppressions themselves are among it. */
export interface Suppressed {
  findings: LintFinding[];
  suppressed: SuppressedFinding[];
}

/**
 * Takes out what somebody has suppressed with a reason, and reports suppressions that are wrong or do nothing.
 * @param levels of every rule that ran
 */
export function suppress(
  found: readonly LintFinding[],
  suppressors: readonly Suppressor[],
  levels: ReadonlyMap<string, Severity>,
): Suppressed {
  const result: Suppressed = { findings: [], suppressed: [] };
  const sound = suppressors.filter((one) => faultsOf(one).length === 0);
  const used = new Map<Suppressor, Set<string>>(sound.map((one) => [one, new Set()]));
  const coveringSound = coveringOf(sound);
  for (const finding of found) {
    const covering = coveringSound(finding);
    for (const one of covering) used.get(one)?.add(finding.rule);
    const [first] = covering;
    if (!first) result.findings.push(finding);
    else {
      const { by, reason, location } = first;
      result.suppressed.push({ finding, suppression: { by, reason, location } });
    }
  }
  const say = (rule: string, one: Suppressor, location: Location, message: string): void => {
    const severity = levels.get(rule);
    if (severity === undefined) return;
    result.findings.push({
      rule,
      severity,
      message: hideCredentials(message),
      location,
      object: one.object,
      related: [],
      fix: undefined,
    });
  };
  for (const one of suppressors) {
    const faults = faultsOf(one);
    for (const { message, location } of faults) say("suppression", one, location, message);
    if (faults.length > 0) continue;
    for (const { name, location } of one.rules)
      if (levels.has(name) && !used.get(one)?.has(name))
        say(
          "unused-suppression",
          one,
          location,
          `${as(one, name)} suppresses nothing: there is no such finding here; take it out`,
        );
  }
  const last = suppressors.at(-1);
  if (last && suppressors.length >= MOST_SUPPRESSIONS)
    say("suppression", last, last.location, `${TOO_MANY}; write lint.rules or a baseline instead`);
  return result;
}

const TOO_MANY = `this is suppression number ${MOST_SUPPRESSIONS}, and those behind it are not read`;

/** How a person wrote it. */
function as({ by }: Suppressor, rule: string): string {
  return by === "comment" ? `${IGNORE} ${rule}` : IGNORE_KEY + rule;
}

/** What keeps a suppression from counting. */
function faultsOf(one: Suppressor): { message: string; location: Location }[] {
  const { by, rules, reason, location } = one;
  if (rules.length === 0)
    return [{ location, message: `${IGNORE} names no rule; write # ${IGNORE} <rule>: <reason>` }];
  const faults = rules.flatMap(({ name, location: place }) => {
    const message = ruleFault(one, name);
    return message === undefined ? [] : [{ location: place, message }];
  });
  const list = rules.map(({ name }) => name).join(", ");
  if (reason === "" && faults.length === 0)
    faults.push({
      location,
      message: `${as(one, list)} gives no reason, so it suppresses nothing; write ${by === "comment" ? `# ${IGNORE} ${list}: <why it is fine here>` : "why it is fine here as its value"}`,
    });
  return faults;
}

function ruleFault({ by }: Suppressor, name: string): string | undefined {
  if (ACCEPTABLE_RULE_IDS.includes(name)) return undefined;
  if (by === "annotation" && name.includes("/"))
    return `the annotation ${quote(name)} means nothing${didYouMean(
      name,
      ACCEPTABLE_RULE_IDS.map((id) => IGNORE_KEY + id),
    )}; write ${IGNORE_KEY}<rule>`;
  if (LINT_META_IDS.includes(name))
    return `${name} cannot be suppressed; lint.rules in git2oci.yaml gives it another level`;
  return `lint has no rule ${quote(name)}${didYouMean(name, ACCEPTABLE_RULE_IDS)}, so this suppresses nothing`;
}
