import { tame } from "../ci-orders.ts";
import { BODY_LIMIT, fitted, type Section } from "../markdown-fit.ts";
import { code, prose } from "../markdown-text.ts";
import { artifactText, countsText, type ShownArtifact, type VerifyView } from "./view.ts";

/** A comment for a pull request: a table, the worst first. */
export function verifyMarkdown(view: VerifyView, limit: number = BODY_LIMIT): string {
  const table: Section = {
    rank: 1,
    open: "| finding | OCIRepository | artifact | what was seen | next |\n| --- | --- | --- | --- | --- |",
    items: view.artifacts.map(row),
    between: "\n",
    more: (left) => `| | _${left} more; \`git2oci verify\` prints them all_ | | | |`,
  };
  return fitted(`## git2oci verify\n\n${countsText(view)}.`, [table], limit);
}

function row(one: ShownArtifact): string {
  const { namespace, name, location, state, findings, digest, revision } = one;
  const [worst] = findings;
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : "";
  const seen = worst ? `${prose(worst.message)} (${code(worst.evidence)})` : code(revision ?? digest ?? "");
  const place = code(tame(`${location.file}:${location.line}`));
  const cells = [
    `${code(state === "good" ? "ok" : (worst?.row ?? ""))}${more}`,
    `${code(`${namespace}/${name}`)} ${place}`,
    code(artifactText(one)),
    seen,
    worst ? prose(worst.next) : "",
  ];
  return `| ${cells.map(tame).join(" | ")} |`;
}
