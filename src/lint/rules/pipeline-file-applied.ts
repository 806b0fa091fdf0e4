import { looksLikeObjects } from "../../build/flux-kustomization.ts";
import { UNKNOWN } from "../../core/graph.ts";
import type { Location } from "../../core/manifest.ts";
import { PIPELINE_FILES } from "../../flux/pipeline-files.ts";
import { remediesFor } from "../../scan/picked-up-remedies.ts";
import type { LintContext } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";

/** A file of CI that a Kustomization takes for a manifest breaks its whole build (publish-facts 37). */
export const pipelineFileApplied: LintRule = {
  id: "pipeline-file-applied",
  find: (context) => context.paths.flatMap((file) => findingOf(file, context) ?? []),
};

function findingOf(file: string, { tree, pickedUp }: LintContext): Found | undefined {
  const system = PIPELINE_FILES.find(({ path }) => path.test(file))?.system;
  if (system === undefined || tree.gitIgnoredBy(file) !== undefined) return undefined;
  const text = tree.text(file);
  if (text === undefined || looksLikeObjects(text)) return undefined;
  for (const found of pickedUp(file)) {
    if (found.isDoubtful) continue;
    const { kind, namespace = "", name } = found.by.id;
    return {
      message: `${file} is a file of ${system}: ${kind} ${namespace}/${name} ${found.how}, and Flux stops at it ("missing Resource metadata")`,
      help: remediesFor(found),
      location: firstLine(file, text),
      object: { scope: UNKNOWN, kind, namespace, name },
    };
  }
  return undefined;
}

/** The first line that says something, so that a comment above it can suppress the finding. */
function firstLine(file: string, text: string): Location {
  const at = text.split("\n").findIndex((line) => /^\uFEFF?\s*[^\s#]/.test(line) && !line.startsWith("---"));
  const line = Math.max(at, 0) + 1;
  return { file, line, column: 1, endLine: line, endColumn: 1 };
}
