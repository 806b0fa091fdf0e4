/** True for a text that helm-controller reads as a version: also a date, or a commit of digits alone (flux-facts 3.1). */
export function looksLikeVersion(tag: string): boolean {
  return /^v?\d+(?:\.\d+){0,2}(?:[-+_][0-9A-Za-z.+_-]*)?$/.test(tag);
}
