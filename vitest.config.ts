import { defineConfig } from "vitest/config";

/** Without this vitest reads every style as an empty text, also that of the HTML report. */
const STYLES = true;

/** Unit needs only Node and git; corpus, oracle and e2e look for more and skip plainly without it. */
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
          name: "oracle",
          include: ["test/oracle/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // Each file keeps all cores busy by itself.
          fileParallelism: false,
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
