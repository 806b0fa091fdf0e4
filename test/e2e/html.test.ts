import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlReport } from "../../src/report/html/page.ts";
import { findChromium, openFile, startChromium } from "../support/chromium.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { CORPUS } from "../support/corpus.ts";
import { checkOut, corpusMissing } from "../support/corpus-checkout.ts";
import { loadFixture } from "../support/fixture.ts";
import { kustomization, MANY, manyFiles, reviewedWith } from "../support/review-fleet.ts";
import { putFiles } from "../support/temp-tree.ts";

const { path = "", missing } = findChromium();
const reason = missing === undefined ? "" : ` (SKIPPED: ${missing})`;
const EVIL = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)>";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(missing !== undefined)(`the HTML report in Chromium${reason}`, () => {
  let cli: BuiltCli;
  let browser: Browser;
  let folder: string;
  const report = (name: string) => join(folder, `${name}.html`);

  beforeAll(async () => {
    cli = buildCli();
    folder = mkdtempSync(join(tmpdir(), "git2oci-html-"));
    await makeReports(cli, report);
    browser = await startChromium(path);
  });
  afterAll(async () => {
    await browser?.close();
    cli?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(["fleet", "demo", "many"])(
    "%s: shows without an error, and asks nothing of the network",
    async (name) => {
      const { page, troubles } = await openFile(browser, report(name));
      expect(await page.title()).toMatch(/^Move .* to OCI · git2oci$/);
      const parts = await texts(page, "h2");
      expect(parts.slice(0, 3)).toEqual(["Before merging", "What moves", "Sources and who reads them"]);
      expect(parts.at(-1)).toBe("Changed files");
      await page.locator("#open").click();
      await page.waitForSelector(".hunk");
      expect(await count(page, ".hunk")).toBeGreaterThan(0);
      expect(await count(page, ".hunk:not(:has(.why))")).toBe(0);
      expect(troubles).toEqual([]);
      await page.close();
    },
  );

  test("a diff is drawn when its file opens, both sides and the words that differ", async () => {
    const { page } = await openFile(browser, report("demo"));
    expect(await count(page, ".hunk")).toBe(0);
    const file = page.locator(".file", { hasText: "apps/base/web.yaml" });
    await file.locator("summary").click();
    await page.waitForSelector(".hunk");
    expect(await file.locator("del").first().textContent()).toBe("GitRepository");
    expect(await file.locator("ins").first().textContent()).toBe("OCIRepository");
    expect(await file.locator(".why").first().textContent()).toContain(
      "takes the place of the GitRepository",
    );
    await file.locator("summary").click();
    await expect.poll(() => count(page, ".hunk")).toBe(0);
    await page.close();
  });

  test("search and filters narrow the list and say how far", async () => {
    const { page } = await openFile(browser, report("demo"));
    expect(await status(page)).toBe("11 files");
    await page.locator("#search").fill("TENANTS.yaml data-jobs");
    expect(await shownFiles(page)).toEqual(["clusters/staging/tenants.yaml"]);
    expect(await status(page)).toBe("1 of 11 files shown");
    // Text of a diff, across the words that are marked in it.
    await page.locator("#search").fill("oci://ghcr.io/acme/web");
    expect(await shownFiles(page)).toEqual(["apps/base/web.yaml"]);
    await page.locator("#clear").click();
    expect(await status(page)).toBe("11 files");
    await page.locator("#cluster").selectOption({ label: "clusters/dev" });
    expect(await shownFiles(page)).toEqual([
      ...["apps/base/web.yaml", "clusters/dev/apps.yaml", "clusters/dev/oci-sources.yaml"],
    ]);
    await page.locator("#rule").selectOption({ label: "git-repository" });
    expect(await shownFiles(page)).toEqual(["apps/base/web.yaml", "clusters/dev/oci-sources.yaml"]);
    await page.locator("#source").selectOption({ label: "GitRepository/flux-system/web@clusters/dev" });
    expect(await shownFiles(page)).toEqual(["apps/base/web.yaml"]);
    await page.locator("#search").fill("no such word");
    expect(await status(page)).toBe("0 of 11 files shown");
    await page.close();
  });

  test("a filter offers only what the search and the other filters leave", async () => {
    const { page } = await openFile(browser, report("demo"));
    const offered = (id: string) => texts(page, `#${id} option:enabled`);
    expect((await offered("cluster")).length).toBe(4);
    await page.locator("#search").fill("clusters/dev/oci-sources.yaml");
    expect(await offered("cluster")).toEqual(["all clusters", "clusters/dev"]);
    expect(await offered("rule")).toEqual(["all rules", "git-repository"]);
    await page.locator("#clear").click();
    await page.locator("#source").selectOption({ label: "GitRepository/flux-system/web@clusters/dev" });
    expect(await offered("cluster")).toContain("clusters/dev");
    // Its own values can still be exchanged for each other.
    expect((await offered("source")).length).toBe(9);
    for (const label of (await offered("cluster")).slice(1)) {
      await page.locator("#cluster").selectOption({ label });
      expect((await shownFiles(page)).length).toBeGreaterThan(0);
    }
    await page.close();
  });

  test("works with the keyboard alone", async () => {
    const { page } = await openFile(browser, report("demo"));
    const focused = () => page.evaluate("document.activeElement.innerText ?? document.activeElement.id");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the report");
    await page.keyboard.press("/");
    expect(await page.evaluate("document.activeElement.id")).toBe("search");
    await page.keyboard.type("j/k");
    expect(await page.locator("#search").inputValue()).toBe("j/k");
    await page.locator("#search").fill("clusters/dev");
    await page.keyboard.press("Escape");
    expect(await page.locator("#search").inputValue()).toBe("clusters/dev");
    await page.keyboard.press("/");
    await page.keyboard.press("Enter");
    expect(await focused()).toContain("apps/base/web.yaml");
    await page.locator("#clear").click();
    await page.keyboard.press("j");
    expect(await focused()).toContain("apps/base/web.yaml");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    expect(await focused()).toContain("clusters/dev/apps.yaml");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".hunk");
    // The line of a file is its only stop, also when it is open.
    await page.keyboard.press("Tab");
    expect(await focused()).toContain("clusters/dev/oci-sources.yaml");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("c");
    await expect.poll(() => count(page, ".hunk")).toBe(0);
    expect(await focused()).toContain("clusters/dev/apps.yaml");
    await page.keyboard.press("o");
    await expect.poll(() => count(page, ".hunks")).toBe(11);
    await page.locator(".keys summary").click();
    await page.locator("#single").uncheck();
    await page.keyboard.press("c");
    await page.locator(".keys summary").focus();
    await page.keyboard.press("c");
    expect(await count(page, ".hunks")).toBe(11);
    await page.close();
  });

  test("follows the colours of the system, and its own switch over them", async () => {
    const { page } = await openFile(browser, report("demo"), { colorScheme: "dark" });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await background()).toBe("rgb(13, 17, 23)");
    await page.locator("#theme").selectOption("light");
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "light" });
    await page.locator("#theme").selectOption("dark");
    expect(await background()).toBe("rgb(13, 17, 23)");
    await page.locator("#theme").selectOption("");
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.close();
  });

  test.each(["light", "dark"] as const)("has no fault that axe finds, %s", async (colorScheme) => {
    for (const name of ["fleet", "demo"]) {
      const { page } = await openFile(browser, report(name), { colorScheme });
      await page.locator("#open").click();
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      await page.waitForSelector(".hunk");
      await page.evaluate(AXE);
      const found = (await page.evaluate(
        "axe.run().then(({ violations }) => violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))",
      )) as unknown[];
      expect([name, found]).toEqual([name, []]);
      await page.close();
    }
  });

  test("fits a narrow screen: nothing but its own boxes scrolls sideways", async () => {
    const { page } = await openFile(browser, report("fleet"), { width: 390, height: 800 });
    await page.locator("#open").click();
    await page.waitForSelector(".hunk");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    // The sides stand below each other: nothing of a diff is beyond the edge, and context is there once.
    const widest = `Math.max(...[...document.querySelectorAll("table.diff td")].map((one) => one.getBoundingClientRect().right))`;
    expect(await page.evaluate(widest)).toBeLessThanOrEqual(390);
    const sides = page.locator("table.diff tr.same").first().locator("td.code");
    expect([await sides.first().isVisible(), await sides.last().isVisible()]).toEqual([true, false]);
    await page.close();
  });

  test("prints the diffs of what is shown, and is as before afterwards", async () => {
    const { page, troubles } = await openFile(browser, report("demo"));
    await page.locator("#cluster").selectOption({ label: "clusters/dev" });
    await page.evaluate(
      'addEventListener("beforeprint", () => { window.printed = [".file[open] .hunks", "#before details[open]"].map((one) => document.querySelectorAll(one).length) })',
    );
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(await page.evaluate("window.printed")).toEqual([3, 1]);
    await expect.poll(() => count(page, ".hunks")).toBe(0);
    expect(await status(page)).toBe("3 of 11 files shown");
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("runs nothing of a hostile fleet, and shows it as text", async () => {
    const { page, troubles } = await openFile(browser, report("hostile"));
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.locator("#open").click();
    await page.waitForSelector(".hunk");
    await page.locator("#search").fill("<img src=x");
    expect(await shownFiles(page)).toEqual(["clusters/prod/</script><b>.yaml"]);
    expect(await page.locator(".file:not([hidden]) .diff").first().textContent()).toContain(EVIL);
    expect(await count(page, "img, b:not(.plus, .minus, .why b), script:not(#data) ~ script")).toBe(0);
    expect([dialogs, troubles]).toEqual([[], []]);
    await page.close();
  });

  test("has no rule of style for what is not there", async () => {
    // What only a click brings, or a finding that these fleets do not have.
    const states = [':root[data-theme="light"]', ':root[data-theme="dark"]', ":root[data-theme]"];
    let unused: string[] | undefined;
    for (const name of ["fleet", "demo", "hostile"]) {
      const { page } = await openFile(browser, report(name));
      await page.locator("#open").click();
      await page.waitForSelector(".hunk");
      await page.locator("#search").fill("kustomization");
      const found = (await page.evaluate(UNUSED_RULES)) as string[];
      unused = unused?.filter((one) => found.includes(one)) ?? found;
      await page.close();
    }
    expect(unused).toEqual([...states.slice(0, 2), ".error", ...states.slice(2)]);
  });

  test("stays usable with 2,000 changed files", async () => {
    const { page, troubles } = await openFile(browser, report("many"));
    expect(await status(page)).toBe("2001 files");
    // What the browser has to hold before anybody opens a file.
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(16_000);
    expect(await count(page, "table.diff")).toBe(0);
    await page.locator("#search").fill("app-1234 ");
    expect(await shownFiles(page)).toEqual(["clusters/prod/team-34/app-1234/sync.yaml"]);
    await page.locator("#search").fill("kustomization");
    await page.locator("#open").click();
    await expect.poll(() => count(page, ".hunks")).toBe(60);
    expect(await status(page)).toMatch(
      /^The first 60 of \d+ files are open; search or filter for the others$/,
    );
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(30_000);
    await page.locator("#close").click();
    await expect.poll(() => count(page, ".hunks")).toBe(0);
    await page.locator("#clear").click();
    await page.locator("#search").focus();
    await page.keyboard.press("Escape");
    await page.keyboard.press("k");
    expect(await page.evaluate("document.activeElement.closest('.file').id")).toBe("f2000");
    expect(troubles).toEqual([]);
    await page.close();
  });
});

