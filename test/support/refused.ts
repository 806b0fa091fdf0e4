import { expect } from "vitest";
import type { BuiltCli, Ran } from "./cli.ts";
import { snapshot, tempTree } from "./temp-tree.ts";

/** A Git source and the Kustomization that reads it, for tests that need just any. */
export const WEB = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: web, namespace: apps}
spec:
  interval: 5m
  url: https://github.com/acme/web
  ref: {branch: main}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: web, namespace: apps}
spec:
  prune: true
  path: ./deploy
  sourceRef: {kind: GitRepository, name: web}
  interval: 5m
`;
/** Decides it. */
export const MAP = ["--map", "apps/web=oci://ghcr.io/acme/web:v1"];
/** Stands in the credentials of tests; no output may hold it. */
export const SECRET = "s3cr3t";

/** One line on standard error, exit code 2, nothing on standard output, no stack trace, no secret. */
export function refused({ status, stdout, stderr }: Ran, line: string): void {
  expect(stderr).toBe(`git2oci: ${line}\n`);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).not.toContain(SECRET);
}

/** Runs a command line beside `fleet/`, and expects all files there as they were. */
export function refusedIn(
  cli: BuiltCli,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  line: string,
): void {
  const cwd = tempTree({ "fleet/apps/web.yaml": WEB, ...files });
  const before = snapshot(cwd);
  refused(cli.run(args, { cwd }), line);
  expect(snapshot(cwd)).toEqual(before);
}
