import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { skippedWithout } from "../support/shells.ts";
import { tempTree } from "../support/temp-tree.ts";
import { Terminal } from "../support/tmux.ts";

/** What stands in the folder of somebody who presses Tab. */
const FOLDER = { "clusters/prod/app.yaml": "", "my fleet/app.yaml": "", "git2oci.yaml": "" };

/** What was typed, word by word, and what is offered for the last word; the same in every shell. */
const OFFERED: [string[], string[]][] = [
  [["li"], ["lint"]],
  [["lint", "--form"], ["--format"]],
  [["lint", "--format", "p"], ["pretty"]],
  [["migrate", "--format", "h"], ["html"]],
  [
    ["completion", ""],
    ["bash", "fish", "zsh"],
  ],
  [["help", "mig"], ["migrate"]],
  [["explain", "git-source-r"], ["git-source-ref"]],
  [["lint", "clus"], ["clusters"]],
  [["lint", "--registry", "clus"], []],
  [["explain", "--path", "g"], []],
  [["explain", "--path", "clus"], ["clusters"]],
  [["lint", "--config", "git2"], ["git2oci.yaml"]],
  [["--vers"], ["--version"]],
  [["nonsense", "--f"], []],
  // A value that looks like a command, and an option before the argument.
  [["lint", "--config", "scan", "--templ"], ["--templates"]],
  [["explain", "--format", "json", "git-source-r"], ["git-source-ref"]],
  // Nothing that stands on the line is run.
  [["lint", "$(touch hacked)", "--form"], ["--format"]],
  [["lint", "--config", "$(touch hacked)"], []],
];

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

/** A folder, and the script for a shell in a file outside of it. */
function prepared(shell: string): { folder: string; script: string } {
  const script = join(tempTree(), "script");
  const { status, stdout } = cli.run(["completion", shell]);
  expect(status).toBe(0);
  writeFileSync(script, stdout);
  return { folder: tempTree(FOLDER), script };
}

function offers(command: string, args: readonly string[], cwd: string): string[] {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  const words = stdout.split("\n").map((line) => line.replace(/\t.*$/, "").replace(/\/$/, ""));
  return [...new Set(words.filter((word) => word !== ""))].sort();
}

const bash = skippedWithout("bash");
describe.skipIf(bash !== "")(`bash${bash}`, () => {
  const RUN = `source "$1"; COMP_WORDBREAKS=$2; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _git2oci
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const typed = (words: readonly string[], breaks = " =:") => {
    const { folder, script } = prepared("bash");
    const found = offers("bash", ["--norc", "-uc", RUN, "bash", script, breaks, "git2oci", ...words], folder);
    expect(offers("ls", [], folder)).toEqual(
      Object.keys(FOLDER)
        .map((path) => path.split("/")[0])
        .sort(),
    );
    return found;
  };

  test.each(OFFERED)("%j", (words, wanted) => expect(typed(words)).toEqual(wanted));

  test.each([
    [["lint", "--format", "=", "p"], ["pretty"]],
    [
      ["lint", "--format", "="],
      ["json", "pretty"],
    ],
    [["lint", "--config", "=", "git2"], ["git2oci.yaml"]],
    [["lint", "--format", "=", "json", "--templ"], ["--templates"]],
  ])("%j, cut at the sign", (words, wanted) => expect(typed(words)).toEqual(expect.arrayContaining(wanted)));

  test("whole words where the sign does not cut", () => {
    expect(typed(["lint", "--format=p"], " ")).toEqual(["--format=pretty"]);
  });

  test("a name with a space", () => expect(typed(["lint", "my"])).toEqual(["my fleet"]));
});

const fish = skippedWithout("fish");
describe.skipIf(fish !== "")(`fish${fish}`, () => {
  const typed = (words: readonly string[]) => {
    const { folder, script } = prepared("fish");
    const line = ["git2oci", ...words].join(" ");
    const found = offers(
      "fish",
      ["--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, line],
      folder,
    );
    expect(offers("ls", [], folder)).not.toContain("hacked");
    return found;
  };

  test.each(OFFERED)("%j", (words, wanted) => expect(typed(words)).toEqual(wanted));

  test("a value behind the sign", () => expect(typed(["lint", "--format=p"])).toEqual(["--format=pretty"]));
});

const zsh = skippedWithout("zsh", "tmux");
describe.skipIf(zsh !== "")(`zsh${zsh}`, () => {
  /** What the line has become after Tab. */
  const typed = (line: string): string => {
    const { folder, script } = prepared("zsh");
    const terminal = new Terminal();
    onTestFinished(() => terminal.close());
    const setUp = `PS1='> '; cd '${folder}'; autoload -U compinit; compinit -D; source '${script}'; clear`;
    terminal.type("exec zsh -f");
    terminal.press("Enter");
    terminal.type(setUp);
    terminal.press("Enter");
    terminal.waitFor((screen) => screen.trimEnd() === ">");
    terminal.type(line);
    terminal.waitFor(line.trimEnd());
    terminal.press("Tab");
    // What is typed behind it is read once the completion is done.
    terminal.type("#");
    return terminal
      .waitFor((screen) => /#\s*$/.test(screen.split("\n")[0]!))
      .split("\n")[0]!
      .trimEnd();
  };

  test.each([
    ["git2oci li", "> git2oci lint #"],
    ["git2oci --vers", "> git2oci --version #"],
    ["git2oci lint --form", "> git2oci lint --format=#"],
    ["git2oci lint --format=p", "> git2oci lint --format=pretty #"],
    ["git2oci lint --format p", "> git2oci lint --format pretty #"],
    ["git2oci lint --format json --form", "> git2oci lint --format json --format=#"],
    ["git2oci migrate --format h", "> git2oci migrate --format html #"],
    ["git2oci explain git-source-r", "> git2oci explain git-source-ref #"],
    ["git2oci completion z", "> git2oci completion zsh #"],
    ["git2oci help mig", "> git2oci help migrate #"],
    ["git2oci lint my", "> git2oci lint my\\ fleet/#"],
    ["git2oci lint --config git2", "> git2oci lint --config git2oci.yaml #"],
    ["git2oci explain --path clus", "> git2oci explain --path clusters/#"],
    ["git2oci lint --registry clus", "> git2oci lint --registry clus#"],
  ])("%s", (line, wanted) => expect(typed(line)).toBe(wanted));
});

const terminalBash = skippedWithout("bash", "tmux");
describe.skipIf(terminalBash !== "")(`bash in a terminal${terminalBash}`, () => {
  test.each([
    ["git2oci li", "> git2oci lint #"],
    ["git2oci lint --format=p", "> git2oci lint --format=pretty #"],
    ["git2oci lint my", "> git2oci lint my\\ fleet/#"],
    ["git2oci explain --path=clus", "> git2oci explain --path=clusters/#"],
  ])("%s", (line, wanted) => {
    const { folder, script } = prepared("bash");
    const terminal = new Terminal();
    onTestFinished(() => terminal.close());
    terminal.type("exec bash --norc");
    terminal.press("Enter");
    terminal.type(`PS1='> '; cd '${folder}'; source '${script}'; clear`);
    terminal.press("Enter");
    terminal.waitFor((screen) => screen.trimEnd() === ">");
    terminal.type(line);
    terminal.waitFor(line);
    terminal.press("Tab");
    terminal.type("#");
    const screen = terminal.waitFor((one) => /#\s*$/.test(one.split("\n")[0]!));
    expect(screen.split("\n")[0]!.trimEnd()).toBe(wanted);
    expect(readFileSync(join(folder, "git2oci.yaml"), "utf8")).toBe("");
  });
});
