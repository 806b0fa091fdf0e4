import { formatMinor, type Minor, NEWEST_MINOR } from "../flux/flux-version.ts";

/**
 * Reads the version of a target as a person gives it: `2.6`, `v2.6` or `2.6.1`, never a range. A
 * minor that the tables do not know yet stays as it is, with a warning of one sentence.
 */
export function parseTargetVersion(text: string): { minor: Minor; warning?: string } | { error: string } {
  const found = /^v?([0-9]{1,4})\.([0-9]{1,4})(?:\.[0-9]{1,4})?$/.exec(text);
  const major = Number(found?.[1]);
  if (!found || major !== 2)
    return { error: `is no version of Flux 2; allowed: a minor such as ${formatMinor(NEWEST_MINOR)}` };
  const minor = Number(found[2]);
  if (minor <= NEWEST_MINOR) return { minor };
  return {
    minor,
    warning: `Flux ${text} is newer than ${formatMinor(NEWEST_MINOR)}, the newest that is known`,
  };
}
