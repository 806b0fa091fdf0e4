import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { markdownMigrate } from "../../src/report/markdown.ts";
import { BODY_LIMIT } from "../../src/report/markdown-fit.ts";
import { markdownScan } from "../../src/report/markdown-scan.ts";
import { textOf } from "../support/docs.ts";
import { outsideOfCode, parseBody } from "../support/markdown.ts";
import { demoReview, kustomization, MANY, manyFiles, reviewedWith } from "../support/review-fleet.ts";

const EXAMPLE = "docs/examples/pull-request.md";

describe("the body of a pull request", () => {
  it("is what docs/examples shows for the demo fleet (UPDATE_DOCS=1 writes it)", async () => {
    const body = markdownMigrate((await demoReview()).review);
    if (process.env.UPDATE_DOCS === "1") writeFileSync(join(import.meta.dirname, "../..", EXAMPLE), body);
    expect(body).toBe(textOf(EXAMPLE));
  });

  it("has a checklist, what moves, what stays, findings by severity, the graph and the files", async () => {
    const { review } = await demoReview();
    const { broken, headings, folded, checkboxes, tables, blocks } = parseBody(markdownMigrate(review));
    expect(broken).toEqual([]);
    expect(headings).toEqual([
      "Move 8 Git sources to OCI",
      "Before merging",
      "What can break: warnings (1)",
      "To apply elsewhere",
      "What moves",
      "Files",
    ]);
    expect(folded.filter((one) => !one.startsWith("<code>") && one !== "What to write")).toEqual([
      "What to know about them",
      "What gets a copy for OCIRepository beside it",
      "What stays on Git",
      "Sources of which nothing moves",
      "Notes (1)",
      "Sources and who reads them",
      "Opens: what comes from elsewhere",
    ]);
    expect(checkboxes).toBe(review.before.length);
    expect(tables.map((one) => one.rows.length)).toEqual([review.moves.length]);
    expect(blocks.map((one) => one.lang)).toEqual(["text", "yaml", "text", "mermaid"]);
  });

  it("tells before the first 40 lines end what changes, why, and what to do before merging", async () => {
    const lines = markdownMigrate((await demoReview()).review)
      .split("\n")
      .slice(0, 40);
    expect(lines[2]).toContain("An OCI artifact is immutable");
    for (const heading of ["### Before merging", "### What can break: warnings (1)"])
      expect(lines).toContain(heading);
  });

  it("draws each source and each group of readers once, with lines between what exists", async () => {
    const body = markdownMigrate((await demoReview()).review);
    const graph = parseBody(body).blocks.find((one) => one.lang === "mermaid")?.text ?? "";
    const nodes = [...graph.matchAll(/^ +([sr]\d+)\[/gm)].map(([, id]) => id);
    const ends = [...graph.matchAll(/^ {2}(s\d+) .* (r\d+)$/gm)].flatMap(([, from, to]) => [from, to]);
    expect(new Set(nodes).size).toBe(nodes.length);
    expect(ends.length).toBeGreaterThan(10);
    expect(ends.filter((id) => !nodes.includes(id))).toEqual([]);
    expect(graph).toContain('==>|"2 to OCI"|');
  });

  it.each([200, 3000])("fits and stays whole with %i readers", (files) => {
    const { review } = reviewedWith(manyFiles(files), MANY);
    const body = markdownMigrate(review);
    const { broken, blocks, html } = parseBody(body);
    expect(review.files.length).toBe(files + 1);
    expect(broken).toEqual([]);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(BODY_LIMIT);
    const graph = blocks.find((one) => one.lang === "mermaid")?.text ?? "";
    expect(graph.split("\n").length).toBeLessThan(100);
    expect(graph.length).toBeLessThan(10_000);
    const shownFolders = html.match(/<summary><code>/g)?.length ?? 0;
    const [, left = "0"] = /(\d+) folders left out/.exec(html) ?? [];
    expect(shownFolders + Number(left)).toBe(files + 1);
    expect(body.includes("left out")).toBe(files === 3000);
  });

  it("shows nothing of a hostile fleet as anything but text", () => {
    const evil = ["@acme/team", "x|y", "`a`", "</details>", "#12", "\u202eabc", "<b>", "a\\|b", "-->"];
    const objects = evil.map((name, i) => kustomization(name, `app-${i}${name}`)).join("---\n");
    const source = (name: string) => `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${JSON.stringify(name)}
  namespace: flux-system
spec:
  url: https://user:hunter2@example.com/@team/x.git?token=hunter2
  ref: { branch: main }
`;
    const files = manyFiles(1);
    files.set(
      "clusters/prod/@team|x/`#1`.yaml",
      objects + evil.map((name, i) => source(`app-${i}${name}`)).join(""),
    );
    const { review, analysis, plan } = reviewedWith(files, { map: ["*=oci://ghcr.io/acme/app:main"] });
    expect(review.moves.length + review.kept.length).toBeGreaterThan(evil.length);
    for (const body of [markdownMigrate(review), markdownScan(analysis.graph, plan)]) {
      const { broken, html } = parseBody(body);
      expect(broken).toEqual([]);
      expect(body).not.toContain("hunter2");
      expect(body).not.toContain("\u202e");
      const outside = outsideOfCode(html);
      expect(outside.match(/[@|`<>\\]|#\d|-->/g)).toBe(null);
      expect(outside).not.toContain("team");
    }
  });

  it("says so where nothing moves", () => {
    const { review } = reviewedWith(manyFiles(2), {});
    const body = markdownMigrate(review);
    expect(
      body.startsWith("## Nothing moves from Git to OCI\n\n3 references stay on Git.\n\n### What stays"),
    ).toBe(true);
    expect(body).toContain("**undecided**");
  });
});

describe("scan as Markdown", () => {
  it("has a row for each source, and the same parts", async () => {
    const { analysis, plan } = await demoReview();
    const { broken, headings, tables } = parseBody(markdownScan(analysis.graph, plan));
    expect(broken).toEqual([]);
    expect(tables[0]?.rows.length).toBe(analysis.graph.sources.length);
    expect(headings).toContain("What stays on Git");
    expect(headings).not.toContain("Files");
  });
});
