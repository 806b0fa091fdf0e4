import { statSync } from "node:fs";
import { dirname } from "node:path";
import { ownerOf } from "../config/git-url.ts";
import { settingsInForce } from "../config/in-force.ts";
import { formatProblem } from "../config/wording.ts";
import { hideCredentials } from "../core/credentials.ts";
import { originUrl } from "../io/git-origin.ts";
import { openTerminal } from "../io/terminal.ts";
import { paint } from "../report/colour.ts";
import { configReport, settingsText } from "../report/settings.ts";
import { configWarningAt } from "./config-header.ts";
import { EXIT } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { checkReadable } from "./readable.ts";
import { sayOn } from "./say.ts";
import { type CommonOptions, settings } from "./settings.ts";

/** `git2oci config print`: every setting in force, and where it comes from. Reads manifests only for a file without a header. */
export async function config(path: string, options: CommonOptions): Promise<number> {
  checkFormats(options.outputs, ["pretty", "json"], "config");
  const terminal = openTerminal(options.color === false);
  const say = sayOn(terminal, options.quiet === true);
  if (path !== "-") checkReadable(path);
  const { config, warnings, file, written } = await settings(path, options);
  for (const warning of warnings) say(`warning: ${hideCredentials(formatProblem(warning))}`);
  if (path !== "-") for (const line of await configWarningAt(path, config)) say(line);
  const originOwner = ownerAt(path);
  const inForce = await settingsInForce({ config, flags: options, written, originOwner });
  const renderers = new Map<string, Renderer>([
    ["pretty", (colour) => settingsText(inForce, file, paint(colour))],
    ["json", () => `${JSON.stringify(configReport(inForce, file), null, 2)}\n`],
  ]);
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  return EXIT.done;
}

/** Whose repository a tree is by its remote `origin`; standard input belongs to none. */
function ownerAt(path: string): string | undefined {
  if (path === "-") return undefined;
  const origin = originUrl(statSync(path).isDirectory() ? path : dirname(path));
  return origin === undefined ? undefined : ownerOf(origin);
}
