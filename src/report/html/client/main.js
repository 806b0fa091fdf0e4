// The script of the report: one part after the other.

import { byId } from "./dom.js";
import { startFiltering } from "./filter.js";
import { startKeys } from "./keys.js";
import { startOpening } from "./open.js";
import { startPrinting } from "./print.js";
import { readReport } from "./report.js";
import { startTheme } from "./theme.js";

startTheme();
const list = byId("list");
if (list) {
  const report = readReport(list);
  for (const start of [startOpening, startFiltering, startKeys, startPrinting]) start(report);
}
