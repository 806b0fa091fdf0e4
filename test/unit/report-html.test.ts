import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SCRIPT, STYLE } from "../../src/report/html/assets.ts";
import { shownDiffs } from "../../src/report/html/diff.ts";
import { breakablePath, pathHtml } from "../../src/report/html/escape.ts";
import { hunksOf } from "../../src/report/html/hunks.ts";
import { cutLines } from "../../src/report/html/long-lines.ts";
import { htmlReport } from "../../src/report/html/page.ts";
import { fileDiff } from "../../src/report/unified-diff.ts";
import { demoReview, kustomization, MANY, manyFiles, reviewedWith } from "../support/review-fleet.ts";

/** What the script of a page gets. */
interface Data {
  path: string;
  clusters: number[];
  sources: number[];
  rules: number[];
  hunks: ReturnType<typeof shownDiffs>[number];
}

/** The texts of a page's elements of one kind. */
function elements(page: string, name: string): { attributes: string; text: string }[] {
  return [...page.matchAll(new RegExp(`<${name}\\b([^>]*)>([\\s\\S]*?)</${name}>`, "g"))].map(
    ([, attributes = "", text = ""]) => ({ attributes, text }),
  );
}

function dataOf(page: string): Data[] {
  const [data] = elements(page, "script");
  return JSON.parse(data?.text ?? "") as Data[];
}

function sha256(text: string | undefined): string {
  return `'sha256-${createHash("sha256")
    .update(text ?? "")
    .digest("base64")}'`;
}

/** The text of a cell. */
function plain(html: string): string {
  const entities: Record<string, string> = {
    ...{ "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#x2F;": "/", "&amp;": "&" },
  };
  return html.replace(/<\/?(?:ins|del)>/g, "").replace(/&[^;]+;/g, (one) => entities[one] ?? one);
}

