import { groupBy } from "../core/group.ts";
import { dirname } from "../core/paths.ts";
import { firstOf } from "../core/wording.ts";
import { code, details, htmlCode, prose } from "./markdown-text.ts";
import { count } from "./pretty.ts";
import type { Reason, ReviewedFile } from "./review-files.ts";

/** One item a folder: its files with what happens to each, and why. */
export function fileItems(files: readonly ReviewedFile[]): string[] {
  return [...groupBy(files, ({ path }) => dirname(path))].flatMap(([folder, inside]) => {
    // A folder of a thousand files is no item that could be left out.
    const parts = Math.ceil(inside.length / FILES_OF_AN_ITEM);
    return Array.from({ length: parts }, (_, i) => {
      const part = inside.slice(i * FILES_OF_AN_ITEM, (i + 1) * FILES_OF_AN_ITEM);
      const which = parts > 1 ? `, part ${i + 1} of ${parts}` : "";
      const summary = `${htmlCode(folder === "" ? "." : folder)}: ${count(part.length, "file")}${which}`;
      return details(summary, part.map(fileText).join("\n"));
    });
  });
}

const FILES_OF_AN_ITEM = 25;
const REASONS_OF_A_FILE = 6;

function fileText({ path, change, added, removed, reasons }: ReviewedFile): string {
  const all = groupedReasons(reasons);
  const lines = all.slice(0, REASONS_OF_A_FILE).map(({ rule, why, lines: at }) => {
    const where = firstOf(at.map(String));
    return `  - line ${where}: ${prose(why)} (${code(rule)})`;
  });
  const rest = all.length - lines.length;
  return [
    `- ${code(path)} ${change}, +${added} −${removed}`,
    ...lines,
    ...(rest > 0 ? [`  - and ${count(rest, "reason")} more`] : []),
  ].join("\n");
}

/** Reasons said once each, with the lines that they hold for: one file may repeat a reason a hundred times. */
function groupedReasons(reasons: readonly Reason[]): { rule: string; why: string; lines: number[] }[] {
  return [...groupBy(reasons, (one) => `${one.rule}\n${one.why}`).values()].map((list) => ({
    rule: list[0]!.rule,
    why: list[0]!.why,
    lines: [...new Set(list.map((one) => one.line))],
  }));
}
