import { defineConfig } from "vitest/config";

/** Without this vitest reads every style as an empty text, also that of the HTML report. */
const STYLES = true;

/** Three projects: unit needs only Node and git; corpus and e2e look for more and skip plainly without it. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          css: STYLES,
          include: ["test/{unit,property,architecture,fixtures}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "corpus",
          include: ["test/corpus/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: "e2e",
          css: STYLES,
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
