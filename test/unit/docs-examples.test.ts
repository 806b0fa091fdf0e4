import { describe, expect, it } from "vitest";
import { fileDiff } from "../../src/report/unified-diff.ts";
import { type Example, examplesOf, page, pages, textOf } from "../support/docs.ts";

/** What the text behind each kind of marker has to be. */
const MARKERS: Readonly<Record<string, (path: string) => string | undefined>> = {
  fixture: (path) => textOf(`fixtures/${path}`),
  "fixture-diff": (path) => {
    const [name = "", ...rest] = path.split("/");
    const file = rest.join("/");
    const before = textOf(`fixtures/${name}/before/${file}`);
    const after = textOf(`fixtures/${name}/after/${file}`);
    return before === undefined && after === undefined ? undefined : fileDiff({ path: file, before, after });
  },
};

const EXAMPLES: readonly (Example & { from: string })[] = pages().flatMap((from) =>
  examplesOf(page(from)).map((example) => ({ ...example, from })),
);

describe("examples in the documentation", () => {
  it.each(EXAMPLES)("$from: $marker $path", ({ marker, path, text }) => {
    expect(Object.keys(MARKERS)).toContain(marker);
    expect(text).toBe(MARKERS[marker]?.(path));
  });

  it("finds every marked example", () => {
    const marked = pages().flatMap((one) => page(one).match(/^ *<!-- fixture/gm) ?? []);
    expect(EXAMPLES).toHaveLength(marked.length);
    expect(marked.length).toBeGreaterThan(4);
  });

  it("shows the seed decided and changed in the README, which has at most 900 words", () => {
    expect(textOf("README.md")?.split(/\s+/).length).toBeLessThanOrEqual(900);
    const shown = EXAMPLES.filter((one) => one.from === "README.md").map(
      (one) => `${one.marker} ${one.path}`,
    );
    expect(shown).toEqual(["fixture seed/git2oci.yaml", "fixture-diff seed/app.yaml"]);
  });
});

describe("links in the documentation", () => {
  const links = pages().flatMap((from) =>
    [...page(from).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => ({ from, to })),
  );

  it.each(links.filter(({ to }) => !/^https:/.test(to)))("$from: $to", ({ from, to }) => {
    const [path = "", anchor] = to.split("#");
    const file = path === "" ? from : new URL(path, `file:///${from}`).pathname.slice(1);
    const text = textOf(file);
    expect(text).toBeDefined();
    if (anchor !== undefined) expect(anchorsOf(text ?? "")).toContain(anchor);
  });
});

/** Anchors as GitHub makes them from headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9 _-]/g, "")
      .replaceAll(" ", "-"),
  );
}
