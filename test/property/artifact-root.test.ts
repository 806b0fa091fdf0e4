import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithin, normalize } from "../../src/core/paths.ts";
import { leavesRoot, reRoot } from "../../src/core/re-root.ts";
import { reRootIgnore } from "../../src/core/re-root-ignore.ts";
import { matchSegment } from "../../src/core/segment-match.ts";
import { isMatch, patternsIn } from "../../src/scan/ignore-rules.ts";

const name = fc.constantFrom("deploy", "apps", "a", "b", "web", ".hidden", "x y", "dep*");
const root = fc.array(name, { minLength: 1, maxLength: 3 }).map((steps) => steps.join("/"));

describe("a path below a new root", () => {
  const step = fc.oneof({ weight: 4, arbitrary: name }, fc.constantFrom("..", ".", ""));
  const path = fc
    .tuple(fc.constantFrom("", "./", "/"), fc.array(step, { maxLength: 6 }), fc.constantFrom("", "/"))
    .map(([prefix, steps, end]) => prefix + steps.join("/") + end);
  const below = fc
    .tuple(fc.constantFrom("", "./", "/"), root, fc.array(step, { maxLength: 4 }))
    .map(([prefix, top, steps]) => ({ top, path: prefix + [top, ...steps].join("/") }));

  it("means the same directory as before, and is refused where it lies elsewhere", () => {
    fc.assert(
      fc.property(fc.oneof(fc.record({ top: root, path }), below), ({ top, path: written }) => {
        const before = normalize(written.replace(/^\/+/, ""));
        const after = reRoot(written, top);
        const isInside = before !== undefined && isWithin(before, top);
        expect(after === undefined).toBe(!isInside);
        if (after !== undefined) expect(normalize(after.replace(/^\/+/, ""), top)).toBe(before);
      }),
      { numRuns: 2000 },
    );
  });

  it("is written like before", () => {
    fc.assert(
      fc.property(below, ({ top, path: written }) => {
        const after = reRoot(written, top);
        if (after === undefined || /^\.?\/$/.test(after)) return;
        const styleOf = (one: string) => [/^\.?\//.exec(one)?.[0] ?? "", one.endsWith("/")];
        expect(styleOf(after)).toEqual(styleOf(written));
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps what stands behind a variable, and a variable never hides where it leads", () => {
    fc.assert(
      fc.property(root, fc.array(name, { maxLength: 2 }), (top, steps) => {
        const tail = ["${CLUSTER}", ...steps].join("/");
        expect(reRoot(`./${top}/${tail}`, top)).toBe(`./${tail}`);
        expect(reRoot(`./${top}${tail}`, top)).toBeUndefined();
        expect(reRoot(`./${tail}/${top}`, top)).toBeUndefined();
        expect(reRoot(`./${top}/${tail}/../x`, top)).toBeUndefined();
      }),
    );
  });

  it("leaves the root exactly where one of its steps does", () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 6 }),
        root,
        fc.array(name, { maxLength: 2 }),
        (steps, top, inner) => {
          const directory = [top, ...inner].join("/");
          const leaves = steps.some((_, i) => {
            const here = normalize([directory, ...steps.slice(0, i + 1)].join("/"));
            return here === undefined || !isWithin(here, top);
          });
          expect(leavesRoot(steps.join("/"), directory, top)).toBe(leaves);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** What source-controller leaves in an artifact: the last pattern that matches decides, and each is asked on its own. */
function isLeft(path: string, rules: readonly { directory: string; text: string }[]): boolean {
  for (const { directory, text } of [...rules].reverse())
    for (const pattern of patternsIn(text).reverse()) {
      if (!isWithin(path, directory)) continue;
      const inner = directory === "" ? path : path.slice(directory.length + 1);
      if (isMatch(pattern.replace(/^!/, ""), inner)) return pattern.startsWith("!");
    }
  return true;
}

describe("ignore rules below a new root", () => {
  const segment = fc.constantFrom(
    "deploy",
    "apps",
    "a",
    "b",
    "*",
    "**",
    "dep*",
    "*.md",
    "x?",
    "[ab]",
    "a.md",
    "\\a",
  );
  const pattern = fc
    .tuple(
      fc.constantFrom("", "!"),
      fc.constantFrom("", "/"),
      fc.array(segment, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("", "", "/"),
    )
    .map(([sign, slash, steps, end]) => sign + slash + steps.join("/") + end);
  const line = fc.oneof(
    { weight: 6, arbitrary: pattern },
    fc.constantFrom("# a comment", "", "/*", "!/deploy"),
  );
  const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.map((one) => `${one}\n`).join(""));
  const directory = fc.constantFrom("deploy", "deploy/apps", "a", "apps/a/b");
  const file = fc
    .array(fc.constantFrom("deploy", "apps", "a", "b", "x1", "depot"), { maxLength: 3 })
    .chain((steps) => fc.constantFrom("a.md", "b", "c.yaml", "a").map((last) => [...steps, last].join("/")));

  it("leave exactly what they left in the directory before", () => {
    let translated = 0;
    fc.assert(
      fc.property(
        directory,
        fc.option(text, { nil: undefined }),
        fc.option(text, { nil: undefined }),
        fc.array(file, { minLength: 1, maxLength: 12 }),
        (top, own, above, files) => {
          const outer = above === undefined ? [] : [{ directory: "", text: above }];
          const result = reRootIgnore(own, top, outer);
          if (result.untranslated.length > 0) return;
          translated++;
          const before = [...outer, { directory: "", text: own ?? "" }];
          for (const one of files) {
            const left = isLeft(`${top}/${one}`, before);
            expect({ one, left }).toEqual({
              one,
              left: !result.empties && isLeft(one, [{ directory: "", text: result.text ?? "" }]),
            });
          }
        },
      ),
      { numRuns: 3000 },
    );
    expect(translated).toBeGreaterThan(1000);
  });

  it("keep Flux from its built-in list where they did before, and only there", () => {
    fc.assert(
      fc.property(directory, text, (top, own) => {
        const { text: after, empties, untranslated } = reRootIgnore(own, top);
        if (empties || untranslated.length > 0) return;
        expect(patternsIn(after ?? "").length > 0).toBe(patternsIn(own).length > 0);
      }),
      { numRuns: 1000 },
    );
  });

  it("keep their end, and every comment of what stays", () => {
    const own = "# first\n/docs/\n\n# second\n/deploy/old\n";
    expect(reRootIgnore(own, "deploy").text).toBe("\n# second\n/old\n");
    expect(reRootIgnore("/deploy/old", "deploy").text).toBe("/old");
    expect(reRootIgnore("# nothing\n", "deploy").text).toBe("# nothing\n");
    expect(reRootIgnore(undefined, "deploy").text).toBeUndefined();
  });
});

describe("a segment of a pattern", () => {
  it("matches as in Git, or says that it does not know", () => {
    const part = fc.string({ unit: fc.constantFrom(..."ab*?é😀"), minLength: 1, maxLength: 8 });
    const word = fc.string({ unit: fc.constantFrom(..."abé😀"), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(part, word, (glob, text) => {
        // The reference splits at UTF-16 units, so a mark for one character is compared without astral ones.
        if (glob.includes("?") && text.includes("😀")) return;
        expect(matchSegment(glob, text)).toBe(isMatch(`/${glob.replace(/\*+/g, "*")}`, text));
      }),
      { numRuns: 1000 },
    );
    expect(matchSegment("*.[jt]s", "deploy")).toBe(false);
    expect(matchSegment("[ad]*", "deploy")).toBeUndefined();
  });

  it("takes no longer for a hostile one", () => {
    const glob = "*a".repeat(2000);
    expect(matchSegment(`${glob}b`, "a".repeat(4000))).toBe(false);
  });
});
