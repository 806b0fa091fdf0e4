/** What comes from a file must not give orders to the CI system that reads a log. */

/**
 * Lines for a log that a CI system reads too: what comes from a file must not give it orders. GitHub obeys lines that
 * begin with `::`, and GitHub, Azure and TeamCity what follows `##[`, `##vso[` and `##teamcity[` anywhere in a line.
 */
export function tame(lines: string): string {
  return lines.replace(/^([ \t]*):(?=:)/gm, "$1\\x3a").replace(/#(?=#[a-z]{0,20}\[)/g, "\\x23");
}

/** What acts on a terminal or deceives the eye; line ends are the layout of JSON, and tabs it writes itself. */
const ACTS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON for the same logs. Only what stands in strings is written as escapes, so that it says the same. */
export function tameJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
    .replace(/#(?=#[a-z]{0,20}\[)/g, "\\u0023")
    .replace(ACTS, (one) => one.split("").map(escaped).join(""));
  return `${text}\n`;
}

/** As `tame`, for HTML: the same characters, written as references. */
export function tameHtml(html: string): string {
  return html.replace(/^([ \t]*):(?=:[^\n]*::)/gm, "$1&#58;").replace(/#(?=#[a-z]{0,20}\[)/g, "&#35;");
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
