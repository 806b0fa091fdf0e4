import * as flux from "../flux/semver-range.ts";
import { fill } from "./placeholders.ts";

/** As in `flux/semver-range.ts`; `${VAR}` counts as a version. */
export function isSemverRange(text: string): boolean {
  return flux.isSemverRange(fill(text, "1"));
}
