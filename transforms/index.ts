import type { Transform } from "../src/core/transform.ts";
import { appendEntry } from "./append-entry.ts";
import { gitRepository } from "./git-repository.ts";
import { helmReleaseChart } from "./helmrelease-chart.ts";
import { kustomizationSourceRef } from "./kustomization-source-ref.ts";
import { patchSourceRef } from "./patch-source-ref.ts";
import { sourceKind } from "./source-kind.ts";
import { templateSourceRef } from "./template-source-ref.ts";

/** Every rewrite, in the order in which they look at a manifest: consumers first, so that sources know who left. */
export const transforms: readonly Transform[] = [
  kustomizationSourceRef,
  patchSourceRef,
  helmReleaseChart,
  sourceKind,
  appendEntry,
  templateSourceRef,
  gitRepository,
];