describe("the HTML report", () => {
  it("needs nothing but itself, and its policy names its own script and style", async () => {
    const page = htmlReport((await demoReview()).review);
    const [style] = elements(page, "style");
    expect(style?.text).toContain(".diff");
    const scripts = elements(page, "script");
    expect(scripts.map((one) => one.attributes)).toEqual([' type="application/json" id="data"', ""]);
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${sha256(style?.text)}`,
      `script-src ${sha256(scripts[1]?.text)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page.match(/<(?:link|img|iframe|object|embed|base|form)\b|@import|url\(/g)).toBe(null);
    expect(page.match(/\s(?:style|src|on[a-z]+)="/g)).toBe(null);
    expect([...page.matchAll(/\shref="([^"]*)"/g)].filter(([, to = ""]) => !to.startsWith("#"))).toEqual([]);
  });

  it("has unique ids, and every link and label leads to one", async () => {
    const page = htmlReport((await demoReview()).review);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const named = [...page.matchAll(/\s(?:aria-labelledby|href)="#?([^"]*)"/g)].flatMap(([, to = ""]) =>
      to.split(" "),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((one) => !ids.includes(one))).toEqual([]);
  });

  it("gives every hunk of every file a reason, and all lines of the diff", async () => {
    const { review, files } = await demoReview();
    const data = dataOf(htmlReport(review));
    expect(data.map((one) => one.path)).toEqual(files.map((one) => one.path));
    for (const [i, { hunks, path }] of data.entries()) {
      expect([path, hunks.filter((one) => one.why.length === 0)]).toEqual([path, []]);
      const diff = fileDiff(files[i]!);
      const lines = (sign: string) =>
        diff
          .slice(diff.indexOf("\n@@"))
          .split("\n")
          .flatMap((line) => (line.startsWith(sign) ? [line.slice(1).replace(/\r$/, "")] : []));
      const rows = hunks.flatMap((one) => one.rows);
      const side = (number: number, html: string) => (number === 0 ? [] : [plain(html)]);
      const changed = rows.filter((row) => row.length === 4);
      expect(changed.flatMap(([old, html]) => side(old, html))).toEqual(lines("-"));
      expect(changed.flatMap(([, , now, html = ""]) => side(now, html))).toEqual(lines("+"));
      expect(rows.filter((row) => row.length === 3).map(([, html]) => plain(html))).toEqual(lines(" "));
    }
    const web = data.find((one) => one.path === "apps/base/web.yaml");
    expect(web?.hunks.map((one) => one.why.map(([rule]) => rule))).toEqual([
      ["git-repository"],
      ["kustomization-source-ref"],
    ]);
    expect(web?.hunks[1]?.rows.find((row) => row.length === 4)).toEqual([
      29,
      "    kind: <del>GitRepository</del>",
      29,
      "    kind: <ins>OCIRepository</ins>",
    ]);
  });

  it("filters by clusters, sources and rules that are all in its lists", async () => {
    const page = htmlReport((await demoReview()).review);
    const lists = elements(page, "select").slice(1);
    const values = lists.map((one) =>
      [...one.text.matchAll(/<option value="(\d+)">/g)].map(([, i]) => Number(i)),
    );
    expect(values.map((one) => one.length)).toEqual([3, 8, 3]);
    const data = dataOf(page);
    expect(data.every((one) => one.sources.length > 0 && one.rules.length > 0)).toBe(true);
    const used = (key: "clusters" | "sources" | "rules") => new Set(data.flatMap((one) => one[key]));
    expect([used("clusters"), used("sources"), used("rules")].map((one) => [...one].sort())).toEqual(values);
  });

  it("lets nothing of a hostile fleet out of its text", () => {
    const evil = [
      "</script><script>alert(1)</script>",
      "<!-- <script>",
      "\u2028\u202e",
      "\"'><img src=x onerror=1>",
    ];
    const files = manyFiles(1);
    evil.forEach((name, i) => {
      const text = kustomization(
        `n${i}`,
        "app",
        `  # ${JSON.stringify(name).replace("\u2028", "")} ${name.replace("\u2028", "")}\n`,
      );
      files.set(
        `clusters/prod/x${i}${name.replaceAll("/", "")}.yaml`,
        text.replace('"n0"', JSON.stringify(name)),
      );
    });
    const { review } = reviewedWith(files, MANY);
    const page = htmlReport(review);
    expect(review.files.length).toBe(evil.length + 2);
    expect(page.match(/<script/g)?.length).toBe(2);
    expect(page.match(/<!--|<img|[\u2028\u2029\u202e]/g)).toBe(null);
    const [data] = elements(page, "script");
    expect(data?.text).not.toContain("<");
    // What is in the diff is there, as text.
    expect(JSON.stringify(dataOf(page))).toContain("&lt;!-- &lt;script&gt;");
  });

  it("repeats no credentials, not even in a diff", () => {
    const files = manyFiles(1, () => "  # see https://user:hunter2@example.com/x?token=hunter2\n");
    const page = htmlReport(reviewedWith(files, MANY).review);
    expect(page).toContain("# see https:&#x2F;&#x2F;example.com&#x2F;x");
    expect(page).not.toContain("hunter2");
  });

  it("is small for many files: what is closed is a line, and a diff only data", () => {
    const { review } = reviewedWith(manyFiles(2000), MANY);
    const page = htmlReport(review);
    const [list = ""] = /<div id="list">[\s\S]*?<\/div>/.exec(page) ?? [];
    expect(dataOf(page).length).toBe(2001);
    expect(list.match(/<[a-z]/g)?.length).toBeLessThan(2001 * 7);
    expect(page.length).toBeLessThan(4_000_000);
    expect((page.match(/<svg[\s\S]*<\/svg>/)?.[0].match(/<rect/g) ?? []).length).toBeLessThan(80);
  });
});

describe("the parts of the page", () => {
  const FOLDER = "src/report/html";

  it("hold every script and every style of their folders, under names that exist once", () => {
    for (const [folder, joined] of [
      ["client", SCRIPT],
      ["style", STYLE],
    ] as const) {
      const names = readdirSync(`${FOLDER}/${folder}`);
      expect(names.length).toBeGreaterThan(8);
      for (const name of names) {
        const text = readFileSync(`${FOLDER}/${folder}/${name}`, "utf8");
        const [last = ""] = text.trimEnd().split("\n").slice(-2);
        expect([name, joined.includes(last)]).toEqual([name, true]);
      }
    }
    expect(SCRIPT.match(/^(?:import|export)\b/gm)).toBe(null);
    // A name that two modules declare is an error of the one scope they share.
    expect(() => new Function(SCRIPT)).not.toThrow();
    expect(() => new Function(SCRIPT.replace("})();", "const draw = 1;\n})();"))).toThrow(SyntaxError);
  });

  it("use nothing of another module that they do not import", () => {
    const modules = readdirSync(`${FOLDER}/client`).map((name) => {
      const text = readFileSync(`${FOLDER}/client/${name}`, "utf8");
      const exported = [...text.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, one = ""]) => one);
      const imported = [...text.matchAll(/^import \{([^}]*)\}/gm)].flatMap(([, list = ""]) =>
        list.split(",").map((one) => one.trim()),
      );
      return { name, text: text.replace(/^import .*$/gm, ""), exported, imported };
    });
    const used = new Set(modules.flatMap((one) => one.imported));
    for (const { name, text, exported, imported } of modules) {
      const foreign = modules.flatMap((one) => (one.name === name ? [] : one.exported));
      const called = foreign.filter((one) => new RegExp(`(?<![.\\w])${one}\\(`).test(text));
      expect([name, called.filter((one) => !imported.includes(one))]).toEqual([name, []]);
      expect([name, exported.filter((one) => !used.has(one))]).toEqual([name, []]);
    }
  });
});

describe("names in paths", () => {
  it("written from right to left stay in their place", () => {
    expect(pathHtml("a/<b>/\u05e9\u05dc/x.yaml")).toBe(
      'a/&lt;b&gt;/<bdi dir="ltr">\u05e9\u05dc</bdi>/x.yaml',
    );
    expect(breakablePath("oci://ghcr.io/acme/a&b")).toBe("oci://<wbr>ghcr.io/<wbr>acme/<wbr>a&amp;b");
  });
});

