import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { buildProgram } from "../../src/cli/program.ts";
import { action, azureTemplate, component, hooks, jobsWith } from "../support/ci-files.ts";
import { page, rowsOf, section } from "../support/docs.ts";

const ROOT = join(import.meta.dirname, "../..");
const { version: VERSION, files: PACKED } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const CI = page("docs/ci.md");
const lint = buildProgram(VERSION, () => {}).commands.find((one) => one.name() === "lint")!;
const FLAGS = lint.options.map(({ long }) => long);

const step = action().runs.steps[0]!;
const job = Object.values(jobsWith({}))[0]!;
const azure = azureTemplate();
const SCRIPTS = {
  "action.yml": step.run,
  "templates/git2oci-lint.yml": job.script.join("\n"),
  "templates/azure/git2oci-lint.yml": azure.steps[0]!.bash!,
};

/** The examples below a heading of the page, parsed; several documents of one block stay a list. */
function examples(heading: string): unknown[] {
  const blocks = [...section(CI, heading).matchAll(/^```(yaml|json)\n((?:(?!^```).*\n)*)^```$/gm)];
  expect(blocks.length).toBeGreaterThan(0);
  return blocks.map(([, kind, text = ""]) => (kind === "json" ? JSON.parse(text) : parse(text)));
}

describe.each(Object.entries(SCRIPTS))("the script of %s", (_, script) => {
  it("asks lint for nothing that it does not know", () => {
    const asked = [...script.matchAll(/(?<=[\s("])--([a-z-]+)(?==|\))/g)].map(([flag]) => flag);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((flag) => !FLAGS.includes(flag))).toEqual([]);
  });

  it("holds no text of an input", () => {
    expect(script).not.toMatch(/\$\{\{|\$\[\[ ?inputs/);
  });
});

it("the script for Azure has no $( ), which the agent would read first", () => {
  expect(SCRIPTS["templates/azure/git2oci-lint.yml"]).not.toContain("$(");
});

describe("action.yml", () => {
  const { inputs, outputs, runs } = action();

  it("is one step of its own, and uses no other action", () => {
    expect(runs.using).toBe("composite");
    expect(runs.steps.map(({ uses, shell }) => [uses, shell])).toEqual([[undefined, "bash"]]);
  });

  it("gives each input to the script once", () => {
    const given = Object.values(step.env).map((value) => /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)?.[1]);
    expect(given).toEqual(Object.keys(inputs));
    for (const name of Object.keys(step.env)) expect(step.run).toContain(`$${name}`);
  });

  it("takes each output from the step, which writes it", () => {
    for (const [name, { value }] of Object.entries(outputs)) {
      expect(value).toBe(`\${{ steps.${step.id}.outputs.${name} }}`);
      expect(step.run).toContain(name);
    }
  });

  it("is documented: every input and output", () => {
    const names = (heading: string) =>
      rowsOf(section(CI, heading)).map(([name = ""]) => name.replaceAll("`", ""));
    expect(names("Inputs of the action")).toEqual(Object.keys(inputs));
    expect(names("Outputs of the action")).toEqual(Object.keys(outputs));
  });

  it("is used in the documentation with inputs and outputs that it has", () => {
    for (const workflow of examples("GitHub Actions") as { jobs: Record<string, { steps: Used[] }> }[]) {
      const steps = Object.values(workflow.jobs).flatMap((one) => one.steps);
      const [own] = steps.filter(({ uses }) => uses?.includes("git2oci"));
      expect(Object.keys(own!.with ?? {}).filter((name) => !(name in inputs))).toEqual([]);
      const read = [...JSON.stringify(steps).matchAll(/steps\.lint\.outputs\.([a-z-]+)/g)].map(
        ([, one]) => one!,
      );
      expect(read.filter((name) => !(name in outputs))).toEqual([]);
    }
  });
});

interface Used {
  uses?: string;
  with?: Record<string, unknown>;
}

describe("the GitLab component", () => {
  const { inputs, jobs } = component();

  it("runs this version where nobody asks for another", () => {
    expect(inputs.version!.default).toBe(VERSION);
  });

  it("uses every input, and no other", () => {
    const used = [...JSON.stringify(jobs).matchAll(/\$\[\[ inputs\.([a-z-]+) \]\]/g)].map(
      ([, name]) => name!,
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(inputs).sort());
  });

  it("names the reports that its script writes", () => {
    for (const report of Object.values(job.artifacts.reports)) expect(job.script.join()).toContain(report);
    expect(job.artifacts.when).toBe("always");
  });

  it("reads no variable in a value, but in the revision, where GitLab has one", () => {
    const expanded = Object.entries(job.variables).filter(([, value]) => typeof value === "string");
    expect(expanded.map(([name]) => name)).toEqual([
      "GIT2OCI_SINCE",
      "GIT2OCI_FAIL_ON",
      "GIT2OCI_FAIL_ON_EMPTY",
    ]);
  });

  it("is used in the documentation with inputs that it has", () => {
    const [example] = examples("GitLab CI") as {
      include: { component: string; inputs: Record<string, string> }[];
    }[];
    const [{ component: name, inputs: given }] = example!.include as [
      { component: string; inputs: Record<string, string> },
    ];
    expect(name).toMatch(/\/git2oci-lint@/);
    expect(Object.values(jobsWith(given))).toHaveLength(1);
  });
});

