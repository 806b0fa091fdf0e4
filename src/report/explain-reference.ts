import { type Context, type Reference, UNKNOWN } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import { unitOf } from "../core/units.ts";
import { type ExplainedLine, type Explanation, said, saidAt } from "./explain.ts";
import { contextLines, decisionLines, declaredLines, type ExplainInput, unique } from "./explain-parts.ts";

/** How a reference resolved: what is written, the namespace it gets, the declaration, the decision, the outcome. */
export function explainReference(
  reference: Reference,
  contexts: readonly Context[],
  input: ExplainInput,
): Explanation {
  const { manifest, path, location, target, sources, scopes } = reference;
  const outcome = input.plan.outcomes.get(reference);
  return {
    id: `${describe(manifest)} ${path}`,
    of: "reference",
    steps: [
      {
        step: "reference",
        lines: [
          saidAt(location, `${describe(manifest)} names GitRepository ${target.name} in ${path}`),
          ...patchLines(reference),
        ],
      },
      {
        step: "namespace",
        lines: [
          ...contextLines(
            contexts,
            scopes.map((scope) => ({ scope, how: reachedBy(reference) })),
          ),
          said(namespaceText(reference)),
        ],
      },
      { step: "declaration", lines: orNone(unique(sources.flatMap(declaredLines))) },
      {
        step: "decision",
        lines: orNone(
          unique(sources.flatMap((source) => decisionLines(unitOf(source, reference), source, input))),
        ),
      },
      { step: "outcome", lines: [said(`${outcome?.outcome ?? "manual"}: ${outcome?.reason ?? ""}`)] },
    ],
  };
}

function reachedBy({ root }: Reference): string {
  return root ? "it is the root of that cluster, so nothing else has to apply it" : "it is applied there";
}

/** A name that a program computes may fit no source of the tree. */
function orNone(lines: ExplainedLine[]): ExplainedLine[] {
  return lines.length > 0 ? lines : [said("no source of this tree may be meant by it")];
}

function namespaceText({ unknown, sources, target, resolution }: Reference): string {
  const ids = sources.map((source) => source.id).join(", ");
  const found = `it means ${ids || "no source"} (${resolution})`;
  if (unknown !== undefined) return `${found}; ${unknown}`;
  if (target.namespace === UNKNOWN) return `${found}; no single namespace can be told`;
  return `namespace ${target.namespace}, so ${found}`;
}

/** What changes the reference behind its back, or who depends on it. */
function patchLines({ patched, overwritten, held, readBy, root }: Reference): ExplainedLine[] {
  return [
    ...(patched ? [saidAt(patched, "a patch changes half of it and relies on the other half")] : []),
    ...(overwritten ? [saidAt(overwritten, "a patch writes another reference over it")] : []),
    ...(held === undefined ? [] : [said(held)]),
    ...(root ? [said("it is that of a root, which stays on Git")] : []),
    ...readBy.map((one) =>
      saidAt({ file: one.document.file, line: one.document.line }, `${describe(one)} depends on it`),
    ),
  ];
}
