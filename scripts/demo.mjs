// Shows git2oci at work on a copy of fixtures/demo: scan, plan, write, check. Needs Node and git, no network.
// The copy stays where it is, so that it can be looked at afterwards.
// Usage: node scripts/demo.mjs [path of the program, for tests]
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));
const cli = process.argv[2] ?? join(project, "bin", "git2oci.js");
const folder = mkdtempSync(join(tmpdir(), "git2oci-demo-"));
const fleet = join(folder, "fleet");
const report = join(folder, "report.json");

// A hook or a wrapper may have set GIT_DIR and the like for another repository.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
// No identity, signing, hooks or line-end rules of this machine.
const plainGit = [
  ...["-c", "user.name=git2oci demo", "-c", "user.email=demo@git2oci.invalid"],
  ...["-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null"],
  ...["-c", "init.defaultBranch=main"],
];

const STEPS = [
  {
    say: "A copy of the demo fleet becomes a Git repository: migrate writes only what Git could give back.",
    run: [
      git("init", "--quiet", "--template="),
      git("remote", "add", "origin", "https://github.com/acme/fleet"),
      git("add", "--all"),
      git("commit", "--quiet", "--message=The fleet on Git sources"),
    ],
  },
  {
    say: "scan: every Git source of three clusters, who reads it, and what git2oci.yaml decides about it.",
    run: [tool("scan")],
  },
  {
    say: "migrate --dry-run: the diff of each source, what stays on Git and why, what to do before merging.",
    run: [tool("migrate", "--dry-run")],
  },
  {
    say: "migrate --yes: writes the safe changes; the report goes to a file, Git shows which files changed.",
    run: [tool("migrate", "--yes", "--format", "json", "--output", report), git("status", "--short")],
  },
  {
    say: "lint: nothing is left that could move, so CI would pass (the warnings: two entries have done their work).",
    run: [tool("lint")],
  },
];

function git(...args) {
  return { shown: `git ${args.join(" ")}`, program: "git", args: [...plainGit, ...args] };
}

function tool(...args) {
  return { shown: `git2oci ${args.join(" ")}`, program: process.execPath, args: [cli, ...args] };
}

/** Runs one command in the fleet; true where it succeeded. */
function succeeds({ shown, program, args }) {
  console.log(`$ ${shown}`);
  const { status, error } = spawnSync(program, args, {
    cwd: fleet,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status === 0) return true;
  console.error(`${shown}: ${error ? error.message : `exit code ${status}`}`);
  return false;
}

function main() {
  if (process.argv[2] === undefined && !existsSync(join(project, "dist", "main.js"))) {
    console.error("dist/ is missing; use `npm run demo`, which builds first");
    return 1;
  }
  cpSync(join(project, "fixtures", "demo", "before"), fleet, { recursive: true });
  cpSync(join(project, "fixtures", "demo", "git2oci.yaml"), join(fleet, "git2oci.yaml"));
  const failed = STEPS.findIndex(({ say, run }, i) => {
    console.log(`\n=== ${i + 1}/${STEPS.length} ${say}`);
    return !run.every(succeeds);
  });
  const verdict = failed === -1 ? "All steps passed." : `Step ${failed + 1} failed.`;
  console.log(`\n${verdict} Look around: cd ${fleet} && git diff`);
  return failed === -1 ? 0 : 1;
}

process.exitCode = main();
