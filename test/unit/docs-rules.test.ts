import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CASUALTIES } from "../../src/flux/casualties.ts";
import { CONSUMERS, PATCH_ROWS, TEMPLATE_ROW } from "../../src/flux/consumers.ts";
import { LINT_RULE_IDS } from "../../src/flux/rules/lint.ts";
import { RULES, ruleOf } from "../../src/flux/rules.ts";
import { transforms } from "../../transforms/index.ts";
import { exampleOf } from "../support/rule-example.ts";
import { rulePage, rulesIndex } from "../support/rule-pages.ts";

const ROOT = join(import.meta.dirname, "../..");
const DOCS = join(ROOT, "docs/rules");
const IDS = RULES.map((rule) => rule.id);

const updating = process.env.UPDATE_DOCS === "1";
if (updating) {
  rmSync(DOCS, { recursive: true, force: true });
  mkdirSync(DOCS);
  writeFileSync(join(DOCS, "README.md"), rulesIndex());
}

/** Rules that the source names in its own words, where a report is made. */
function written(): Set<string> {
  const texts = ["src/plan", "src/config", "src/scan", "transforms"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(ROOT, folder, name), "utf8")),
  );
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\b(?:rule:|RULE =)\s*"([a-z-]+)"/g)].map(([, id = ""]) => id),
  );
  return new Set(named);
}

/** Rules of findings that are given to a function as its first word. */
const POSITIONAL = ["chart-ref-version", "helm-repository"];

describe("the table of rules", () => {
  it("has each rule once", () => {
    expect(IDS.filter((id, i) => IDS.indexOf(id) !== i)).toEqual([]);
  });

  it("has exactly the rules that reports can carry", () => {
    const rows = [...CONSUMERS, ...Object.values(PATCH_ROWS)].map((row) => row.id);
    const known = new Set([
      ...written(),
      ...POSITIONAL,
      ...rows,
      TEMPLATE_ROW,
      ...Object.keys(CASUALTIES),
      ...LINT_RULE_IDS,
      ...transforms.map((one) => one.name),
      "custom",
    ]);
    expect([...known].sort()).toEqual([...IDS].sort());
  });

  it("knows the fields of a configuration by their prefix", () => {
    expect(ruleOf("custom-pipeline-spec-source")?.id).toBe("custom");
    expect(ruleOf("no-such-rule")).toBeUndefined();
  });
});

describe("docs/rules", () => {
  it.each(RULES)("$id: the page is what the table and the fixture say", async (rule) => {
    const page = await rulePage(rule);
    const file = join(DOCS, `${rule.id}.md`);
    if (updating) writeFileSync(file, page);
    expect(readFileSync(file, "utf8")).toBe(page);
  });

  it("has a page for each rule, and no other", () => {
    const names = readdirSync(DOCS).map((name) => name.replace(/\.md$/, ""));
    expect(names.sort()).toEqual([...IDS, "README"].sort());
    expect(readFileSync(join(DOCS, "README.md"), "utf8")).toBe(rulesIndex());
  });

  it.each(RULES)("$id: the example shows what the level promises", async (rule) => {
    const { change, said } = await exampleOf(rule);
    if (rule.level === "change") expect(change?.diff).toMatch(/^[-+]/m);
    else expect(said?.level).toBe(rule.level);
  });

  it.each(RULES)("$id: names no place of ours and no address but a source's", async (rule) => {
    const page = await rulePage(rule);
    expect(page).not.toMatch(/flux-facts|shapes\.md|design\.md|\.\.\/shared/);
    for (const [, url] of page.matchAll(/\]\((\S+)\)/g))
      expect(url).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+/);
  });
});
