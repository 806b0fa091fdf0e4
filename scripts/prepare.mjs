// npm runs this before it packs git2oci, also as a Git dependency, which is what pre-commit makes of it: builds dist/.
// In a global installation npm installs no devDependencies for it, so they are installed here, from the lock file.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));

/** Runs a program of this project. What it says goes to standard error: the output of `npm pack` is the name of a file. */
function run(program, ...args) {
  const { status, error } = spawnSync(program, args, {
    cwd: project,
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(`${program} ${args.join(" ")}: ${error?.message ?? `exit code ${status}`}`);
    process.exit(1);
  }
}

if (!existsSync(new URL("../node_modules/esbuild", import.meta.url)))
  run("npm", "ci", "--global=false", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund");
run("node", "scripts/build.mjs");
