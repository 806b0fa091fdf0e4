import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findActionlint } from "../support/actionlint.ts";
import { page, section } from "../support/docs.ts";
import { tempTree } from "../support/temp-tree.ts";

const ACTION = readFileSync(join(import.meta.dirname, "../../action.yml"), "utf8");
const [, WORKFLOW = ""] = /```yaml\n((?:(?!^```).*\n)*)```/m.exec(
  section(page("docs/ci.md"), "GitHub Actions"),
)!;

const actionlint = findActionlint();
describe.skipIf(actionlint === undefined)(
  `actionlint${actionlint === undefined ? " (skipped: .ci/run builds it where Go is)" : ""}`,
  () => {
    /** What it says about the workflow of the documentation, which uses our action as the one of its own repository. */
    function check(change: (text: string) => string): { status: number | null; stdout: string } {
      const workflow = WORKFLOW.replace(/acme\/git2oci@\S+/, "./");
      const repo = tempTree({ "action.yml": ACTION, ".github/workflows/lint.yml": change(workflow) });
      execFileSync("git", ["init", "-q"], { cwd: repo });
      const { status, stdout } = spawnSync(actionlint!, ["-no-color", "-shellcheck="], {
        cwd: repo,
        encoding: "utf8",
      });
      return { status, stdout };
    }

    test("accepts the action and the workflow", () => {
      expect(check((text) => text)).toEqual({ status: 0, stdout: "" });
    });

    test("would see an input and an output that the action does not have", () => {
      expect(check((text) => text.replace("path:", "paths:")).stdout).toContain(
        'input "paths" is not defined',
      );
      expect(check((text) => text.replaceAll("outputs.sarif-file", "outputs.sarif")).stdout).toContain(
        '"sarif"',
      );
    });
  },
);