describe("long lines", () => {
  const filler = (sign: string, length: number) => sign.repeat(length);

  it("show where they differ, and say how much is left out", () => {
    const [left, right] = [filler("a", 5000), filler("z", 3000)];
    const [removed, added] = cutLines([`-${left}GitRepository${right}`, `+${left}OCIRepository${right}`]);
    const around = (word: string) =>
      ` … 4900 characters … ${filler("a", 100)}${word}Repository${filler("z", 90)} … 2910 characters … `;
    expect([removed, added]).toEqual([`-${around("Git")}`, `+${around("OCI")}`]);
  });

  it("stay whole up to a thousand characters, and stand for each other by their order", () => {
    const short = [" a", `-${filler("b", 900)}`, "+c"];
    expect(cutLines(short)).toEqual(short);
    const lines = [
      ` ${filler("x", 2000)}`,
      "-one",
      `-${filler("m", 2000)}1`,
      "+one",
      `+${filler("m", 2000)}2`,
      `+${filler("n", 2000)}`,
    ];
    const cut = cutLines(lines);
    expect(cut.every((one) => one.length <= 1000)).toBe(true);
    expect(cut.map((one) => one.slice(0, 22))).toEqual([
      ` ${filler("x", 21)}`,
      "-one",
      "- … 1900 characters … ",
      "+one",
      "+ … 1900 characters … ",
      `+${filler("n", 21)}`,
    ]);
    expect([cut[2]?.at(-1), cut[4]?.at(-1)]).toEqual(["1", "2"]);
  });

  it("part no character, and no sign from its line", () => {
    const emoji = "\u{1f600}";
    const [removed = "", added = ""] = cutLines([`-x${emoji.repeat(900)}1`, `+x${emoji.repeat(900)}2`]);
    const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
    expect([halves.test(removed), halves.test(added)]).toEqual([false, false]);
    expect(cutLines([`-${filler("a", 1500)}`, "+"])[1]).toBe("+");
  });

  it("keep their credentials, also where a cut would part them", () => {
    const url = "https://user:hunter2hunter2@example.com/x";
    const line = (word: string) => `a: ${url}${filler("u", 95)}${word}${filler("v", 3000)}\n`;
    const diff = fileDiff({ path: "x", before: line(" Git "), after: line(" OCI ") });
    const file = { clusters: [], sources: [], reasons: [], added: 1, removed: 1, path: "x" };
    const [[hunk] = []] = shownDiffs([{ ...file, change: "modified", diff }]);
    expect(JSON.stringify(hunk)).not.toMatch(/hunter|nter2/);
    expect(hunk?.rows[0]?.[1]).toContain("<del>Git</del>");
    expect(hunk?.notes).toEqual([
      "A long line is shown in part; git2oci migrate --format diff has all of it.",
    ]);
  });
});

describe("hunks", () => {
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join("");

  it("are found by counting, whatever a line looks like", () => {
    const before = `-- a\n++ b\n@@ -1 +1 @@\n${numbers(0, 20)}--- c\n`;
    const after = `-- A\n++ B\n@@ -1 +1 @@\n${numbers(0, 20)}--- C`;
    const hunks = hunksOf(fileDiff({ path: "x", before, after }));
    expect(hunks.map((one) => [one.oldStart, one.oldCount, one.lines.length, one.unended])).toEqual([
      [1, 5, 7, []],
      [21, 4, 5, ["+"]],
    ]);
    expect(hunks[0]?.lines.slice(0, 4)).toEqual(["--- a", "-++ b", "+-- A", "+++ B"]);
  });

  it("of an added and of a removed file say so", () => {
    const file = { clusters: [], sources: [], reasons: [], added: 0, removed: 0, path: "x" };
    const [added, removed] = shownDiffs([
      { ...file, change: "added", diff: fileDiff({ path: "x", after: "a\nb\n" }) },
      { ...file, change: "removed", diff: fileDiff({ path: "x", before: "a\nb\n" }) },
    ]);
    expect(added?.map(({ at, rows }) => [at, rows])).toEqual([
      [
        "new file",
        [
          [0, "", 1, "a"],
          [0, "", 2, "b"],
        ],
      ],
    ]);
    expect(removed?.map(({ at, rows }) => [at, rows])).toEqual([
      [
        "lines 1 to 2",
        [
          [1, "a", 0, ""],
          [2, "b", 0, ""],
        ],
      ],
    ]);
  });

  it("count the rows that nobody would read", () => {
    const file = { clusters: [], sources: [], reasons: [], added: 0, removed: 0, path: "x" };
    const diff = fileDiff({ path: "x", after: numbers(0, 2500) });
    const [[hunk] = []] = shownDiffs([{ ...file, change: "added", diff }]);
    expect([hunk?.rows.length, hunk?.notes]).toEqual([
      2000,
      ["500 more lines; git2oci migrate --format diff has all of it."],
    ]);
  });
});
