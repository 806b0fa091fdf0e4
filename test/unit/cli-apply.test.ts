import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planSha256 } from "../../src/report/saved-plan.ts";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { MAP, refused, WEB } from "../support/refused.ts";
import { snapshot, tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const AGAIN = "since the plan was made; plan again, nothing was written";

const WAS_NONE = "was none when the plan was made; plan again, nothing was written";

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
    chmodSync(join(cwd, "apps/web.yaml"), 0o750);
    expect(cli.run(["apply", plan, "--allow-dirty"], { cwd })).toEqual({
      status: 0,
      stdout: "",
      stderr: "git2oci: wrote 1 file\n",
    });
    expect(statSync(join(cwd, "apps/web.yaml")).mode & 0o777).toBe(0o750);
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
    renameSync(plan, join(cwd, "plan.json"));
    expect(cli.run(["apply", "plan.json"], { cwd }).status).toBe(0);
    const again = cli.run(["lint", "."], { cwd });
    expect(again.stdout).not.toContain("plan.json");
  });
});

describe("apply and the configuration", () => {
  const CONFIG =
    "sources:\n  - source: apps/web\n    action: migrate\n    url: oci://ghcr.io/acme/web\n    ref: { tag: v1 }\n";
  /** A plan that a configuration decided; `--config` names it where it is not the one of the tree. */
  function decided(file: string, flags: readonly string[] = []) {
    const top = tempTree({ "fleet/apps/web.yaml": WEB, [file]: CONFIG });
    commitAll(top);
    const [cwd, plan] = [join(top, "fleet"), join(top, "plan.json")];
    const args = ["migrate", ".", ...flags, "--dry-run", "--plan-out", plan, "--quiet"];
    expect(cli.run(args, { cwd }).status).toBe(0);
    return { cwd, plan, config: join(top, file) };
  }

  test.each([
    ["fleet/git2oci.yaml", [], "git2oci.yaml"],
    ["oci.yaml", ["--config", "../oci.yaml"], "../oci.yaml"],
  ])("%s as it was, changed, and gone", (file, flags, shown) => {
    const { cwd, plan, config } = decided(file, flags);
    appendFileSync(config, "#\n");
    refusedApply(cwd, plan, `${shown} has changed ${AGAIN}`);
    rmSync(config);
    refusedApply(cwd, plan, `${shown} is gone ${AGAIN}`);
    writeFileSync(config, CONFIG);
    expect(cli.run(["apply", plan], { cwd }).status).toBe(0);
    expect(readFileSync(join(cwd, "apps/web.yaml"), "utf8")).toContain("oci://ghcr.io/acme/web");
  });

  test("one that was not there, and is now", () => {
    const { cwd, plan } = planned();
    writeFileSync(join(cwd, "git2oci.yaml"), CONFIG);
    refusedApply(cwd, plan, `git2oci.yaml is new ${AGAIN}`);
  });

  test("one of the tree that --config passed over may change", () => {
    const { cwd, plan } = decided("oci.yaml", ["--config", "../oci.yaml"]);
    writeFileSync(join(cwd, "git2oci.yaml"), CONFIG);
    expect(cli.run(["apply", plan], { cwd }).status).toBe(0);
  });

  test("a plan of one file of a Git work tree is made on all of it", () => {
    const { cwd, plan } = planned({ "fleet/apps/git2oci.yaml": CONFIG });
    const folder = join(cwd, "apps");
    const args = ["migrate", "web.yaml", ...MAP, "--dry-run", "--plan-out", plan, "--quiet"];
    expect(cli.run(args, { cwd: folder }).status).toBe(0);
    writeFileSync(join(cwd, "new.yaml"), WEB.slice(WEB.indexOf("---")));
    refusedApply(folder, plan, `../new.yaml is new ${AGAIN}`);
    rmSync(join(cwd, "new.yaml"));
    renameSync(join(folder, "git2oci.yaml"), join(folder, "other.cfg"));
    refusedApply(folder, plan, `git2oci.yaml is gone ${AGAIN}`);
    renameSync(join(folder, "other.cfg"), join(folder, "git2oci.yaml"));
    expect(cli.run(["apply", plan], { cwd: folder }).stderr).toBe("git2oci: wrote 1 file\n");
  });
});

describe("apply refuses", () => {
  test("a Chart.yaml that named an artifact and has changed", () => {
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: apps}
spec:
  interval: 5m
  chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: web}}}