describe("the template for Azure Pipelines", () => {
  it("runs this version where nobody asks for another", () => {
    expect(azure.parameters.find(({ name }) => name === "version")?.default).toBe(VERSION);
  });

  it("uses every parameter, and no other", () => {
    const used = [...JSON.stringify(azure.steps).matchAll(/parameters\.([A-Za-z]+)/g)].map(
      ([, name]) => name!,
    );
    expect([...new Set(used)].sort()).toEqual(azure.parameters.map(({ name }) => name).sort());
  });

  it("is used in the documentation with parameters that it has", () => {
    const [example] = examples("Azure Pipelines") as {
      steps: { template?: string; parameters?: Record<string, unknown> }[];
    }[];
    const [own] = example!.steps.filter(({ template }) => template !== undefined);
    expect(own!.template).toMatch(/^templates\/azure\/git2oci-lint\.yml@/);
    const names = azure.parameters.map(({ name }) => name);
    expect(Object.keys(own!.parameters!).filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe("the hooks for pre-commit", () => {
  it("start the command that the package has, without file names", () => {
    for (const hook of hooks())
      expect(hook).toMatchObject({ entry: "git2oci lint", pass_filenames: false, require_serial: true });
    expect(hooks().map(({ id, language }) => [id, language])).toEqual([
      ["git2oci-lint", "node"],
      ["git2oci-lint-system", "system"],
    ]);
  });

  it("run when a file changes that lint reads", () => {
    const pattern = new RegExp(String(hooks()[0]!.files));
    expect(
      ["a/b.yaml", "b.yml", "main.ts", "x.tsx", "y.mjs", "z.json"].every((file) => pattern.test(file)),
    ).toBe(true);
    expect(["a.md", "yaml", "b.yaml.bak"].some((file) => pattern.test(file))).toBe(false);
  });

  it("are used in the documentation by an id that they have, with options that lint has", () => {
    const [example] = examples("pre-commit") as { repos: { hooks: { id: string; args?: string[] }[] }[] }[];
    const used = example!.repos.flatMap((repo) => repo.hooks);
    const ids = hooks().map(({ id }) => id);
    expect(used.filter(({ id }) => !ids.includes(id))).toEqual([]);
    const flags = used.flatMap(({ args = [] }) => args.map((one) => one.split("=")[0]!));
    expect(flags.filter((flag) => !FLAGS.includes(flag))).toEqual([]);
  });
});

describe("the preset for Renovate", () => {
  const preset = JSON.parse(readFileSync(join(ROOT, "templates/renovate/git2oci.json"), "utf8"));

  it("reads the files of a fleet", () => {
    const [pattern] = preset.flux.managerFilePatterns;
    expect(["clusters/prod/apps.yaml", "a.yml"].every((file) => matches(pattern, file))).toBe(true);
    expect(["readme.md", "chart.yaml.tpl"].some((file) => matches(pattern, file))).toBe(false);
  });

  it("pins no tag that moves by itself, and leaves versions to the rules of the repository", () => {
    const [{ matchCurrentValue, pinDigests }] = preset.packageRules;
    expect(pinDigests).toBe(false);
    for (const tag of ["latest", "main", "master", "prod", "stable", "release-1.2"])
      expect(matches(matchCurrentValue, tag)).toBe(true);
    for (const tag of ["1.2.3", "v1.2.3", "6.5.4-rc.1", "2024-01-02"])
      expect(matches(matchCurrentValue, tag)).toBe(false);
  });

  it("is named in the documentation by its path, and its command is one that lint takes and Renovate may run", () => {
    const [repository, self] = examples("Renovate") as [
      { extends: string[]; postUpgradeTasks: { commands: string[] } },
      { allowedCommands: string[] },
    ];
    expect(repository.extends).toContain(`github>acme/git2oci//templates/renovate/git2oci#v${VERSION}`);
    for (const command of repository.postUpgradeTasks.commands) {
      expect(self.allowedCommands.some((pattern) => new RegExp(pattern).test(command))).toBe(true);
      expect(self.allowedCommands.some((pattern) => new RegExp(pattern).test(`${command}; touch x`))).toBe(
        false,
      );
      const flags = command.split(" git2oci lint ")[1]!.match(/--[a-z-]+/g) ?? [];
      expect(flags.filter((flag) => !FLAGS.includes(flag))).toEqual([]);
      expect(command).toContain(`git2oci@${VERSION} `);
    }
  });
});

/** A pattern of Renovate: `/regex/`, or `!/regex/`. */
function matches(pattern: string, text: string): boolean {
  const [, not, body = ""] = /^(!?)\/(.*)\/$/.exec(pattern)!;
  return new RegExp(body).test(text) !== (not === "!");
}

describe("the package", () => {
  it("carries what CI reads from a package: nothing; it is read from the repository", () => {
    expect(PACKED).toEqual(["bin", "dist", "schema", "docs", "CHANGELOG.md", "CONTRIBUTING.md"]);
  });

  it("is pinned in every example to this version", () => {
    const versions = [...CI.matchAll(/(?:git2oci@|git2oci-lint@|rev: v|refs\/tags\/v|#v)v?(\d+\.\d+\.\d+)/g)];
    expect(versions.length).toBeGreaterThan(3);
    expect([...new Set(versions.map(([, one]) => one))]).toEqual([VERSION]);
    expect(parseAllDocuments(readFileSync(join(ROOT, "action.yml"), "utf8"))).toHaveLength(1);
  });
});
