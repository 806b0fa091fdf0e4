import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { converse } from "../../src/cli/confirm/conversation.ts";
import { Interrupted } from "../../src/cli/confirm/interrupted.ts";
import { choicesOf, KEYS } from "../../src/cli/confirm/keys.ts";
import { lineUi } from "../../src/cli/confirm/line-ui.ts";
import { paint } from "../../src/report/colour.ts";
import { demoFleet, result } from "../support/demo-fleet.ts";

/** The dialogue about the demo with these lines of input, and all that was written. */
async function typed(...lines: string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  let text = "";
  output.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  const ui = lineUi({ input, output, paint: paint(false) });
  const basis = { analysis: await demoFleet(), declined: new Map<string, string>(), repairs: true };
  input.end(lines.map((one) => `${one}\n`).join(""));
  const ending = await converse({ basis, steps: [], keep: () => {} }, ui);
  ui.close();
  return { ending, text };
}

test("answers are lines; what is written is plain text that nothing moves back over", async () => {
  const { ending, text } = await typed("y", " n ", "A", "y");
  expect(result(ending).answers).toMatchObject({
    "GitRepository/flux-system/fleet": "yes",
    "GitRepository/flux-system/shop": "no",
    "GitRepository/team-data/data-pipelines": "yes",
  });
  expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(text).toContain(
    "\n1 of 8, 8 open · group (3 open): cluster clusters/prod\nGitRepository/flux-system/fleet → ",
  );
  expect(text).toContain(
    `\nApply this migration? ${choicesOf(KEYS)} yes  GitRepository/flux-system/fleet → `,
  );
});

test("an empty line and an unknown word choose nothing; help, reasons and expansion are printed below", async () => {
  const { ending, text } = await typed("", "yes please", "?", "w", "x", "q");
  expect(ending).toBe("quit");
  expect(text.split("Nothing is chosen yet")).toHaveLength(3);
  expect(text).toContain("\na  yes to this and to the rest of its group");
  expect(text).toContain("Decision\n  decided by git2oci.yaml");
  expect(text).toMatch(/\n {6}clusters\/prod\/apps\.yaml:12 Kustomization/);
});

test("a diff is counted, and printed when it is asked for", async () => {
  const { text } = await typed("q");
  expect(text).toMatch(/\nThe diff has \d+ lines: p prints it, x prints all of it\.\nApply this migration\?/);
  expect(text).not.toContain("\n@@ ");
  const lines = Number(/has (\d+) lines/.exec(text)?.[1]);
  const asked = (await typed("p", "q")).text.split("[y,n")[1] ?? "";
  expect(asked.trim().split("\n").length).toBeGreaterThan(lines / 2);
  expect(asked).toContain("\n@@ ");
  expect(asked).toContain("\n+    kind: OCIRepository\n");
});

test("menus and texts work too: a bad value is said, Enter goes back, - is none", async () => {
  const { ending, text } = await typed("e", "u", "https://x", "", "e", "s", "-", "s", "q", "A", "y");
  expect(text).toContain("must start with oci://");
  expect(text).toContain("secretRef (empty: none) is ghcr-auth.");
  expect(text).toContain("tag release-prod; anonymous");
  expect(result(ending).moved).toHaveLength(8);
});

test("the end of the input is quit", async () => {
  expect((await typed("y")).ending).toBe("quit");
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s interrupts, and no handler is left",
  async (signal) => {
    const ui = lineUi({ input: new PassThrough(), output: new PassThrough(), paint: paint(false) });
    const handlers = process.listenerCount(signal);
    const page = {
      main: () => ({ header: [], body: [], diff: [], isFolded: false }),
      behind: {},
      subject: "?",
      commandOf: () => undefined,
      hint: "",
      notice: undefined,
    };
    const failed = ui.ask(page);
    // Vitest may listen as well; only the prompt shall hear this one.
    for (const handler of process.listeners(signal).slice(handlers)) handler(signal);
    await expect(failed).rejects.toBeInstanceOf(Interrupted);
    expect(process.listenerCount(signal)).toBe(handlers);
    ui.close();
  },
);
