import type { ConfigProblem, Origin } from "./types.ts";

export { didYouMean, nearest, pathText, quote } from "../core/wording.ts";

/** Where something was written: `git2oci.yaml:3:5`, the flag, or the words for an answer. */
export function originText(origin: Origin): string {
  if ("answer" in origin) return origin.answer;
  return "flag" in origin ? origin.flag : `${origin.file}:${origin.line}:${origin.column}`;
}

/** The line a person reads: `git2oci.yaml:3:5: message`, or `--map a=b: message`. */
export function formatProblem({ origin, message }: ConfigProblem): string {
  return `${originText(origin)}: ${message}`;
}
