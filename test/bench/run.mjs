// Compares git2oci with other programs on one machine in one run: only ratios mean something elsewhere.
// Usage: node test/bench/run.mjs [--cache <directory>] [--files <number>] [--runs <number>] [--write]
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { generate } from "./generate.mjs";
import { HARD, PLAIN, placeHard } from "./hard-files.mjs";
import { command, medians, peakMemory, which } from "./measure.mjs";
import { programTree } from "./programs.mjs";

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), "../..");
/** Real fleets, where they are at hand. */
const CORPUS = join(PROJECT, "../shared/corpus");
const BIN = join(PROJECT, "bin/git2oci.js");
const AST_GREP = join(PROJECT, "node_modules/.bin/ast-grep");
const AST_GREP_RULE = "{id: git, language: yaml, rule: {pattern: 'kind: GitRepository'}}";
/** Runs of the short commands, where one unlucky run weighs more. */
const SHORT_RUNS = 15;
const LINT_FILES = 500;
/** Most of the time goes into loading the compiler, once. */
const PROGRAMS = 5000;

const { values } = parseArgs({
  options: {
    cache: { type: "string", default: join(PROJECT, ".bench") },
    files: { type: "string", default: "60000" },
    runs: { type: "string", default: "5" },
    write: { type: "boolean", default: false },
  },
});
const files = Number(values.files);
const runs = Number(values.runs);

const node = (...args) => command(process.execPath, args);
const scan = (tree) => node(BIN, "scan", tree, "--format", "json");
// Lint finds the Git sources of a fleet and may say so with exit code 1.
const lint = (tree) => command(process.execPath, [BIN, "lint", tree, "--format", "json"], [0, 1]);
const idle = node("-e", "0");
const tree = (count) => generate(values.cache, count);

/** Thrown by a check that cannot run here; the reason is shown. */
class Skip extends Error {}

/** Each check: what is compared, the target, and how to get `[ours, other, ratio]` as shown text and a number. */
const CHECKS = [
  {
    name: `scan of ${files} files against rg -uu -l GitRepository`,
    target: "at most 5 times",
    holds: (ratio) => ratio <= 5,
    run: () => {
      const rg = which("rg");
      if (!rg) throw new Skip("rg is not in PATH (Debian package ripgrep)");
      return times(
        medians([scan(tree(files)), command(rg, ["-uu", "-l", "GitRepository", tree(files)])], runs),
      );
    },
  },
  {
    name: `scan of ${files} files against ast-grep scan with one rule`,
    target: "at least 3 times faster",
    holds: (ratio) => ratio <= 1 / 3,
    run: () => {
      if (!existsSync(AST_GREP)) throw new Skip("@ast-grep/cli is not installed");
      const other = command(AST_GREP, ["scan", "--inline-rules", AST_GREP_RULE, tree(files)]);
      return times(medians([scan(tree(files)), other], Math.min(runs, 3)));
    },
  },
  {
    name: `peak memory of that scan`,
    target: "below 300 MiB",
    holds: (mebibytes) => mebibytes < 300,
    run: () => {
      const peak = peakMemory(BIN, ["scan", tree(files), "--format", "json"]);
      return { ours: `${peak.toFixed(0)} MiB`, other: "", value: peak, shown: "" };
    },
  },
  {
    name: `scan of ${files} files against one of ${Math.round(files / 8)}`,
    target: "8 times the files, at most 9 times as long",
    holds: (ratio) => ratio <= 9,
    run: () => times(medians([scan(tree(files)), scan(tree(Math.round(files / 8)))], runs)),
  },
  {
    name: "scan of the hardest of many 2 MB files against a plain one",
    target: "at most 12 times",
    holds: (ratio) => ratio <= 12,
    run: () => {
      const [plain, ...hard] = medians(
        [PLAIN, ...HARD].map((file) => scan(placeHard(values.cache, file))),
        Math.min(runs, 3),
      );
      return times([Math.max(...hard), plain]);
    },
  },
  {
    name: `scan of ${PROGRAMS} programs, 20 of them with Flux objects, against rg -uu -l fluxcd`,
    target: "at most 30 times",
    holds: (ratio) => ratio <= 30,
    run: () => {
      const rg = which("rg");
      if (!rg) throw new Skip("rg is not in PATH (Debian package ripgrep)");
      const root = programTree(values.cache, PROGRAMS);
      return times(medians([scan(root), command(rg, ["-uu", "-l", "fluxcd", root])], runs));
    },
  },
  {
    name: "git2oci --version against node -e 0",
    target: "at most 1.5 times",
    holds: (ratio) => ratio <= 1.5,
    run: () => times(medians([node(BIN, "--version"), idle], SHORT_RUNS)),
  },
  {
    name: `git2oci lint of ${LINT_FILES} files against node -e 0`,
    target: "at most 5 times",
    holds: (ratio) => ratio <= 5,
    run: () => times(medians([lint(tree(LINT_FILES)), idle], SHORT_RUNS)),
  },
  {
    name: "lint of each real fleet of the corpus against scan of it, all together",
    target: "at most 2 times",
    holds: (ratio) => ratio <= 2,
    run: () => {
      if (!existsSync(CORPUS)) throw new Skip("the corpus of real fleets is not beside the project");
      const fleets = readdirSync(CORPUS, { withFileTypes: true }).filter((one) => one.isDirectory());
      const sums = [0, 0];
      for (const { name } of fleets) {
        const root = join(CORPUS, name);
        medians([lint(root), scan(root)], Math.min(runs, 3)).forEach((time, i) => {
          sums[i] += time;
        });
      }
      return times(sums);
    },
  },
];

function times([ours, other]) {
  const value = ours / other;
  return { ours: `${ours.toFixed(0)} ms`, other: `${other.toFixed(0)} ms`, value, shown: value.toFixed(2) };
}

function judge({ name, target, holds, run }) {
  try {
    if (!existsSync(BIN) || !existsSync(join(PROJECT, "dist")))
      throw new Skip(`${relative(PROJECT, BIN)} is not built, run npm run build`);
    const { ours, other, value, shown } = run();
    return [name, ours, other, shown, target, holds(value) ? "ok" : "MISSED"];
  } catch (error) {
    return [name, "", "", "", target, `${error instanceof Skip ? "SKIPPED" : "FAILED"}: ${error.message}`];
  }
}

function markdown(rows) {
  const head = ["what", "git2oci", "other", "ratio", "target", "result"];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |\n`;
  return line(head) + line(widths.map((width) => "-".repeat(width))) + rows.map(line).join("");
}

const rows = CHECKS.map((check) => {
  process.stderr.write(`${check.name} …\n`);
  return judge(check);
});
process.stdout.write(markdown(rows));
if (values.write) {
  const where = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} processors`;
  const text = `# Benchmark\n\nWritten by \`npm run bench -- --write\` on ${where}. The fleet is synthetic and always the same bytes; the disk cache is warm; times are medians. Only the ratios can be compared with another machine.\n\n${markdown(rows)}`;
  writeFileSync(join(PROJECT, "docs/benchmark.md"), text);
}
if (rows.some((row) => /^(MISSED|FAILED)/.test(row[5]))) process.exitCode = 1;
