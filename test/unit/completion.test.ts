import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProgram } from "../../src/cli/program.ts";
import { RULES } from "../../src/flux/rules.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";

const SHELLS = ["bash", "zsh", "fish"];
const program = buildProgram("0.0.0", () => {});

/** Every option of every command, as one row. */
const options = program.commands.flatMap((command) =>
  command.options.map((option) => ({ command: command.name(), flag: option.long!, flags: option.flags })),
);

let cli: BuiltCli;
const scripts = new Map<string, string>();
beforeAll(() => {
  cli = buildCli();
  for (const shell of SHELLS) {
    const { status, stdout, stderr } = cli.run(["completion", shell]);
    expect([status, stderr]).toEqual([0, ""]);
    scripts.set(shell, stdout);
  }
});
afterAll(() => cli.remove());

describe("the command table", () => {
  it("is found", () => expect(options.length).toBeGreaterThan(30));
});

describe("the script for bash", () => {
  it.each(options)("has $command $flag", ({ command, flag, flags }) => {
    const script = scripts.get("bash")!;
    const words = new RegExp(`^  ${command}\\) words="(.*)" ;;$`, "m").exec(script)?.[1]?.split(" ");
    expect(words).toContain(flag);
    expect(script.includes(`"${command} ${flag}"`)).toBe(/[<[]/.test(flags));
  });
});

describe("the script for zsh", () => {
  it.each(options)("has $command $flag", ({ command, flag, flags }) => {
    const [, body = ""] = new RegExp(`^    ${command}\\)\n((?:      .*\n)*)`, "m").exec(scripts.get("zsh")!)!;
    expect(body).toContain(`*${flag}${/[<[]/.test(flags) ? "=[" : "["}`);
  });
});

describe("the script for fish", () => {
  it.each(options)("has $command $flag", ({ command, flag, flags }) => {
    const lines = scripts.get("fish")!.split("\n");
    const own = lines.find((line) => line.includes(`'__git2oci_command ${command}' -l ${flag.slice(2)} `));
    expect(/ (?:-x|-r -F) /.test(own!)).toBe(/[<[]/.test(flags));
  });
});

describe.each(SHELLS)("the script for %s", (shell) => {
  it("has every command, every format and every rule", () => {
    const script = scripts.get(shell)!;
    for (const command of program.commands) expect(script).toContain(command.name());
    for (const list of ["pretty json markdown", "pretty json diff markdown html", "bash zsh fish"])
      expect(script).toContain(list);
    expect(script).toContain(RULES.map(({ id }) => id).join(" "));
  });
});

describe("git2oci completion", () => {
  it.each([
    [[], "missing required argument 'shell'"],
    [
      ["tcsh"],
      "command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish",
    ],
  ])("%s: one line, exit code 2", (args, message) => {
    expect(cli.run(["completion", ...args])).toEqual({
      status: 2,
      stdout: "",
      stderr: `git2oci: ${message}; git2oci completion --help shows what is allowed\n`,
    });
  });
});
