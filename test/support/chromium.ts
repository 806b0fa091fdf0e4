import { spawnSync } from "node:child_process";
import { type Browser, chromium, type Page } from "playwright-core";

/** What the browser is called, where it may be installed. */
const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The browser of this machine, or why there is none. */
export function findChromium():
  | { path: string; missing?: undefined }
  | { path?: undefined; missing: string } {
  for (const name of NAMES) {
    const { status, stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
    if (status === 0 && stdout.trim() !== "") return { path: stdout.trim() };
  }
  return { missing: "no Chromium; apt-get install chromium" };
}

/** Starts it without a window. Its sandbox does not work for root. */
export function startChromium(path: string): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: path, args });
}

/** A page that remembers what went wrong on it, and what it asked of the network. */
export interface Watched {
  page: Page;
  troubles: string[];
}

/** Opens a file. */
export async function openFile(
  browser: Browser,
  file: string,
  options: { colorScheme?: "light" | "dark"; width?: number; height?: number } = {},
): Promise<Watched> {
  const { colorScheme = "light", width = 1280, height = 900 } = options;
  const page = await browser.newPage({ colorScheme, viewport: { width, height } });
  const troubles: string[] = [];
  page.on("console", (message) => troubles.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== `file://${file}`) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return { page, troubles };
}
