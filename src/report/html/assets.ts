import DIFF_TABLE from "./client/diff-table.js?raw";
import DOM from "./client/dom.js?raw";
import FILTER from "./client/filter.js?raw";
import KEYS from "./client/keys.js?raw";
import MAIN from "./client/main.js?raw";
import OPEN from "./client/open.js?raw";
import PRINT from "./client/print.js?raw";
import REPORT from "./client/report.js?raw";
import SEARCH from "./client/search.js?raw";
import THEME from "./client/theme.js?raw";
import BASE from "./style/base.css?raw";
import COLOURS from "./style/colours.css?raw";
import DIFF from "./style/diff.css?raw";
import FILES from "./style/files.css?raw";
import NARROW from "./style/narrow.css?raw";
import PAGE from "./style/page.css?raw";
import PARTS from "./style/parts.css?raw";
import PICTURE from "./style/picture.css?raw";
import PRINT_STYLE from "./style/print.css?raw";
import TOOLS from "./style/tools.css?raw";

/** The style of the page. What holds on a narrow screen and on paper stands behind what it changes. */
export const STYLE: string = [
  ...[COLOURS, BASE, PAGE, PARTS, PICTURE, TOOLS, FILES, DIFF],
  ...[NARROW, PRINT_STYLE],
].join("");

/** The script of the page, the helpers first and the start last. */
export const SCRIPT: string = joinModules([
  ...[DOM, THEME, REPORT, SEARCH, DIFF_TABLE],
  ...[OPEN, FILTER, KEYS, PRINT, MAIN],
]);

/**
 * Modules as one script. They keep their imports and exports for readers and editors; here they share one scope, so
 * a name at the top of a module exists once in all of them.
 */
function joinModules(modules: readonly string[]): string {
  const bodies = modules.map((text) => text.replace(/^import [^;]*;\n+/gm, "").replace(/^export /gm, ""));
  return `(() => {\n"use strict";\n${bodies.join("\n")}})();`;
}
