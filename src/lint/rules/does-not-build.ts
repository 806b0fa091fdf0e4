import { UNKNOWN } from "../../core/graph.ts";
import { FAILURE_HELP, failureText } from "../../plan/failing-builds.ts";
import type { LintRule } from "../rule.ts";

/** A directory that kustomize or Flux refuses to build: its cluster gets nothing of it. */
export const doesNotBuild: LintRule = {
  id: "does-not-build",
  find: ({ graph }) =>
    graph.failing.map((one) => ({
      message: failureText(one),
      help: FAILURE_HELP,
      location: one.location,
      object: {
        scope: one.clusters.length === 0 ? UNKNOWN : one.clusters.join(","),
        kind: "Kustomization",
        namespace: UNKNOWN,
        name: one.what[0] ?? UNKNOWN,
      },
    })),
};
