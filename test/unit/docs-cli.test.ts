import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { page, pages, rowsOf, section } from "../support/docs.ts";

const CLI = page("docs/cli.md");
const COMMANDS = [...CLI.matchAll(/^## git2oci (\S+)$/gm)].map(([, name = ""]) => name);

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

/** What `git2oci <args> --help` prints. */
function helpOf(...args: string[]): string {
  const { status, stdout } = cli.run([...args, "--help"]);
  expect(status).toBe(0);
  return stdout;
}

/** Entries of one part of a help text, such as its options, wrapped lines joined: name → explanation. */
function entriesOf(help: string, part: string): Map<string, string> {
  const [, body = ""] = new RegExp(`^${part}:\n((?: .*\n)*)`, "m").exec(help) ?? [];
  const entries = body.replace(/\n {4,}/g, " ").matchAll(/^ {2}(\S.*?) {2,}(.*)$/gm);
  return new Map([...entries].map(([, name = "", text = ""]) => [name, text]));
}

function documented(heading: string): string[] {
  return rowsOf(section(CLI, heading)).map(([name = ""]) => name.replaceAll("`", ""));
}

describe("docs/cli.md", () => {
  it("has every command", () => {
    const names = [...entriesOf(helpOf(), "Commands").keys()].map((name) => name.split(" ")[0]);
    expect([...COMMANDS, "help"].sort()).toEqual(names.sort());
  });

  it("has the options of the program itself", () => {
    expect(documented("git2oci")).toEqual([...entriesOf(helpOf(), "Options").keys()]);
  });

  it.each(COMMANDS)("has every option of %s, and no other", (command) => {
    const own = documented(`git2oci ${command}`);
    const real = [...entriesOf(helpOf(command), "Options").keys()].filter((name) => name !== "-h, --help");
    // A saved plan decides everything, so `apply` takes no option that could say otherwise; `init` writes what they say.
    const common = ["apply", "init", "completion"].includes(command) ? [] : documented("Common options");
    expect([...common, ...own].sort()).toEqual(real.sort());
  });

  it.each(COMMANDS)("has the formats of %s", (command) => {
    const [, listed = ""] = /Formats: (.*?)\./s.exec(section(CLI, `git2oci ${command}`)) ?? [];
    const real = entriesOf(helpOf(command), "Options").get("--format <name>")?.split(";")[0] ?? "";
    expect(listed.replaceAll("`", "").replace(/\s+/g, " ")).toBe(real);
  });

  it("has every exit code", () => {
    const codes = rowsOf(section(CLI, "Exit codes")).map(([code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });
});

describe("command lines in the documentation", () => {
  const lines = pages().flatMap((from) =>
    [...page(from).matchAll(/^(?:npx )?git2oci ([a-z]+)((?: .*)?)$/gm)].map(
      ([, command = "", rest = ""]) => ({
        from,
        command,
        rest,
      }),
    ),
  );

  it("are found", () => expect(lines.length).toBeGreaterThan(5));

  it.each(lines)("$from: git2oci $command$rest", ({ command, rest }) => {
    const known = [...entriesOf(helpOf(command), "Options").keys()].map((name) => name.split(" ")[0]);
    for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(known).toContain(option);
  });
});
