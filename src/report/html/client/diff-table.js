// Draws the diff of one file. Rows are `[old, html, new]` for context, `[old, html, new, html]` for a change.

import { make } from "./dom.js";
import { namesOf } from "./report.js";

const HEAD =
  '<thead class="unseen"><tr><th scope="col">Line</th><th scope="col">Before</th><th scope="col">Line</th><th scope="col">After</th></tr></thead><colgroup><col class="n"><col><col class="n"><col></colgroup>';

export function fileBody(report, file) {
  const body = make("div", "hunks");
  const clusters = namesOf(report, file, "clusters");
  // The line of the file names two clusters and counts more.
  if (clusters.length > 2) body.append(make("p", "reach", `Reaches ${clusters.join(", ")}.`));
  body.append(...file.hunks.map((hunk) => hunkElement(file.path, hunk)));
  return body;
}

function hunkElement(path, { at, why, rows, notes }) {
  const hunk = make("div", "hunk");
  for (const [rule, reason] of why) {
    const line = make("p", "why", reason);
    line.append(" ", make("b", "", rule));
    hunk.append(line);
  }
  const table = make("table", "diff");
  table.innerHTML = `${HEAD}<tbody>${rows.map(row).join("")}</tbody>`;
  table.prepend(make("caption", "unseen", `${path}, ${at}`));
  hunk.append(table, ...notes.map((note) => make("p", "note", note)));
  return hunk;
}

function row([old, html, now, nowHtml]) {
  return nowHtml === undefined
    ? `<tr class="same">${side(old, html, "", " ")}${side(now, html, "", " ")}</tr>`
    : `<tr>${side(old, html, "d", "-")}${side(now, nowHtml, "i", "+")}</tr>`;
}

function side(number, html, kind, sign) {
  return number === 0
    ? '<td class="n none"></td><td class="code none"></td>'
    : `<td class="n ${kind}">${number}</td><td class="code ${kind}"><span class="sign">${sign}</span>${html}</td>`;
}
