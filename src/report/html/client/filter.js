// Search and filters: hides files, says how many are left, and offers only what would leave some.

import { byId, counted } from "./dom.js";
import { tell } from "./report.js";
import { searchable, wordsOf } from "./search.js";

export function startFiltering(report) {
  const { search, selects } = report;
  search.addEventListener("input", () => filter(report));
  for (const [select] of selects) select.addEventListener("change", () => filter(report));
  byId("clear").addEventListener("click", () => {
    search.value = "";
    for (const [select] of selects) select.value = "";
    filter(report);
  });
  filter(report);
}

export function filter(report) {
  const { files, elements, selects } = report;
  const words = wordsOf(report);
  const texts = words.length > 0 ? searchable(report) : [];
  // What each select refuses, so that a value of another one can be tried without it.
  const refused = files.map((file, i) =>
    words.every((word) => texts[i].includes(word))
      ? selects.filter(([select, key]) => select.value !== "" && !file[key].includes(Number(select.value)))
      : undefined,
  );
  elements.forEach((element, i) => {
    const fits = refused[i]?.length === 0;
    if (element.hidden === fits) element.hidden = !fits;
  });
  for (const one of selects)
    offer(
      one,
      files.filter((_, i) => refused[i]?.every((other) => other === one)),
    );
  const shown = refused.filter((one) => one?.length === 0).length;
  const all = counted(files.length, "file");
  tell(report, shown === files.length ? all : `${shown} of ${all} shown`);
}

/** Switches off what would leave no file with the search and the other filters; what is chosen stays. */
function offer([select, key], files) {
  const useful = new Set(files.flatMap((file) => file[key]));
  for (const option of select.options)
    if (option.value !== "") option.disabled = !option.selected && !useful.has(Number(option.value));
}
