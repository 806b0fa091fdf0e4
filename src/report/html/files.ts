import type { ReviewedFile } from "../review-files.ts";
import { escapeHtml, pathHtml } from "./escape.ts";
import type { Lists } from "./filter-lists.ts";

/** What the keyboard does; `client/keys.js` does it. */
const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["/"], "search"],
  [["j", "k"], "next and previous file"],
  [["Enter"], "open or close the file; in the search: to the first file"],
  [["Esc"], "leave the search"],
  [["o", "c"], "open shown, close all"],
];

/** Search and filters over the files; the counts below them are told to screen readers. */
export function filters(lists: Lists): string {
  return `<noscript><p>The diffs need the script of this page. The same diffs: git2oci migrate --dry-run --format diff.</p></noscript>
<div class="tools" role="search" aria-label="Changed files">
<label class="search">Search <input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="path, reason or text of a diff"></label>
${select("cluster", "Cluster", "all clusters", lists.clusters)}
${select("source", "Source", "all sources", lists.sources)}
${select("rule", "Rule", "all rules", lists.rules)}
<span class="buttons"><button type="button" id="open">Open shown</button> <button type="button" id="close">Close all</button> <button type="button" id="clear">Clear filters</button></span>
<details class="keys"><summary>Keys</summary>
<dl>${KEYS.map(key).join("")}</dl>
<label><input type="checkbox" id="single" checked> single keys</label></details>
</div>
<p id="status" role="status" aria-live="polite"></p>`;
}

function key([keys, what]: (typeof KEYS)[number]): string {
  return `<div><dt>${keys.map((one) => `<kbd>${one}</kbd>`).join(" ")}</dt><dd>${what}</dd></div>`;
}

function select(id: string, label: string, all: string, values: readonly string[]): string {
  const options = values.map((value, i) => `<option value="${i}">${escapeHtml(value)}</option>`);
  return `<label>${label} <select id="${id}"><option value="">${all}</option>${options.join("")}</select></label>`;
}

/** One closed element a file; its diff is made when it is opened. */
export function fileList(files: readonly ReviewedFile[]): string {
  const items = files.map(({ path, change, added, removed, clusters }, i) => {
    const where = clusters.length > 2 ? `${clusters.length} clusters` : clusters.join(", ");
    return `<details class="file" id="f${i}"><summary><span class="path">${pathHtml(path)}</span> <span class="facts">${change === "modified" ? "" : `${change} · `}${escapeHtml(where)} <b class="plus">+${added}</b> <b class="minus">−${removed}</b></span></summary></details>`;
  });
  return `<div id="list">\n${items.join("\n")}\n</div>`;
}
