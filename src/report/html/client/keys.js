// The keyboard. Single keys can be switched off, and mean nothing where somebody types.

import { byId } from "./dom.js";
import { closeAll, openShown } from "./open.js";
import { visible } from "./report.js";

export function startKeys(report) {
  const { search } = report;
  const keys = {
    j: () => move(report, 1),
    k: () => move(report, -1),
    o: () => openShown(report),
    c: () => closeAll(report),
    "/": () => search.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target === search) leave(report, event);
    if (event.target.matches?.("input:not([type='checkbox']), select") || !byId("single").checked) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** From the search into the list; a browser of its own would empty the field at Escape. */
function leave(report, event) {
  if (event.key !== "Escape" && event.key !== "Enter") return;
  event.preventDefault();
  if (event.key === "Escape") report.search.blur();
  else focus(visible(report)[0]);
}

function move(report, step) {
  const all = visible(report);
  const at = all.indexOf(document.activeElement?.closest(".file"));
  const next = at === -1 ? (step > 0 ? 0 : all.length - 1) : at + step;
  focus(all[Math.min(Math.max(next, 0), all.length - 1)]);
}

function focus(element) {
  element?.querySelector("summary").focus();
}
