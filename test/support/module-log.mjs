// Loaded with `--import`: notes every module that a program loads, one URL a line, in the file MODULE_LOG.
// A hook sees what was loaded, not what a bundler says could be.
import { appendFileSync } from "node:fs";
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

// Hooks run in a thread of their own, which loads this file once more.
if (isMainThread) register(import.meta.url);

export async function load(url, context, next) {
  appendFileSync(process.env.MODULE_LOG, `${url}\n`);
  return next(url, context);
}
