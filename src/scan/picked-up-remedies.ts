/** What to do about a file that a Kustomization takes for a manifest. */
import { join } from "../core/paths.ts";
import { DEFAULT_PATTERNS, SOURCE_IGNORE } from "../delivery/rules.ts";
import type { PickedUp } from "./picked-up.ts";

/**
 * How to keep a file from what picks it up, as text for people. A `.sourceignore` of one line would switch the rest of
 * Flux's list off (publish-facts 7), so it is never shown alone.
 */
export function remediesFor({ path, base, isDefault, how }: PickedUp): string {
  const file = join(base, SOURCE_IGNORE);
  const first = how.includes("lists")
    ? "Take it out of that list"
    : "Add a kustomization.yaml that lists what is to be applied";
  const line = `/${path.replace(/[\\*?[]/g, "\\$&")}`;
  if (!isDefault) return `${first}, or add the line ${line} to ${file}.`;
  const lines = [...DEFAULT_PATTERNS, line].join("\n");
  return `${first}, or write these lines into ${file}. They are Flux's own list, which any line of yours switches off, and the file:\n${lines}`;
}
