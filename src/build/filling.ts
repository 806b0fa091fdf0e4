/** What the postBuild of a Kustomization makes of a text that somebody means to write into its files. */
import { attempt } from "./files.ts";
import { BuildFailure, type BuiltNode, get, map, type Origin, scalar } from "./node.ts";
import { type FindVariables, postBuildVariables } from "./post-build.ts";
import type { ParseYaml } from "./read.ts";
import { runsSubstitution, substituteObject, type Variables } from "./substitute.ts";

/** What a postBuild fills in. */
export interface Filling {
  lookUp: Variables;
  /** The text with its variables filled in; undefined if one of them is not known here. */
  fill(text: string): BuiltNode | undefined;
}

/** What the postBuild of a Kustomization fills in; undefined if it replaces nothing. */
export function fillingOf(
  spec: BuiltNode | undefined,
  find: FindVariables,
  parse: ParseYaml,
): Filling | undefined {
  const variables = attempt(() => postBuildVariables(spec, find));
  if (variables instanceof BuildFailure || !runsSubstitution(get(spec, "postBuild"), variables.count))
    return undefined;
  const { lookUp } = variables;
  const fill = (text: string) => {
    const asked = map([{ key: "text", keyOrigin: ASKED, value: scalar(text, ASKED) }], ASKED);
    const filled = attempt(() => substituteObject(asked, lookUp, parse));
    return filled instanceof BuildFailure || filled.unknown.length > 0 ? undefined : get(filled.node, "text");
  };
  return { lookUp, fill };
}

/** Where a text stands that is written nowhere yet. */
const ASKED: Origin = { by: "variables", from: [] };
