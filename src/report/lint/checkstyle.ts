import { groupBy } from "../../core/group.ts";
import type { Severity } from "../../core/plan.ts";
import type { LintView } from "./view.ts";
import { textOf } from "./words.ts";
import { xmlDocument } from "./xml.ts";

const LEVEL: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "info" };

/** A report in the form of Checkstyle: an element a file, in it one a finding. */
export function checkstyleLint({ findings }: LintView): string {
  const files = groupBy(findings, ({ location }) => location.file);
  return xmlDocument({
    name: "checkstyle",
    attributes: { version: "4.3" },
    children: [...files].map(([file, list]) => ({
      name: "file",
      attributes: { name: file },
      children: list.map((one) => ({
        name: "error",
        attributes: {
          line: one.location.line,
          column: one.location.column,
          severity: LEVEL[one.severity],
          message: textOf(one),
          source: `git2oci.${one.rule}`,
        },
      })),
    })),
  });
}
