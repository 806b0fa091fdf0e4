import { breakablePath, escapeHtml } from "./escape.ts";

/** Rows of HTML cells under their heads; nothing where there are none. A wide one scrolls by itself. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const head = heads.map((one) => `<th scope="col">${one}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((one) => `<td>${one}</td>`).join("")}</tr>`);
  return `<div class="scroll" role="group" tabindex="0" aria-label="Table of ${heads[0]}"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}

/** A list of HTML items, the first ones open to see. */
export function list(items: readonly string[], most: number): string {
  const some = (part: readonly string[]) => `<ul>${part.map((one) => `<li>${one}</li>`).join("\n")}</ul>`;
  if (items.length <= most) return some(items);
  return `${some(items.slice(0, most))}\n<details><summary>${items.length - most} more</summary>${some(items.slice(most))}</details>`;
}

/** A name, and below it what belongs to it. */
export function two(name: string, more: string): string {
  return `<code>${breakablePath(name)}</code><br><span class="more">${breakablePath(more)}</span>`;
}

/** Text of a file, line by line. */
export function code(text: string): string {
  return `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>`;
}
