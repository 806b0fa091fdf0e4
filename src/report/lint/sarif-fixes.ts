import { sortEdits } from "../../core/edits.ts";
import type { FileChange } from "../../core/plan.ts";
import { LineIndex } from "../../core/text.ts";
import { visible } from "../colour.ts";
import { artifact, region } from "./sarif-places.ts";
import type { LintView } from "./view.ts";

/**
 * Fixes as SARIF writes them, by id. It knows no way to add or to remove a file, and half of a migration would break
 * a fleet, so a fix that does so is left to `git2oci lint --fix`.
 */
export function sarifFixes(view: LintView) {
  const fixes = view.fixes().filter(({ files }) => files.every(({ change }) => change === "modified"));
  return new Map(
    fixes.map(({ id, why, files }) => [
      id,
      { description: { text: visible(why) }, artifactChanges: files.map(artifactChange) },
    ]),
  );
}

function artifactChange({ path, before, edits }: FileChange) {
  const index = new LineIndex(before ?? "");
  return {
    artifactLocation: artifact(path),
    replacements: sortEdits(edits).map(({ start, end, text }) => {
      const from = index.place(start);
      const to = index.place(end);
      return {
        deletedRegion: region({ ...from, endLine: to.line, endColumn: to.column }),
        ...(text !== "" && { insertedContent: { text } }),
      };
    }),
  };
}
