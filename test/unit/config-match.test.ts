import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fluxTargetFor,
  matchesSource,
  matchGlob,
  parseSelector,
  parseUrlSelector,
  type SelectableSource,
  selectorKey,
} from "../../src/config/match.ts";
import { emptyConfig, type Selector } from "../../src/config/types.ts";

function sound(selector: Selector | { error: string }): Selector {
  if ("error" in selector) throw new Error(selector.error);
  return selector;
}

describe("matchGlob", () => {
  const ROWS: readonly [pattern: string, yes: string[], no: string[]][] = [
    ["", [""], ["a"]],
    ["web", ["web"], ["we", "webs", "Web", ""]],
    ["*", ["", "web"], ["a/b"]],
    ["w*b", ["wb", "web", "wxxb"], ["web/b", "webs"]],
    ["?", ["a", "\u{1F600}"], ["", "ab", "/"]],
    ["a?c*", ["abc", "abcd"], ["ac", "a/c"]],
    ["clusters/*", ["clusters/prod"], ["clusters", "clusters/prod/eu"]],
    ["clusters/**", ["clusters/prod", "clusters/prod/eu"], ["clusters", "cluster/x"]],
    ["**/prod", ["prod", "clusters/prod", "a/b/prod"], ["xprod", "prod/x"]],
    ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "ax/b"]],
    ["**", ["", "a", "a/b"], []],
    ["a.b+(c)", ["a.b+(c)"], ["axb+(c)"]],
  ];
  test.each(ROWS)("%s", (pattern, yes, no) => {
    expect(yes.filter((text) => !matchGlob(pattern, text))).toEqual([]);
    expect(no.filter((text) => matchGlob(pattern, text))).toEqual([]);
  });

  test("says the same as a regular expression made of the same parts", () => {
    const part = fc.constantFrom(
      { glob: "a", regex: "a" },
      { glob: "b", regex: "b" },
      { glob: "/", regex: "/" },
      { glob: "?", regex: "[^/]" },
      { glob: "*", regex: "[^/]*" },
    );
    const parts = fc
      .array(part, { maxLength: 8 })
      .filter((all) => !all.some((one, i) => one.glob === "*" && all[i + 1]?.glob === "*"));
    const text = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 8 }).map((all) => all.join(""));
    fc.assert(
      fc.property(parts, text, (parts, text) => {
        const regex = new RegExp(`^${parts.map((one) => one.regex).join("")}$`);
        expect(matchGlob(parts.map((one) => one.glob).join(""), text)).toBe(regex.test(text));
      }),
    );
  });

  test("many stars cost no more than the product of the lengths", () => {
    expect(matchGlob(`${"*a".repeat(200)}b`, "a".repeat(2000))).toBe(false);
  });
});

describe("parseSelector", () => {
  test("names, with and without namespace, kind and scope", () => {
    const text = "x";
    const rows: [string, Partial<Selector>][] = [
      ["web", { namespace: undefined, name: "web", scopes: [] }],
      ["apps/web", { namespace: "apps", name: "web", scopes: [] }],
      ["GitRepository/apps/web", { namespace: "apps", name: "web", scopes: [] }],
      ["GitRepository/?/web@clusters/prod", { namespace: "?", name: "web", scopes: ["clusters/prod"] }],
      ["web@./clusters/prod/", { namespace: undefined, name: "web", scopes: ["clusters/prod"] }],
      ["web@.", { namespace: undefined, name: "web", scopes: [""] }],
      ["web@?", { namespace: undefined, name: "web", scopes: ["?"] }],
      [`*/web-\${ENV}`, { namespace: "*", name: `web-\${ENV}`, scopes: [] }],
    ];
    for (const [written, selector] of rows)
      expect({ ...parseSelector(written), text }).toEqual({ by: "name", text, ...selector });
    expect(parseSelector("web", ["a", "b"])).toMatchObject({ scopes: ["a", "b"] });
  });

  test.each([
    "",
    "/",
    "a/",
    "/a",
    "a/b/c",
    "HelmRepository/a/b",
    "GitRepository/a",
    "a b",
    "a=b",
    "@prod",
    "a:b",
  ])("%j is none", (text) => {
    expect(parseSelector(text)).toEqual({
      error: `is no source: ${JSON.stringify(text)}; allowed: [namespace/]name[@scope], * and ? as wildcards`,
    });
  });

  test("scopes that are none", () => {
    expect(parseSelector("web@")).toEqual({ error: 'has no usable scope behind @: "web@"' });
    expect(parseSelector("web@/prod")).toEqual({ error: 'has no usable scope behind @: "web@/prod"' });
    expect(parseSelector("web@../prod")).toEqual({ error: 'has no usable scope behind @: "web@../prod"' });
  });
});

