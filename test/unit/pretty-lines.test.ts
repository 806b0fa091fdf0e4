import { expect, test } from "vitest";
import { paint } from "../../src/report/colour.ts";
import { findingLines } from "../../src/report/pretty.ts";

test("a line end in a name forges no finding; help keeps its lines", () => {
  const lines = findingLines(
    [
      {
        rule: "unread-file",
        severity: "warning",
        location: { file: "a\n  b.yaml", line: 1, column: 1, endLine: 1, endColumn: 1 },
        message: 'Flux reads "web\n  c.yaml:1:1 error forged"',
        help: "spec:\n  prune: true\n",
      },
    ],
    paint(false),
  );
  expect(lines.join("\n")).toBe(`
1 finding:
  a   b.yaml:1:1 warning Flux reads "web   c.yaml:1:1 error forged" unread-file
      spec:
        prune: true`);
});
