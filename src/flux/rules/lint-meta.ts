import type { LintPage } from "./rule.ts";

/** What lint says about exceptions from its own rules. None of these can be suppressed or put into a baseline. */
export const LINT_META_PAGES: readonly LintPage[] = [
  {
    id: "suppression",
    title: "A suppression that suppresses nothing",
    lint: { recommended: "error", strict: "error" },
    what: "A comment `# git2oci-ignore` or an annotation `git2oci.dev/…` gives no reason, names no rule, or names one that does not exist. The findings that it was written for still count. A comment counts where YAML or TypeScript has a comment; text in a block scalar or in quotes is no comment.",
    why: "A suppression without a reason cannot be reviewed, and nobody dares to take it out later. One with a mistyped rule looks as if it worked.",
    facts: [],
    decide:
      "Write `# git2oci-ignore <rule>: <reason>`; several rules stand side by side, with commas. The reason says why it is fine here, and perhaps until when.",
  },
  {
    id: "unused-suppression",
    title: "A suppression without a finding",
    lint: { recommended: "warning", strict: "error" },
    what: "A comment or an annotation suppresses a rule that finds nothing there. A rule that is off is not counted: nobody knows what it would have found. A comment covers its own line or the line directly below; where an object starts there, the whole object. An annotation covers its object.",
    why: "What it was written for is gone, or has moved. It stays behind and hides the next finding in its place.",
    facts: [],
    decide: "Take it out, or put it where the finding is.",
  },
  {
    id: "stale-baseline",
    title: "A baseline that accepts more than there is",
    lint: { recommended: "error", strict: "error" },
    what: "An entry of the baseline accepts more findings than lint has found. With `--since` this is not checked, and an entry of a rule that is off is left alone. An entry is about an object (rule, cluster, kind, namespace, name) and never about a line, so moving or reformatting does not make it stale.",
    why: "The room that is left would hide the next finding of the same object: a Git source that was migrated could come back unseen.",
    facts: [],
    decide:
      "`git2oci lint --update-baseline` takes out what is gone, and keeps reason, owner and date of all others.",
  },
  {
    id: "expired-baseline",
    title: "A baseline entry whose date has passed",
    lint: { recommended: "error", strict: "error" },
    what: "The `expires` of an entry lies in the past; the day itself still counts. The entry covers nothing any more, so its findings are reported beside it. `--update-baseline` keeps dates as they are.",
    why: "A date is a promise to come back. It would be worth nothing if a run of a tool could move it.",
    facts: [],
    decide: "Migrate what the entry is about, or give it another date by hand, where a reviewer sees it.",
  },
];

/** Ids of these rules. */
export const LINT_META_IDS: readonly string[] = LINT_META_PAGES.map(({ id }) => id);
