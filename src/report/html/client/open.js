// Opens and closes files. A diff exists only while its file is open, so that thousands of files stay usable.

import { fileBody } from "./diff-table.js";
import { byId, counted } from "./dom.js";
import { tell, visible } from "./report.js";

/** At most so many files are opened at once: a browser draws no two thousand diffs. */
const MOST_OPEN = 60;

export function startOpening(report) {
  // A toggle does not bubble.
  report.list.addEventListener("toggle", (event) => draw(report, event.target), true);
  byId("open").addEventListener("click", () => openShown(report));
  byId("close").addEventListener("click", () => closeAll(report));
}

/** Draws or removes the diff of a file, as it is open or not. */
export function draw(report, element) {
  const drawn = element.querySelector(".hunks");
  if (!element.open) drawn?.remove();
  else if (!drawn) element.append(fileBody(report, report.files[report.indexOf.get(element)]));
}

export function openShown(report) {
  const all = visible(report);
  for (const element of all.slice(0, MOST_OPEN)) element.open = true;
  if (all.length > MOST_OPEN)
    tell(
      report,
      `The first ${MOST_OPEN} of ${counted(all.length, "file")} are open; search or filter for the others`,
    );
}

export function closeAll({ elements }) {
  // Whoever reads in a diff shall not fall out of the list with it.
  const inside = document.activeElement?.closest(".file");
  for (const element of elements) element.open = false;
  inside?.querySelector("summary").focus();
}
