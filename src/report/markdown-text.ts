/**
 * Texts of a fleet in Markdown. They may come from a hostile repository, and a forge does more with a text than
 * CommonMark says: it turns `@team` into a mention, `#12` into a link, a bare url into a link, `:tada:` into a
 * picture. None of that happens in code, so every word that is not plain becomes code.
 */

/** A word without any sign that Markdown or a forge could take for something. */
const PLAIN = /^[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*$/u;
/** Plain words that a forge links all the same: commits, and issues with a prefix. Short numbers are just numbers. */
const LINKED = /^(?:[0-9a-f]{7,64}|[a-z][a-z0-9]*-\d+)$/i;
/** Signs that mean nothing when they stand alone inside of a line. */
const SIGNS: ReadonlySet<string> = new Set(["→", "–", "—", "…", ","]);
/** Longer texts are cut: a reason of a page hides all others. */
const LONGEST = 1500;

/**
 * What is one piece of code although it has spaces: what our reasons put between backticks, and objects of YAML that
 * they ask a person to write.
 */
const PIECES = /(?<![^ (])(`[^`]+`|\[?\{ [^{}]*(?:\{ [^{}]*\}[^{}]*){0,4}\}\]?)(?=[ ,;:.!?)]|$)/u;

/** A text as one line of prose. Plain words stay, all others become code; never more than a line. */
export function prose(text: string): string {
  return clip(oneLine(text))
    .split(PIECES)
    .map((piece, i) => (i % 2 === 1 ? code(piece.replace(/^`(.*)`$/u, "$1")) : words(piece, i === 0)))
    .join("");
}

function words(text: string, first: boolean): string {
  return text
    .split(" ")
    .map((one, i) => word(one, first && i === 0))
    .join(" ");
}

function word(text: string, first: boolean): string {
  const [, open = "", core = "", close = ""] = /^(\(?)(.*?)([,;:.)]*)$/su.exec(text) ?? [];
  if (SIGNS.has(text) || (open + core === "" && !first)) return text;
  if (core === "") return code(text);
  // A number with a stop after it would begin a list.
  const isNumber = first && close !== "" && /^\d+$/.test(core);
  if (PLAIN.test(core) && !LINKED.test(core) && !isNumber) return text;
  return `${open}${code(core)}${close}`;
}

/** A text as code, on one line. What a pair of backticks cannot hold is written as HTML. */
export function code(text: string): string {
  const line = clip(oneLine(text));
  if (line === "") return "";
  return /^[^`|\\]*$/.test(line) ? `\`${line}\`` : htmlCode(line);
}

/** As `code`, where Markdown is not read: inside of `<summary>`. */
export function htmlCode(text: string): string {
  return `<code>${entities(clip(oneLine(text)))}</code>`;
}

/** Everything that means something to HTML, Markdown or a forge, as an entity. */
function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} /,-]/gu, (sign) => `&#${sign.codePointAt(0)};`);
}

/** A text of several lines as a block of code; its fence is longer than any run of backticks in it. */
export function fenced(text: string, language: string): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** Something to open: a line that is always there, and blocks of Markdown below it. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

function clip(text: string): string {
  // By characters and not by halves of them.
  return text.length <= LONGEST ? text : `${[...text.slice(0, LONGEST)].slice(0, -1).join("")}…`;
}
