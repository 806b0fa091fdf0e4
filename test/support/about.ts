import type { About } from "../../src/report/about.ts";

/** What reports of tests say of their run. */
export const ABOUT: About = {
  tool: { version: "0.0.0" },
  repository: { origin: null, commit: null, root: "." },
};
