import type { Range } from "../core/edits.ts";

/** The word that starts a suppression in a comment. */
export const IGNORE = "git2oci-ignore";

/** The prefix of an annotation that is one; the name of the rule follows. */
export const IGNORE_KEY = "git2oci.dev/ignore-";

/** What a comment or annotation says, before anybody asks whether its rules exist. */
export interface SuppressionText {
  /** Rules as named, each with its range in the file; once each. */
  rules: readonly { name: string; range: Range }[];
  /** Empty where none is given. */
  reason: string;
}

/**
 * Reads what follows `git2oci-ignore` in a comment: ` <rule>[, <rule>]: reason`.
 * @param offset where `rest` starts in the file
 * @returns undefined where the word goes on (`git2oci-ignored`), so that it is another one
 */
export function readSuppression(rest: string, offset: number): SuppressionText | undefined {
  if (/^[\w.-]/.test(rest)) return undefined;
  const colon = rest.indexOf(":");
  const named = colon === -1 ? rest : rest.slice(0, colon);
  const rules = new Map<string, { name: string; range: Range }>();
  for (const { 0: name, index } of named.matchAll(/[^\s,]+/g))
    if (!rules.has(name))
      rules.set(name, { name, range: { start: offset + index, end: offset + index + name.length } });
  return { rules: [...rules.values()], reason: colon === -1 ? "" : rest.slice(colon + 1).trim() };
}
