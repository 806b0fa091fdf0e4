#!/usr/bin/env node
// Starts dist/, or says in one line why that cannot be. No import statement and no import.meta: a Node that is too old has
// to read this file far enough to say so.
const stop = (text) => {
  process.stderr.write(`git2oci: ${text}\n`);
  process.exitCode = 2;
};
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19))
  stop(`Node ${process.versions.node} is too old; install Node 20.19 or later`);
else
  import("../dist/main.js").catch((error) => {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    stop(
      `${String(error.url).replace("file://", "")} is missing; install the package again, or in a clone run npm ci && npm run build`,
    );
  });
