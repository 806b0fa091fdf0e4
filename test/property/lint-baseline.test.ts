import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselineText, loadBaseline } from "../../src/config/baseline.ts";
import { emptyConfig } from "../../src/config/types.ts";
import type { Baseline } from "../../src/core/lint.ts";
import { LINT_RULE_IDS } from "../../src/flux/rules/lint.ts";
import { lintTree, updateBaseline } from "../../src/lint-tree.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { analyseTexts } from "../support/memory-tree.ts";

/** One object that lint has something to say about. */
interface Thing {
  kind: "OCIRepository" | "GitRepository";
  name: string;
  namespace: string;
}

const thing: fc.Arbitrary<Thing> = fc.record({
  kind: fc.constantFrom("OCIRepository", "GitRepository"),
  name: fc.constantFrom("a", "b", "c", "d"),
  namespace: fc.constantFrom("flux-system", "apps"),
});
/** Twins of a Git source are one source in two declarations, so each thing is there once. */
const things = fc.uniqueArray(thing, { minLength: 1, maxLength: 6, selector: (one) => JSON.stringify(one) });

/** How an object is laid out: nothing of it may matter. */
const layout = fc.record({
  file: fc.constantFrom("a.yaml", "b/c.yaml", "b/d.yml"),
  comment: fc.boolean(),
  flow: fc.boolean(),
  crlf: fc.boolean(),
});

function textOf(
  { kind, name, namespace }: Thing,
  { comment, flow, crlf }: { comment: boolean; flow: boolean; crlf: boolean },
): string {
  const url = kind === "OCIRepository" ? `oci://ghcr.io/acme/${name}` : `https://github.com/acme/${name}`;
  const metadata = flow
    ? `metadata: {namespace: ${namespace}, name: "${name}"}`
    : `metadata:\n    name: ${name}\n    namespace: ${namespace}`;
  const text = `---\n${comment ? "# about it\n\n" : ""}kind: ${kind}\napiVersion: source.toolkit.fluxcd.io/v1\n${metadata}\nspec:\n  url: ${url}\n`;
  return crlf ? text.replaceAll("\n", "\r\n") : text;
}

const LEVELS = { preset: "strict", rules: new Map() } as const;

function lint(
  list: readonly Thing[],
  shapes: readonly { file: string; comment: boolean; flow: boolean; crlf: boolean }[],
  baseline?: Baseline,
) {
  const files = new Map<string, string>();
  list.forEach((one, i) => {
    const shape = shapes[i % shapes.length]!;
    files.set(shape.file, (files.get(shape.file) ?? "") + textOf(one, shape));
  });
  const analysis = analyseTexts(files, emptyConfig());
  return lintTree(analysis, LEVELS, baseline ? { accepted: { baseline, today: "2026-06-15" } } : {});
}

function accept(result: ReturnType<typeof lintTree>): Baseline {
  const text = baselineText(updateBaseline(result, undefined).entries);
  const loaded = loadBaseline(text, "baseline.json", readYamlFull, LINT_RULE_IDS);
  if ("error" in loaded) throw new Error(loaded.error);
  return loaded.baseline;
}

const shapes = fc.array(layout, { minLength: 6, maxLength: 6 });

describe("a baseline", () => {
  it("survives moves, reordering and reformatting", () => {
    fc.assert(
      fc.property(things, shapes, shapes, fc.integer(), (list, before, after, turn) => {
        const baseline = accept(lint(list, before));
        const at = Math.abs(turn) % list.length;
        const turned = [...list.slice(at), ...list.slice(0, at)];
        expect(lint(turned, after, baseline).findings).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses another object in place of an accepted one, and one more", () => {
    fc.assert(
      fc.property(things, shapes, thing, (list, shape, other) => {
        const isNew = !list.some((one) => JSON.stringify(one) === JSON.stringify(other));
        fc.pre(isNew);
        const baseline = accept(lint(list, shape));
        const about = ({ findings }: ReturnType<typeof lintTree>) =>
          new Set(findings.filter((one) => one.severity === "error").map((one) => one.object.name));
        expect(about(lint([...list, other], shape, baseline))).toContain(other.name);
        const swapped = lint([other, ...list.slice(1)], shape, baseline);
        expect(swapped.findings.map((one) => one.rule)).toContain("stale-baseline");
        expect(about(swapped)).toContain(other.name);
      }),
      { numRuns: 60 },
    );
  });
});
