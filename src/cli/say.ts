import type { Terminal } from "../io/terminal.ts";
import { tame } from "../report/ci-orders.ts";
import { visible } from "../report/colour.ts";

/** Tells a person something in one line of standard error. */
export type Say = (text: string) => void;

/** One message as a line. Names of a hostile tree stand in it: none of them makes a line or acts on the terminal. */
export function messageLine(text: string): string {
  return `git2oci: ${tame(visible(text).replaceAll("\n", " "))}\n`;
}

/** A way to tell things on a terminal; with `quiet` nothing is told. */
export function sayOn(terminal: Pick<Terminal, "writeErr">, quiet: boolean): Say {
  return (text) => {
    if (!quiet) terminal.writeErr(messageLine(text));
  };
}
