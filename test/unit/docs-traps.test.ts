import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { page } from "../support/docs.ts";

const rows = page("docs/traps.md")
  .split("\n")
  .filter((line) => /^\| \d+ /.test(line))
  .map((line) => {
    const [, number = "", trap = "", rule = "", proof = ""] = line.split(" | ").join("|").split("|");
    return { number: Number(number), trap: trap.trim(), rule: rule.trim(), proof: proof.trim() };
  });

/** Paths that a cell names as proof. */
function proofsIn(cell: string): string[] {
  return cell === ""
    ? []
    : cell.split(", ").map((one) => {
        const fixture = /^fixture `([a-z0-9-]+)`$/.exec(one)?.[1];
        const test = /^`(test\/[a-z0-9/.-]+\.test\.ts)`$/.exec(one)?.[1];
        return fixture === undefined ? (test ?? `not a proof: ${one}`) : `fixtures/${fixture}/expect.txt`;
      });
}

describe("the page of traps", () => {
  it("has all seventy, in order", () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 70 }, (_, i) => i + 1));
    expect(new Set(rows.map(({ trap }) => trap)).size).toBe(70);
  });

  it.each(rows)("$number: $trap", ({ rule, proof }) => {
    const proofs = proofsIn(proof);
    expect(rule).not.toBe("");
    expect(proofs.length > 0).toBe(!rule.startsWith("nothing yet"));
    for (const path of proofs)
      expect(existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url))), path).toBe(true);
  });
});