/** Selectors that match nothing on the page, whatever is focused. */
const UNUSED_RULES = `(() => {
  const selectors = (rules) => [...rules].flatMap((one) =>
    one.selectorText ? one.selectorText.split(/, (?![^(]*\\))/) : selectors(one.cssRules));
  const bare = (selector) => selector.replace(/::?(?:placeholder|focus-visible|focus)/g, "") || "*";
  return [...document.styleSheets]
    .flatMap((sheet) => selectors(sheet.cssRules))
    .filter((one) => !document.querySelector(bare(one)));
})()`;

/** Reports of a real fleet (else of one of ours), of the demo, and of a fleet of two thousand files. */
async function makeReports(cli: BuiltCli, report: (name: string) => string): Promise<void> {
  const demo = await loadFixture("demo");
  const config = join(demo.directory, "git2oci.yaml");
  const make = (name: string, args: readonly string[]) => {
    const to = ["--dry-run", "--format", "html", "--output", report(name)];
    const { status: code, stderr } = cli.run(["migrate", ...to, ...args]);
    expect([name, code, stderr]).toEqual([name, 0, expect.not.stringContaining("error")]);
  };
  // Below the project it would be a part of this repository, and be read with all of it.
  const fleet = join(dirname(report("demo")), "fleet");
  putFiles(fleet, Object.fromEntries(demo.before));
  make("demo", ["--config", config, fleet]);
  const tree = CORPUS.find((one) => one.name === "kingdon-fleet-infra");
  if (corpusMissing === undefined && tree) {
    const copy = checkOut(tree);
    const maps = (tree.map ?? []).flatMap((one) => ["--map", one]);
    make("fleet", ["--registry", "oci://ghcr.io/acme", "--access", "ghcr.io=anonymous", ...maps, copy]);
    rmSync(copy, { recursive: true, force: true });
  } else make("fleet", ["--config", config, fleet]);
  const hostile = manyFiles(1);
  hostile.set("clusters/prod/</script><b>.yaml", kustomization(EVIL, "app", `  # ${EVIL}\n`));
  writeFileSync(report("hostile"), htmlReport(reviewedWith(hostile, MANY).review));
  writeFileSync(report("many"), htmlReport(reviewedWith(manyFiles(2000), MANY).review));
}

function count(page: Page, selector: string): Promise<number> {
  return page.locator(selector).count();
}

function texts(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).allTextContents();
}

async function status(page: Page): Promise<string> {
  return (await page.locator("#status").textContent()) ?? "";
}

function shownFiles(page: Page): Promise<string[]> {
  return texts(page, ".file:not([hidden]) .path");
}
