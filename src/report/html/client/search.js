// What a search looks through: paths, names, reasons and the text of the diffs.

import { namesOf } from "./report.js";

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#x2F": "/" };

/** One text a file; made at the first search. */
export function searchable(report) {
  report.texts ??= report.files.map((file) => {
    const parts = file.hunks.flatMap(({ why, rows }) => [
      ...why.flat(),
      ...rows.flatMap(([, html, , nowHtml]) => [plain(html), plain(nowHtml ?? "")]),
    ]);
    const names = report.selects.flatMap(([, key]) => namesOf(report, file, key));
    return folded([file.path, ...names, ...parts].join("\n"));
  });
  return report.texts;
}

/** The words that a file must have, all of them. */
export function wordsOf({ search }) {
  return folded(search.value).split(/\s+/).filter(Boolean);
}

/** Without differences of case, and of how a letter with an accent is written. */
function folded(text) {
  return text.normalize().toLowerCase();
}

function plain(html) {
  return html
    .replace(/<\/?(?:ins|del)>/g, "")
    .replace(/&([a-z]+|#x2[7F]);/g, (all, name) => ENTITIES[name] ?? all);
}
