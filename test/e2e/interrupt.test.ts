import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { snapshot, tempTree } from "../support/temp-tree.ts";

const HOOK = pathToFileURL(join(import.meta.dirname, "../support/signal-at-step.mjs")).href;
/** Two files to change, one to add in a new directory, and two reports in the tree. */
const FLAGS = [
  ...["--map", "flux-system/web=oci://ghcr.io/acme/web:main", "--declare-in", "web=new/sources.yaml"],
  ...["--patch", "oci.patch", "--format", "json", "--output", "report.json"],
];

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

function reader(name: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ./
  prune: true
  sourceRef:
    kind: GitRepository
    name: web
`;
}

/** A fleet of its own, migrated by a process that sends itself the signal before that change of the disk; 0: never. */
function migrate(signal: string, step: number) {
  const fleet = tempTree({ "a.yaml": reader("a"), "deep/b.yaml": reader("b") });
  commitAll(fleet);
  const before = files(fleet);
  const log = join(tempTree(), "steps");
  const env = {
    NODE_OPTIONS: `--import=${HOOK}`,
    SIGNAL_STEP: `${step}`,
    SIGNAL_NAME: signal,
    STEP_LOG: log,
  };
  const { status, stderr } = cli.run(["migrate", "--yes", ...FLAGS], { cwd: fleet, env });
  const steps = readFileSync(log, "utf8").trim().split("\n");
  return { fleet, before, after: files(fleet), status, stderr, steps };
}

/** Everything in a fleet but Git's own. */
function files(fleet: string): Record<string, string> {
  const all = Object.entries(snapshot(fleet));
  return Object.fromEntries(all.filter(([path]) => !path.startsWith(".git/")));
}

const isTemporary = (path: string) => path.endsWith(".tmp");

describe("a signal while migrate writes", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"])("%s leaves all or nothing, and no temporary file", (signal) => {
    const whole = migrate(signal, 0);
    expect([whole.status, whole.stderr]).toEqual([0, "git2oci: wrote 3 files\n"]);
    expect(Object.keys(whole.after)).toEqual(
      ["a.yaml", "deep/", "deep/b.yaml", "new/", "new/sources.yaml", "oci.patch", "report.json"].sort(),
    );
    const stopped = whole.steps.map((_, i) => {
      const { before, after, status, stderr } = migrate(signal, i + 1);
      const undone = stderr !== "git2oci: wrote 3 files\n";
      if (undone) expect(stderr).toMatch(/^git2oci: interrupted; (restored: [^;]+; )?nothing was changed\n$/);
      expect([i, status, after]).toEqual([i, 130, undone ? before : whole.after]);
      return undone;
    });
    // Both happen, and once all files are in place nothing is taken back.
    const renames = whole.steps.flatMap((step, i) => (step === "renameSync" ? [i] : []));
    expect(stopped.lastIndexOf(true)).toBe(renames[1]);
    expect(stopped.indexOf(false)).toBe(renames[2]);
  });

  test("SIGKILL, which nobody can catch, leaves no half file, and the next run does the rest", () => {
    const whole = migrate("SIGKILL", 0);
    for (const i of whole.steps.keys()) {
      const { fleet, before, after, status } = migrate("SIGKILL", i + 1);
      expect([i, status]).toEqual([i, null]);
      const torn = Object.entries(after).filter(
        ([path, text]) => !isTemporary(path) && text !== before[path] && text !== whole.after[path],
      );
      expect([i, torn]).toEqual([i, []]);
      // If everything is in place, --declare-in names a source that is gone.
      const again = [FLAGS, []].map((flags) =>
        cli.run(["migrate", "--yes", "--allow-dirty", ...flags], { cwd: fleet }),
      );
      const stderr = again.map((run) => run.stderr).join("");
      // All that was replaced is in Git, so nothing has to stay; each file is named before it goes.
      for (const path of Object.keys(after).filter(isTemporary))
        expect([i, stderr]).toEqual([i, expect.stringContaining(`removed ${path}, which a run that was`)]);
      expect([i, Object.keys(files(fleet)).filter(isTemporary)]).toEqual([i, []]);
      const manifests = (tree: Record<string, string>) =>
        Object.entries(tree).filter(([path]) => path.endsWith(".yaml"));
      expect([i, manifests(files(fleet))]).toEqual([i, manifests(whole.after)]);
      const dirty = execFileSync("git", ["ls-files", "--deleted"], { cwd: fleet, encoding: "utf8" });
      expect(dirty).toBe("");
    }
  });
});
