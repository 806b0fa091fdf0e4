/** The formats of `git2oci lint`, as a person asks for them. Apart from the code of the formats: `--help` needs no more. */
export const LINT_FORMAT_NAMES = [
  "pretty",
  "json",
  "sarif",
  "github",
  "gitlab",
  "junit",
  "checkstyle",
  "markdown",
] as const;

/** One of them. */
export type LintFormatName = (typeof LINT_FORMAT_NAMES)[number];

/** What lint prints where nobody asks for a format: on a runner of GitHub Actions, what GitHub shows at the lines. */
export function defaultLintFormat(env: Readonly<Record<string, string | undefined>>): LintFormatName {
  return env.GITHUB_ACTIONS === "true" ? "github" : "pretty";
}
