import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { baselineText, loadBaseline } from "../../src/config/baseline.ts";
import { emptyConfig } from "../../src/config/types.ts";
import type { Baseline, BaselineEntry } from "../../src/core/lint.ts";
import { ACCEPTABLE_RULE_IDS } from "../../src/flux/rules/lint.ts";
import { lintTree, updateBaseline } from "../../src/lint-tree.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { analyseTexts } from "../support/memory-tree.ts";

const FILE = ".git2oci-baseline.json";
const RULES = ["git-source", "missing-ref"];
const load = (text: string) => loadBaseline(text, FILE, readYamlFull, RULES);

const WEB: BaselineEntry = {
  rule: "missing-ref",
  scope: "?",
  kind: "OCIRepository",
  namespace: "flux-system",
  name: "web",
  count: 1,
};
const whole = (...entries: unknown[]) =>
  JSON.stringify({ apiVersion: "git2oci/v1", kind: "LintBaseline", entries });

const SCHEMA = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../schema/lint-baseline.schema.json"), "utf8"),
);
const isValid = new Ajv2020({ strict: true }).compile(SCHEMA);

/** Other rules have more to say about objects that are as short as these. */
const OTHERS_OFF = new Map(
  ACCEPTABLE_RULE_IDS.filter((id) => !RULES.includes(id)).map((id) => [id, "off"] as const),
);

function baselineOf(...entries: BaselineEntry[]): Baseline {
  const loaded = load(baselineText(entries));
  if ("error" in loaded) throw new Error(loaded.error);
  return loaded.baseline;
}

