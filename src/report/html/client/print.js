// On paper there is nothing to open: what is shown is printed with its diffs.

import { counted } from "./dom.js";
import { filter } from "./filter.js";
import { draw } from "./open.js";
import { tell, visible } from "./report.js";

const MOST_PRINTED = 300;

export function startPrinting(report) {
  let opened = [];
  addEventListener("beforeprint", () => {
    const files = visible(report)
      .filter((element) => !element.open)
      .slice(0, MOST_PRINTED);
    const others = document.querySelectorAll("main details:not(.file, .keys, [open])");
    opened = [...files, ...others];
    for (const element of opened) element.open = true;
    for (const element of files) draw(report, element);
    const left = visible(report).filter((element) => !element.open).length;
    if (left > 0) tell(report, `${counted(left, "file")} without a diff here: filter the list to print them`);
  });
  addEventListener("afterprint", () => {
    for (const element of opened) element.open = false;
    opened = [];
    filter(report);
  });
}
