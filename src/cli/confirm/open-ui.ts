import type { Terminal } from "../../io/terminal.ts";
import { paint } from "../../report/colour.ts";
import type { Ui } from "./ui.ts";

/**
 * A way to ask the person at this terminal: single keys where it can draw, else lines.
 * @param byLine lines in any case
 */
export async function openUi({ colorErr }: Pick<Terminal, "colorErr">, byLine: boolean): Promise<Ui> {
  const streams = { input: process.stdin, output: process.stderr, paint: paint(colorErr) };
  if (byLine || process.env.TERM === "dumb") return (await import("./line-ui.ts")).lineUi(streams);
  return (await import("./key-ui.ts")).keyUi(streams);
}
