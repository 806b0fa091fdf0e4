import { type Refusal, refuse } from "./refusal.ts";
import { matchSegment } from "./segment-match.ts";
import { hasVariable } from "./variables.ts";

/** A pattern that matches every file, without its `!`. */
export const EVERYTHING = "/*";

/**
 * One ignore pattern as the patterns that mean the same below the directory `root`, which becomes the new root. A
 * pattern that matches the directory itself, or one above it, covers everything below; one that lies beside it goes.
 * @returns no pattern, one, or several of the same sign, of which any may match; a refusal where that cannot be told
 */
export function reRootPattern(line: string, root: string): string[] | Refusal {
  const sign = line.startsWith("!") ? "!" : "";
  const body = withoutBlanks(line.slice(sign.length));
  if (hasVariable(body)) return refuse("what its variable holds is not known");
  const slash = body.endsWith("/") ? "/" : "";
  const core = slash === "" ? body : body.slice(0, -1);
  if (core === "") return [];
  const names = root.split("/");
  if (!core.includes("/")) return unanchored(core, names, line, sign);
  const steps = core.split("/");
  if (steps[0] === "") steps.shift();
  if (steps.some((step) => step === ""))
    return refuse("an empty step between two slashes matches nothing for sure");
  if (steps.some((step) => step !== "**" && step.includes("**")))
    return refuse("Git and Flux read ** differently where it is not a whole step");
  if (slash !== "" && steps.at(-1) === "**") return refuse("Git and Flux read **/ at the end differently");
  const open = statesBelow(steps, names);
  if (!(open instanceof Set)) return open;
  return [...open]
    .sort((a, b) => a - b)
    .map((at) => (isRest(steps, at) ? sign + EVERYTHING : `${sign}${rest(steps, at, core)}${slash}`));
}

/** A pattern without a slash holds at every depth, so it stays, unless it matches a directory that goes. */
function unanchored(core: string, names: readonly string[], line: string, sign: string): string[] | Refusal {
  const matches = names.map((name) => matchSegment(core, name));
  if (matches.includes(true)) return [sign + EVERYTHING];
  if (matches.includes(undefined)) return refuse(`whether it matches ${names.join("/")} is not known`);
  return [line];
}

/**
 * The positions in an anchored pattern that are reached after the names of the new root. A pattern that is used up on
 * the way matches a directory above, so all is below it: its position is then the end.
 */
function statesBelow(steps: readonly string[], names: readonly string[]): Set<number> | Refusal {
  let states = new Set([0]);
  for (const name of names) {
    const next = new Set<number>();
    for (const at of withSkipped(states, steps)) {
      const step = steps[at] ?? "";
      const matches = step === "**" || matchSegment(step, name);
      if (matches === undefined) return refuse(`whether it matches ${names.join("/")} is not known`);
      if (!matches) continue;
      if (isRest(steps, at + 1)) return new Set([steps.length]);
      next.add(step === "**" ? at : at + 1);
    }
    states = next;
  }
  return states;
}

/** `**` may stand for no step at all. */
function withSkipped(states: ReadonlySet<number>, steps: readonly string[]): Set<number> {
  const all = new Set(states);
  for (const at of all) if (steps[at] === "**" && at + 1 < steps.length) all.add(at + 1);
  return all;
}

/** True where nothing is left of the pattern, or only `**`, which then matches all that is below. */
function isRest(steps: readonly string[], at: number): boolean {
  return steps.slice(at).every((step) => step === "**");
}

function rest(steps: readonly string[], at: number, core: string): string {
  return at === 0 ? core : `/${steps.slice(at).join("/")}`;
}

/** Blanks at the end do not count, but for one behind a backslash. No regular expression: it would try every blank. */
function withoutBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === " ") end--;
  return end < text.length && text[end - 1] === "\\" ? text.slice(0, end + 1) : text.slice(0, end);
}
