// Makes the pictures of the documentation, docs/images/*.png, from fixtures/demo. Needs Chromium and `npm run build`.
// Usage: node scripts/screenshots.mjs [name of a picture]
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const project = fileURLToPath(new URL("..", import.meta.url));
const images = join(project, "docs", "images");
const work = mkdtempSync(join(tmpdir(), "git2oci-screenshots-"));
/** A README with larger pictures is slow to open. */
const LARGEST = 300_000;

/** One function a picture; each gets the browser and the file that it makes. */
const PICTURES = {
  "report-light.png": reportLight,
  "report-graph.png": reportGraph,
  "report-dark.png": reportDark,
};

/** The top of the HTML report: what to do first, and what moves. */
async function reportLight(browser, file) {
  const page = await openReport(browser, { colorScheme: "light", height: 960 });
  await page.screenshot({ path: file });
}

/** The graph of the HTML report. */
async function reportGraph(browser, file) {
  const page = await openReport(browser, { colorScheme: "light", height: 900 });
  await page.locator("#picture svg").screenshot({ path: file });
}

/** Diffs of the HTML report with their reasons, in the dark. */
async function reportDark(browser, file) {
  const page = await openReport(browser, { colorScheme: "dark", height: 900 });
  await page.locator("#cluster").selectOption({ label: "clusters/dev" });
  await page.locator("#open").click();
  await page.waitForSelector(".hunk");
  await page.evaluate('document.getElementById("files").scrollIntoView()');
  await page.screenshot({ path: file });
}

/** The report of the demo in a window; made once. */
async function openReport(browser, { colorScheme, height }) {
  const report = join(work, "report.html");
  if (!existsSync(report))
    run(process.execPath, [
      ...[join(project, "bin", "git2oci.js"), "migrate", "--dry-run", "--format", "html", "--output", report],
      ...["--config", join("fixtures", "demo", "git2oci.yaml"), join("fixtures", "demo", "before")],
    ]);
  const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height } });
  await page.goto(`file://${report}`);
  return page;
}

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: project, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout.trim();
}

const [only] = process.argv.slice(2);
const wanted = Object.entries(PICTURES).filter(([name]) => only === undefined || name === only);
if (wanted.length === 0) throw new Error(`${only} is none of ${Object.keys(PICTURES).join(", ")}`);
mkdirSync(images, { recursive: true });
const browser = await chromium.launch({
  executablePath:
    process.env.CHROMIUM ?? run("sh", ["-c", "command -v chromium || command -v google-chrome"]),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  for (const [name, make] of wanted) {
    const file = join(images, name);
    await make(browser, file);
    const { size } = statSync(file);
    if (size > LARGEST) throw new Error(`${name} is ${size} bytes, more than ${LARGEST}`);
    console.log(`docs/images/${name}: ${Math.ceil(size / 1000)} kB`);
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