describe("matchesSource", () => {
  const source: SelectableSource = {
    namespace: "apps",
    name: "web",
    scope: "clusters/prod",
    url: "ssh://git@GitHub.com:22/acme/web.git",
  };
  const named = (text: string, other: Partial<SelectableSource> = {}): boolean =>
    matchesSource(sound(parseSelector(text)), { ...source, ...other });
  const byUrl = (text: string, url: string | undefined = source.url, scopes: string[] = []): boolean =>
    matchesSource(sound(parseUrlSelector(text, scopes)), { ...source, url });

  test("by name", () => {
    const yes = [
      "web",
      "w*",
      "apps/web",
      "*/web",
      "a*/*",
      "GitRepository/apps/web",
      "web@clusters/prod",
      "web@clusters/*",
      "web@**",
    ];
    const no = ["api", "Web", "flux-system/web", "?/web", "web@clusters", "web@clusters/*/eu", "web@?"];
    expect(yes.filter((text) => !named(text))).toEqual([]);
    expect(no.filter((text) => named(text))).toEqual([]);
  });

  test("what is unknown is covered by what leaves it open, and by ?", () => {
    const unknown = { namespace: "?", scope: "?" };
    const yes = ["web", "*/web", "?/web", "GitRepository/?/web", "web@?", "web@*", "web@**"];
    const no = ["apps/web", "a*/web", "web@clusters/prod", "web@clusters/*", "web@."];
    expect(yes.filter((text) => !named(text, unknown))).toEqual([]);
    expect(no.filter((text) => named(text, unknown))).toEqual([]);
  });

  test("by url, in any way to write it", () => {
    const yes = [
      "https://github.com/acme/web",
      "https://github.com/acme/*",
      "git@github.com:*/web.git",
      "github.com/acme/w?b",
      "https://*.com/acme/web",
    ];
    const no = [
      "https://github.com/acme",
      "https://github.com/*",
      "https://gitlab.com/acme/*",
      "https://github.com/Acme/*",
    ];
    expect(yes.filter((text) => !byUrl(text))).toEqual([]);
    expect(no.filter((text) => byUrl(text))).toEqual([]);
    expect(byUrl("https://github.com/**", `https://github.com/\${ORG}/web`)).toBe(false);
    expect(
      matchesSource(sound(parseUrlSelector("https://github.com/**")), { ...source, url: undefined }),
    ).toBe(false);
    expect(byUrl("https://github.com/acme/web", source.url, ["clusters/staging"])).toBe(false);
    expect(byUrl("https://github.com/acme/web", source.url, ["clusters/staging", "clusters/p*"])).toBe(true);
  });

  test("two ways to write one selector have one key", () => {
    const key = (text: string) => selectorKey(sound(parseSelector(text)));
    expect(key("web")).toBe(key("*/web"));
    expect(key("apps/web@prod")).toBe(key("GitRepository/apps/web@./prod/"));
    expect(key("apps/web@prod")).not.toBe(key("apps/web"));
    expect(selectorKey(sound(parseUrlSelector("https://github.com/a/b.git", ["x", "y"])))).toBe(
      selectorKey(sound(parseUrlSelector("git@github.com:a/b", ["y", "x"]))),
    );
  });
});

test("the Flux version of a scope: the first glob that covers it, else that for all", () => {
  const origin = { flag: "--flux-version 2.7" };
  const config = {
    ...emptyConfig(),
    flux: [
      { origin, scope: undefined, minor: 9 },
      { origin, scope: "clusters/prod*", minor: 7 },
      { origin, scope: "clusters/*", minor: 8 },
    ],
  };
  expect(
    ["clusters/prod-eu", "clusters/dev", "other", "?"].map((scope) => fluxTargetFor(config, scope)?.minor),
  ).toEqual([7, 8, 9, 9]);
  expect(fluxTargetFor(emptyConfig(), "clusters/prod")).toBeUndefined();
});