const oci = (name: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  url: oci://ghcr.io/acme/${name}\n`;

function lintOf(names: readonly string[], baseline?: Baseline, rules = new Map<string, "off">()) {
  const files = new Map([["a.yaml", names.map(oci).join("---\n")]]);
  const analysis = analyseTexts(files, emptyConfig());
  const accepted = baseline && { baseline, today: "2026-06-15" };
  const levels = { preset: "recommended", rules: new Map([...OTHERS_OFF, ...rules]) } as const;
  return lintTree(analysis, levels, accepted ? { accepted } : {});
}

const said = (names: readonly string[], baseline: Baseline, rules?: Map<string, "off">) =>
  lintOf(names, baseline, rules).findings.map(({ rule, object }) => `${rule} ${object.name}`);

describe("the file", () => {
  test("is sorted, of few lines an entry, valid, and read back as it was", () => {
    const full = { ...WEB, name: "api", count: 2, reason: "r", owner: "o", expires: "2026-12-31" };
    const text = baselineText([WEB, full]);
    expect(text).toBe(`{
  "apiVersion": "git2oci/v1",
  "kind": "LintBaseline",
  "entries": [
    {
      "rule": "missing-ref",
      "scope": "?",
      "kind": "OCIRepository",
      "namespace": "flux-system",
      "name": "api",
      "count": 2,
      "reason": "r",
      "owner": "o",
      "expires": "2026-12-31"
    },
    {
      "rule": "missing-ref",
      "scope": "?",
      "kind": "OCIRepository",
      "namespace": "flux-system",
      "name": "web",
      "count": 1
    }
  ]
}
`);
    expect(isValid(JSON.parse(text))).toBe(true);
    expect(
      baselineOf(WEB, full).entries.map(({ location: { line, column }, ...one }) => [line, column, one.name]),
    ).toEqual([
      [6, 15, "api"],
      [17, 15, "web"],
    ]);
  });

  test("keeps its $schema and its line ends", () => {
    const before = JSON.stringify({ $schema: "./x.json", ...JSON.parse(whole()) }, null, 2).replaceAll(
      "\n",
      "\r\n",
    );
    const loaded = load(`\uFEFF${before}`);
    if ("error" in loaded) throw new Error(loaded.error);
    const text = baselineText([], { text: before, schema: loaded.baseline.schema });
    expect(text).toBe(`${before}\r\n`);
  });

  test("may be formatted with tabs", () => {
    expect(load(JSON.stringify(JSON.parse(whole(WEB)), null, "\t"))).toHaveProperty("baseline");
  });

  test.each<[string, string]>([
    ["{", "is no JSON; mend it, or remove the file, and git2oci lint --update-baseline writes it anew"],
    ["[]", "is no baseline (kind: LintBaseline); give a file that git2oci lint --update-baseline wrote"],
    [
      whole().replace("v1", "v2"),
      'is of version "git2oci/v2", and this program reads git2oci/v1; remove the file, then git2oci lint --update-baseline writes it anew',
    ],
    [whole().replace("[]", "{}"), "has no list of entries"],
    [whole().replace("entries", "entris"), "has no list of entries"],
    [
      whole({ ...WEB, rule: "mising-ref" }),
      'lint has no rule "mising-ref" for a baseline (did you mean "missing-ref"?)',
    ],
    [whole({ ...WEB, count: 0 }), "count takes a whole number from 1"],
    [whole({ ...WEB, count: "1" }), "count takes a whole number from 1"],
    [whole({ ...WEB, expires: "2026-02-30" }), "expires takes a date such as 2026-12-31"],
    [whole({ ...WEB, name: null }), "name takes a text"],
    [whole({ ...WEB, expire: "2026-12-31" }), 'unknown key "expire" (did you mean "expires"?)'],
    [whole({ ...WEB, scope: undefined }), "the entry has no scope"],
    [whole("missing-ref"), "an entry is a map with rule, scope, kind, namespace, name, count"],
    [whole(WEB, WEB), "repeats an entry; its count says how often a finding is accepted"],
    [whole().replace("}", ',"more":1}'), 'unknown key "more"'],
  ])("is refused with one line: %s", (text, message) => {
    const loaded = load(text);
    const error = "error" in loaded ? loaded.error : "";
    expect(error.replace(/^\.git2oci-baseline\.json(?::1:\d+)?: /, "")).toBe(message);
  });
});

describe("findings", () => {
  test("of accepted identities do not count, with reason, owner and date", () => {
    const entry = { ...WEB, reason: "waits", owner: "platform", expires: "2026-06-15" };
    const result = lintOf(["web"], baselineOf(entry));
    expect(result.findings).toEqual([]);
    expect(result.suppressed.map((one) => one.suppression)).toEqual([
      { by: "baseline", reason: "waits", owner: "platform", expires: "2026-06-15" },
    ]);
  });

  test("one more than accepted, and all of the identity count, with a note", () => {
    const { findings } = lintOf(["web", "web"], baselineOf(WEB));
    expect(findings.map(({ location, help }) => [location.line, help])).toEqual([
      [4, "The baseline accepts 1 of these 2, and cannot tell which one is new."],
      [10, "The baseline accepts 1 of these 2, and cannot tell which one is new."],
    ]);
  });

  test("another one in place of an accepted one: both are said", () => {
    expect(said(["api"], baselineOf(WEB)).toSorted()).toEqual(["missing-ref api", "stale-baseline web"]);
  });

  test("fewer than accepted is stale, unless the rule is off or only changes count", () => {
    expect(said(["web"], baselineOf({ ...WEB, count: 2 }))).toEqual(["stale-baseline web"]);
    expect(said([], baselineOf(WEB), new Map([["missing-ref", "off"]]))).toEqual([]);
    const analysis = analyseTexts(new Map([["a.yaml", oci("web")]]), emptyConfig());
    const accepted = { baseline: baselineOf({ ...WEB, count: 2 }), today: "2026-06-15" };
    const changes = { isChanged: () => true, isSomethingGone: () => true };
    const levels = { preset: "recommended", rules: OTHERS_OFF } as const;
    expect(lintTree(analysis, levels, { accepted, changes }).findings).toEqual([]);
  });

  test("of an expired entry count again, beside it", () => {
    const expired = baselineOf({ ...WEB, expires: "2026-06-14" });
    expect(said(["web"], expired)).toEqual(["expired-baseline web", "missing-ref web"]);
  });

  test("that nobody has decided are a warning without a baseline, and count in full with one", () => {
    const git = oci("web").replace("OCI", "Git").replace("oci:", "https:");
    const analysis = analyseTexts(new Map([["a.yaml", git]]), emptyConfig());
    const levels = { preset: "recommended", rules: OTHERS_OFF } as const;
    const accepted = { baseline: baselineOf(), today: "2026-06-15" };
    const severities = [lintTree(analysis, levels), lintTree(analysis, levels, { accepted })].map(
      ({ findings }) => findings.map((one) => one.severity),
    );
    expect(severities).toEqual([["warning"], ["error"]]);
  });
});

describe("an update", () => {
  test("adds what is new, takes out what is gone, keeps what a person wrote", () => {
    const written = { ...WEB, count: 3, reason: "waits", owner: "platform", expires: "2026-12-31" };
    const before = baselineOf(written, { ...WEB, name: "gone" });
    const update = updateBaseline(lintOf(["web", "web", "new"], before), before);
    expect(update).toEqual({
      entries: [
        { ...WEB, name: "new" },
        { ...written, count: 2 },
      ],
      added: [{ ...WEB, name: "new" }],
      removed: [
        { ...written, count: 1 },
        { ...WEB, name: "gone" },
      ],
    });
  });

  test("moves no date, takes no suppression fault, and leaves rules that did not run", () => {
    const old = { ...WEB, expires: "2026-06-14" };
    const before = baselineOf(old);
    expect(updateBaseline(lintOf(["web"], before), before).entries).toEqual([old]);
    const off = lintOf(["web"], before, new Map([["missing-ref", "off"]]));
    expect(updateBaseline(off, before)).toEqual({ entries: [old], added: [], removed: [] });
  });
});