`;
    const chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
    const { cwd, plan } = planned({ "fleet/apps/release.yaml": release, "fleet/chart/Chart.yaml": chart });
    commitAll(cwd);
    appendFileSync(join(cwd, ".git/config"), '[remote "origin"]\n\turl = https://github.com/acme/web\n');
    const args = ["migrate", ".", ...MAP, "--dry-run", "--plan-out", plan, "--quiet"];
    expect(cli.run(args, { cwd }).status).toBe(0);
    writeFileSync(join(cwd, "chart/Chart.yaml"), chart.replace("web", "api"));
    refusedApply(cwd, plan, `chart/Chart.yaml has changed ${AGAIN}`);
  });

  test("something else than a file, where one was read or shall be written", () => {
    const first = planned();
    rmSync(join(first.cwd, "apps/other.yaml"));
    symlinkSync("web.yaml", join(first.cwd, "apps/other.yaml"));
    refusedApply(first.cwd, first.plan, `apps/other.yaml is a symbolic link, and ${WAS_NONE}`);
    rmSync(join(first.cwd, "apps/other.yaml"));
    mkdirSync(join(first.cwd, "apps/other.yaml"));
    refusedApply(first.cwd, first.plan, `apps/other.yaml is a directory, and ${WAS_NONE}`);
    const reader = WEB.slice(WEB.indexOf("---"));
    const added = planned({ "fleet/apps/web.yaml": reader });
    const declare = ["--declare-in", "new.yaml", "--dry-run", "--plan-out", added.plan, "--quiet"];
    expect(cli.run(["migrate", ".", ...MAP, ...declare], { cwd: added.cwd }).status).toBe(0);
    symlinkSync("apps/web.yaml", join(added.cwd, "new.yaml"));
    commitAll(added.cwd);
    refusedApply(added.cwd, added.plan, `new.yaml is a symbolic link, and ${WAS_NONE}`);
  });

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

  /** A plan as somebody edits it who also computes its checksum again. */
  type Forged = {
    files: { edits: Record<string, number>[]; sha256: object; [key: string]: unknown }[];
    read: object[];
  };
  const PLACES = "the plan holds edits of apps/web.yaml at places that its text does not have";
  test.each<[string, (plan: Forged) => unknown, string]>([
    ["one file twice", ({ files }) => files.push(files[0]!), 'files names "apps/web.yaml" twice'],
    ["one checksum twice", ({ read }) => read.push(read[0]!), 'read names "apps/other.yaml" twice'],
    [
      "an edit that ends before it starts",
      ({ files: [file] }) => Object.assign(file!.edits[0]!, { start: 30, end: 20 }),
      'an edit of "apps/web.yaml" ends at 20, before its start at 30',
    ],
    [
      "edits in another order",
      ({ files: [file] }) => file!.edits.reverse(),
      'the edits of "apps/web.yaml" overlap or are not in order at ',
    ],
    [
      "overlapping edits",
      ({ files: [file] }) => Object.assign(file!.edits[0]!, { end: file!.edits[1]!.end }),
      'the edits of "apps/web.yaml" overlap or are not in order at ',
    ],
    [
      "an edit behind the end",
      ({ files: [file] }) => Object.assign(file!.edits.at(-1)!, { end: 1_000_000_000 }),
      PLACES,
    ],
    ["another byte", ({ files: [file] }) => Object.assign(file!.edits[0]!, { startByte: 0 }), PLACES],
    [
      "a file that is added and was there",
      ({ files: [file] }) => Object.assign(file!, { change: "added" }),
      'the checksums of "apps/web.yaml" are not those of a file that is added',
    ],
  ])("%s, with a checksum that fits", (_, forge, line) => {
    const { cwd, plan } = planned();
    const forged = JSON.parse(readFileSync(plan, "utf8")) as Forged;
    forge(forged);
    writeFileSync(plan, JSON.stringify({ ...forged, sha256: planSha256(forged) }));
    const before = snapshot(cwd);
    const { status, stdout, stderr } = cli.run(["apply", plan], { cwd });
    expect([status, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
    expect(stderr).toContain(line);
    expect(stderr).toContain("; plan again, nothing was written\n");
    expect(snapshot(cwd)).toEqual(before);
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
      "is no saved plan: / must have required property 'scanned'",
    ],
  ])("%s", (_, text, line) => {
    const { cwd, plan } = planned();
    writeFileSync(plan, text);
    refusedApply(cwd, plan, `${plan}: ${line}`);
  });

  test("a plan that no fleet needs", () => {
    const { cwd, plan } = planned();
    truncateSync(plan, (256 << 20) + 1);
    refusedApply(
      cwd,
      plan,
      `${plan}: too large (the limit is 256 MiB); give a file that migrate --plan-out wrote`,
    );
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
