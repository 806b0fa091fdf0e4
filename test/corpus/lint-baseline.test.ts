import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { CORPUS } from "../support/corpus.ts";
import { checkOut, corpusMissing, remove } from "../support/corpus-checkout.ts";

const NEW_SOURCE = `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: brand-new
  namespace: flux-system
spec:
  interval: 1h
  url: https://github.com/example/brand-new
`;

let cli: BuiltCli;
beforeAll(() => {
  if (corpusMissing === undefined) cli = buildCli();
});
afterAll(() => cli?.remove());

describe.skipIf(corpusMissing !== undefined)("a real fleet switches lint on", () => {
  const file = "kubernetes/flux/repositories/git/local-path-provisioner.yaml";

  /** Lints the checked out tree: exit code and `rule file:line` of each error. */
  function lint(root: string, ...args: string[]) {
    const { status, stdout } = cli.run(["lint", ".", "--format", "json", ...args], { cwd: root });
    const { findings } = JSON.parse(stdout) as {
      findings: { rule: string; severity: string; file: string; line: number }[];
    };
    const errors = findings.filter((one) => one.severity === "error");
    return { status, errors: errors.map((one) => `${one.rule} ${one.file}:${one.line}`) };
  }

  it("accepts what is there, and fails for one source more, and for one in the place of another", () => {
    const tree = CORPUS.find(({ name }) => name === "onedr0p-home-ops");
    if (!tree) throw new Error("the corpus has no such tree");
    const root = checkOut(tree);
    try {
      expect(lint(root, "--update-baseline")).toEqual({ status: 0, errors: [] });
      expect(lint(root)).toEqual({ status: 0, errors: [] });
      const text = readFileSync(join(root, file), "utf8");
      writeFileSync(join(root, file), text + NEW_SOURCE);
      const line = text.split("\n").length + 2;
      const more = lint(root);
      expect([more.status, more.errors.filter((one) => one.startsWith("git-source "))]).toEqual([
        1,
        [`git-source ${file}:${line}`],
      ]);
      writeFileSync(join(root, file), text.replaceAll("local-path-provisioner", "another"));
      const swapped = lint(root);
      expect(swapped.status).toBe(1);
      expect(swapped.errors).toContain(`git-source ${file}:4`);
      expect(swapped.errors.some((one) => one.startsWith("stale-baseline .git2oci-baseline.json:"))).toBe(
        true,
      );
    } finally {
      remove(root);
    }
  });
});
