import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { TEST_CACHE } from "./npm-cache.ts";

/** The newest pre-commit that pip had when this was last looked at; .ci/run installs it. */
export const PRE_COMMIT_VERSION = "4.7.0";

/** One pre-commit: what to call it in the name of a test, and why it cannot be had. */
export interface PreCommit {
  name: string;
  program: string;
  missing: string;
}

/**
 * The two that people have: they build a hook in different ways. The one of pip is a Git dependency of npm, the one of
 * Debian an installed clone that is packed.
 */
export function preCommits(): PreCommit[] {
  return [
    found("pip", join(TEST_CACHE, `pre-commit-${PRE_COMMIT_VERSION}/bin/pre-commit`)),
    found("Debian", "/usr/bin/pre-commit"),
  ];
}

function found(from: string, program: string): PreCommit {
  const told = existsSync(program) ? spawnSync(program, ["--version"], { encoding: "utf8" }) : undefined;
  const [, version] = /^pre-commit (\S+)$/m.exec(told?.stdout ?? "") ?? [];
  if (version === undefined)
    return {
      name: `pre-commit of ${from}`,
      program,
      missing: " (skipped: it is not installed; .ci/run does that)",
    };
  return { name: `pre-commit ${version} of ${from}`, program, missing: "" };
}
