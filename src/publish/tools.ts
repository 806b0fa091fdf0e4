/** What pipelines install, by version; looked up on 2026-12-01. Raise a row together with its test. */
export const TOOLS = {
  flux: "2.9.5",
  cosign: "3.1.3",
  helm: "3.21.4",
} as const;

/** Actions by commit, with the version that the commit has; looked up on 2026-12-01. */
export const ACTIONS = {
  checkout: { use: "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683", version: "v4.2.2" },
} as const;
