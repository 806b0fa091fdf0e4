import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { MAP, refused, WEB } from "../support/refused.ts";
import { snapshot, tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const AGAIN = "since the plan was made; plan again, nothing was written";

/** A fleet in Git, beside it a saved plan for it. */
function planned(files: Readonly<Record<string, string>> = {}) {
  const top = tempTree({ "fleet/apps/web.yaml": WEB, "fleet/apps/other.yaml": OTHER, ...files });
  const cwd = join(top, "fleet");
  commitAll(top);
  const plan = join(top, "plan.json");
  const { status } = cli.run(["migrate", ".", ...MAP, "--dry-run", "--plan-out", plan, "--quiet"], { cwd });
  expect(status).toBe(0);
  return { cwd, plan };
}

const OTHER = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: other, namespace: apps}
spec: {prune: true, path: ./x, sourceRef: {kind: Bucket, name: b}}
`;

/** Runs apply, and expects one line, exit code 2 and no change. */
function refusedApply(cwd: string, plan: string, line: string): void {
  const before = snapshot(cwd);
  refused(cli.run(["apply", plan], { cwd }), line);
  expect(snapshot(cwd)).toEqual(before);
}

describe("apply writes what was reviewed", () => {
  test("the same bytes as migrate --yes", () => {
    const { cwd, plan } = planned();
    expect(cli.run(["apply", plan], { cwd })).toEqual({
      status: 0,
      stdout: "",
      stderr: "git2oci: wrote 1 file\n",
    });
    const applied = readFileSync(join(cwd, "apps/web.yaml"), "utf8");
    const direct = planned().cwd;
    expect(cli.run(["migrate", ".", ...MAP, "--yes", "--quiet"], { cwd: direct }).status).toBe(0);
    expect(applied).toBe(readFileSync(join(direct, "apps/web.yaml"), "utf8"));
    expect(applied).toContain("kind: OCIRepository");
  });

  test("a plan that changes nothing", () => {
    const cwd = tempTree({ "apps/other.yaml": OTHER });
    commitAll(cwd);
    const plan = join(cwd, "plan.json");
    cli.run(["migrate", ".", "--dry-run", "--plan-out", plan, "--quiet"], { cwd });
    expect(cli.run(["apply", plan], { cwd }).stderr).toBe("git2oci: the plan changes nothing\n");
  });

  test("a plan that lies in the fleet is no part of it", () => {
    const { cwd, plan } = planned();
    writeFileSync(join(cwd, "plan.json"), readFileSync(plan));
    expect(cli.run(["apply", "plan.json"], { cwd }).status).toBe(0);
    const again = cli.run(["lint", "."], { cwd });
    expect(again.stdout).not.toContain("plan.json");
  });
});

describe("apply refuses", () => {
  test("a file that the plan changes and that has changed", () => {
    const { cwd, plan } = planned();
    appendFileSync(join(cwd, "apps/web.yaml"), "#\n");
    refusedApply(cwd, plan, `apps/web.yaml has changed ${AGAIN}`);
  });

  test("a file that was only read and has changed", () => {
    const { cwd, plan } = planned();
    appendFileSync(join(cwd, "apps/other.yaml"), "#\n");
    refusedApply(cwd, plan, `apps/other.yaml has changed ${AGAIN}`);
  });

  test("a script that names a source and has changed, or is new", () => {
    const script = "flux reconcile source git web\n";
    const { cwd, plan } = planned({ "fleet/deploy.sh": script });
    appendFileSync(join(cwd, "deploy.sh"), "#\n");
    refusedApply(cwd, plan, `deploy.sh has changed ${AGAIN}`);
    const later = planned();
    writeFileSync(join(later.cwd, "deploy.sh"), script);
    refusedApply(later.cwd, later.plan, `deploy.sh is new ${AGAIN}`);
  });

  test("a file that is gone", () => {
    const { cwd, plan } = planned();
    rmSync(join(cwd, "apps/other.yaml"));
    refusedApply(cwd, plan, `apps/other.yaml is gone ${AGAIN}`);
  });

  test("a file that came to the fleet since", () => {
    const { cwd, plan } = planned();
    writeFileSync(join(cwd, "new.yaml"), WEB.slice(WEB.indexOf("---")));
    refusedApply(cwd, plan, `new.yaml is new ${AGAIN}`);
  });

  test("a plan that somebody has edited", () => {
    const { cwd, plan } = planned();
    writeFileSync(plan, readFileSync(plan, "utf8").replaceAll("ghcr.io/acme", "ghcr.io/evil"));
    refusedApply(cwd, plan, `${plan}: was changed after it was made; plan again, nothing was written`);
  });

  test("a dirty file, unless it is allowed", () => {
    const { cwd } = planned();
    appendFileSync(join(cwd, "apps/web.yaml"), "#\n");
    const plan = join(cwd, "../later.json");
    cli.run(["migrate", ".", ...MAP, "--dry-run", "--plan-out", plan, "--quiet"], { cwd });
    refusedApply(
      cwd,
      plan,
      "apps/web.yaml is modified; commit or stash first, nothing was written (--allow-dirty writes all the same)",
    );
    expect(cli.run(["apply", plan, "--allow-dirty"], { cwd }).status).toBe(0);
  });

  test.each([
    ["no JSON", "kind: Plan\n", "is no JSON; give a file that migrate --plan-out wrote"],
    [
      "another report",
      '{"kind":"ScanReport"}',
      "is no saved plan; give a file that migrate --plan-out wrote",
    ],
    ["null", "null", "is no saved plan; give a file that migrate --plan-out wrote"],
    [
      "another version",
      '{"kind":"Plan","apiVersion":"git2oci/v9"}',
      'is of version "git2oci/v9", and this program reads git2oci/v1; plan again',
    ],
    [
      "a part of one",
      '{"kind":"Plan","apiVersion":"git2oci/v1"}',
      "is no saved plan: / must have required property 'exclude'",
    ],
  ])("%s", (_, text, line) => {
    const { cwd, plan } = planned();
    writeFileSync(plan, text);
    refusedApply(cwd, plan, `${plan}: ${line}`);
  });

  test("a file that is not there", () => {
    const { cwd } = planned();
    refusedApply(
      cwd,
      "no.json",
      "no.json: no such file or directory (ENOENT); give a file that migrate --plan-out wrote",
    );
  });

  test("--plan-out for standard input", () => {
    refused(
      cli.run(["migrate", "-", "--plan-out", "p.json"]),
      "--plan-out needs a file, and a tree to apply it to",
    );
  });
});
