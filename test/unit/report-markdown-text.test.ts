import fc from "fast-check";
import { Marked } from "marked";
import { describe, expect, it } from "vitest";
import { commitMessage } from "../../src/report/commit-message.ts";
import { fitted, type Section } from "../../src/report/markdown-fit.ts";
import { code, details, fenced, htmlCode, prose } from "../../src/report/markdown-text.ts";
import { shown } from "../../src/report/review-text.ts";
import { outsideOfCode, parseBody } from "../support/markdown.ts";
import { demoReview } from "../support/review-fleet.ts";

const marked = new Marked({ gfm: true });
/** Letters, digits, and signs that mean nothing between words. */
const INERT = /^[\p{L}\p{N} ,;:.()'’–—…→-]*$/u;

/** Texts as a hostile repository would write them, between others. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          "@team",
          "#12",
          "acme/x#1",
          "!7",
          "GH-3",
          "deadbeef0",
          ":tada:",
          "www.x.y",
          "https://a.b/c",
          "a@b.c",
        ],
        ...["<img src=x>", "</details>", "<!--", "-->", "|", "\\|", "`", "``", "```", "~~~", "$x$", "$`x`$"],
        ...["[a](b)", "![", "](", "**", "__", "*", "_", "1.", "-", "+", ">", "#", "&lt;", "\\", "{ a: b }"],
      ),
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.string({ maxLength: 8 }),
      fc.constantFrom("plain", "word", "it's", "→"),
    ),
    { maxLength: 12 },
  )
  .map((parts) => shown(parts.join(" ")));

describe("prose", () => {
  it("leaves plain sentences as they are", () => {
    const text =
      "The tag moves with every commit, so the pipeline must publish it; it's written here (twice).";
    expect(prose(text)).toBe(text);
  });

  it.each([
    ["ask @team about #12", "ask `@team` about `#12`"],
    ["(clusters/prod/a.yaml:12)", "(`clusters/prod/a.yaml:12`)"],
    ["write `kind: OCIRepository` there.", "write `kind: OCIRepository` there."],
    ["charts: [{ source: a, url: b }].", "charts: `[{ source: a, url: b }]`."],
    ["oci://x/${TAG}", "`oci://x/${TAG}`"],
    ["1. first", "`1`. first"],
    ["a|b", "<code>a&#124;b</code>"],
    ["two\nlines", "two lines"],
    ["fixes GH-12 in deadbeef", "fixes `GH-12` in `deadbeef`"],
  ])("%j becomes %j", (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  it("lets no sign out of code that means anything to Markdown, HTML or a forge", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = marked.parse(`x ${prose(text)} y`, { async: false });
        expect(outsideOfCode(html).trim()).toMatch(INERT);
        expect(html.replace(/<\/?(?:code|p)>/g, "")).not.toMatch(/<[a-z!/]/i);
      }),
    );
  });

  it("keeps a table whole, and a list item one item", () => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const body = `| a | b |\n| --- | --- |\n| ${prose(a)} | ${code(b)} |\n\n- [ ] do ${prose(b)}`;
        const { broken, tables, html, checkboxes } = parseBody(body);
        expect(broken).toEqual([]);
        expect(tables.map((one) => one.rows.length)).toEqual([1]);
        expect([checkboxes, html.match(/<li>/g)?.length]).toEqual([1, 1]);
      }),
    );
  });

  it("cuts a text that nobody reads to its end, and never half a character", () => {
    const long = prose("😀".repeat(5000));
    expect(long.length).toBeLessThan(1600);
    expect(long.endsWith("😀…`")).toBe(true);
  });
});

describe("code", () => {
  it("shows the text itself, whatever it holds", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const one of [code(text), htmlCode(text)]) {
          const html = marked.parse(`x ${one} y`, { async: false });
          const [, inside = ""] = /<code>([\s\S]*)<\/code>/.exec(html) ?? [];
          expect(decoded(inside)).toBe(text.replace(/\s+/gu, " ").trim());
        }
      }),
    );
  });

  it("fences a block more tightly than anything in it", () => {
    fc.assert(
      fc.property(fc.array(hostile), (lines) => {
        const text = ["first", ...lines].join("\n");
        const { blocks, broken } = parseBody(details("what", fenced(text, "yaml")));
        expect(broken).toEqual([]);
        expect(blocks.map((one) => one.text)).toEqual([text.trimEnd()]);
      }),
    );
  });
});

describe("a body that is too long", () => {
  it("keeps its limit, whole items, and counts what is missing", () => {
    const texts = fc.array(
      fc.string({ maxLength: 200 }).map((text) => `- ${prose(text)}`),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 5 }), fc.integer({ min: 1000, max: 8000 }), (lists, limit) => {
        const sections = lists.map(
          (items, i): Section => ({
            ...{ rank: 9 - i, open: `### ${i}`, items, between: "\n" },
            more: (left) => `${left} left`,
          }),
        );
        const body = fitted("head", sections, limit);
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(limit);
        const lines = body.split("\n");
        const left = lines.flatMap((line) => /^(\d+) left$/.exec(line)?.[1] ?? []).map(Number);
        const whole = lists.flat().length;
        expect(lines.filter((line) => line.startsWith("- ")).length + left.reduce((a, b) => a + b, 0)).toBe(
          whole,
        );
        for (const line of lines.filter((one) => one.startsWith("- "))) expect(lists.flat()).toContain(line);
      }),
    );
  });

  it("gives up the least important section first", () => {
    const section = (rank: number): Section => ({
      ...{ rank, open: `## rank ${rank}`, items: Array.from({ length: 10 }, () => "x".repeat(50)) },
      ...{ between: "\n", more: (left) => `${left} left` },
    });
    const body = fitted("head", [section(2), section(1)], 700);
    expect(body.split("\n").filter((line) => !line.startsWith("x") && line !== "")).toEqual([
      ...["head", "## rank 2", "8 left", "## rank 1"],
    ]);
  });
});

describe("a commit message", () => {
  it("has a subject, an empty line, and lines of at most 72 characters", async () => {
    const lines = commitMessage((await demoReview()).review).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "Move 8 Git sources to OCI",
      "",
      "8 Git sources and 9 references move from Git to OCI, in 11 files. 1",
      "reference gets a copy for OCIRepository beside it. 6 references stay on",
    ]);
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
    expect(lines).toContain("- flux-system/web → oci://ghcr.io/acme/web:main, 1 reference");
    // What to do is for the pull request, and stays out of the log.
    expect(lines.filter((line) => line.includes("erging"))).toEqual([]);
  });

  it("has 40 lines at most, and counts the sources that it leaves out", async () => {
    const { review } = await demoReview();
    const [move] = review.moves;
    const moves = Array.from({ length: 60 }, (_, i) => ({ ...move!, name: `flux-system/source-${i}` }));
    const lines = commitMessage({ ...review, moves })
      .trimEnd()
      .split("\n");
    const shown = lines.filter((line) => line.startsWith("- flux-system/")).length;
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.at(-1)).toBe(`- and ${60 - shown} sources more`);
  });

  it("mentions nobody, closes no issue and skips no pipeline", async () => {
    const { review } = await demoReview();
    const name = "fixes #12, acme/x#3, !4 and GH-5 for @team [skip ci] git@host";
    const moves = review.moves.slice(0, 1).map((one) => ({ ...one, name }));
    const text = commitMessage({ ...review, title: `Move ${"x".repeat(90)}`, moves });
    expect(text).toContain("- fixes # 12, acme/x# 3, ! 4 and GH- 5 for @ team (skip ci) git@host");
    expect(text.split("\n")[0]?.length).toBe(72);
  });
});

/** Entities as a browser reads them. */
function decoded(html: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  // In one pass: what an entity gives is no part of another one.
  return html.replace(/&(?:#(\d+)|([a-z]+));/g, (all, point: string | undefined, name = "") =>
    point === undefined ? (named[name] ?? all) : String.fromCodePoint(Number(point)),
  );
}
