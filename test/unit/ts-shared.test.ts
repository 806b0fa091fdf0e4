import { describe, expect, it } from "vitest";
import type { FieldOp } from "../../src/core/ops.ts";
import { worked } from "../support/program-edits.ts";

const KS = 'apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization"';
const ref = 'const ref = { kind: "GitRepository", name: "web" };\n';
const object = (name: string, spec: string) =>
  `make({ ${KS}, metadata: { name: "${name}" }, spec: ${spec} });\n`;
const MOVE: readonly FieldOp[] = [{ op: "set", path: ["spec", "sourceRef", "kind"], value: "OCIRepository" }];
const oci = (text: string) => text.replace("GitRepository", "OCIRepository");
const OVER = '{ sourceRef: { ...ref, kind: "OCIRepository" } }';

describe("a constant that several objects use", () => {
  it("is changed where it is written, once, where all of them change alike", () => {
    const objects = object("a", "{ sourceRef: ref }") + object("b", "{ sourceRef: ref }");
    expect(worked(ref + objects, { rewrites: { a: MOVE, b: MOVE } })).toBe(oci(ref) + objects);
  });

  it("stays where one of them does not change, and is overridden by the others", () => {
    const stays = object("b", "{ sourceRef: ref }");
    expect(worked(ref + object("a", "{ sourceRef: ref }") + stays, { rewrites: { a: MOVE } })).toBe(
      ref + object("a", OVER) + stays,
    );
  });

  it("stays where something else uses it, or another file may", () => {
    const objects = object("a", "{ sourceRef: ref }");
    for (const [before, after] of [
      [ref, "log(ref);\n"],
      [`export ${ref}`, ""],
    ] as const)
      expect(worked(before + objects + after, { rewrites: { a: MOVE } })).toBe(
        before + object("a", OVER) + after,
      );
  });

  it("is changed although something reads another part of it", () => {
    const rest = `${object("a", "{ sourceRef: ref }")}log(ref.name);\n`;
    expect(worked(ref + rest, { rewrites: { a: MOVE } })).toBe(oci(ref) + rest);
  });

  it("stays where the changes are not the same", () => {
    const other: readonly FieldOp[] = [{ op: "set", path: ["spec", "sourceRef", "kind"], value: "Bucket" }];
    const text = ref + object("a", "{ sourceRef: ref }") + object("b", "{ sourceRef: ref }");
    expect(worked(text, { rewrites: { a: MOVE, b: other } })).toBe(
      ref + object("a", OVER) + object("b", OVER.replace("OCIRepository", "Bucket")),
    );
  });

  it("is changed where it is spread, and what is written over its fields does not count as a use of them", () => {
    const base = 'const base = { prune: true, sourceRef: { kind: "GitRepository", name: "web" } };\n';
    const objects =
      object("a", "{ ...base }") + object("b", '{ ...base, sourceRef: { kind: "Bucket", name: "c" } }');
    expect(worked(base + objects, { rewrites: { a: MOVE } })).toBe(oci(base) + objects);
  });

  it("is changed where it stands and nothing else uses it", () => {
    const objects = object("a", "{ sourceRef: ref }");
    expect(worked(ref + objects, { rewrites: { a: MOVE } })).toBe(oci(ref) + objects);
  });

  it("in the shorthand of a field is overridden under the name of the field", () => {
    const text = 'const sourceRef = { kind: "GitRepository", name: "web" };\nlog(sourceRef);\n';
    expect(worked(text + object("a", "{ sourceRef }"), { rewrites: { a: MOVE } })).toBe(
      text + object("a", '{ sourceRef: { ...sourceRef, kind: "OCIRepository" } }'),
    );
  });
});
