import { Marked, type Token, type Tokens } from "marked";

/** A body as a real parser of GitHub's Markdown sees it. */
export interface ParsedBody {
  html: string;
  tables: Tokens.Table[];
  blocks: Tokens.Code[];
  headings: string[];
  /** The visible lines of what is closed until somebody opens it. */
  folded: string[];
  checkboxes: number;
  /** What is wrong with it: something left open, or text of a cell in a cell too many. */
  broken: string[];
}

/** Parses a body. */
export function parseBody(body: string): ParsedBody {
  const marked = new Marked({ gfm: true });
  const tokens = marked.lexer(body);
  const all: Token[] = [];
  marked.walkTokens(tokens, (token) => {
    all.push(token);
  });
  const of = (type: string) => all.filter((one) => one.type === type);
  const html = marked.parser(tokens);
  const opened = html.match(/<details>/g)?.length ?? 0;
  const closed = html.match(/<\/details>/g)?.length ?? 0;
  const tables = of("table") as Tokens.Table[];
  const blocks = of("code") as Tokens.Code[];
  return {
    html,
    tables,
    blocks,
    headings: (of("heading") as Tokens.Heading[]).map((one) => one.text),
    folded: [...html.matchAll(/<summary>(.*?)<\/summary>/g)].map(([, text = ""]) => text),
    checkboxes: html.match(/<input [^>]*type="checkbox"/g)?.length ?? 0,
    broken: [
      ...(opened === closed ? [] : [`${opened} details open, ${closed} close`]),
      ...blocks
        .filter((one) => !/\n?(`{3,})$/.test(one.raw.trimEnd()))
        .map((one) => `open fence: ${one.raw}`),
      // A row with too many bars loses its last cells; one with too few gets empty ones.
      ...tables.flatMap((table) =>
        table.raw
          .trim()
          .split("\n")
          .filter((row) => row.split("|").length !== table.header.length + 2)
          .map((row) => `cells: ${row}`),
      ),
    ],
  };
}

/** What a reader sees outside of code: no sign in it may mean anything to a forge. */
export function outsideOfCode(html: string): string {
  return html
    .replace(/<pre>[\s\S]*?<\/pre>|<code>[\s\S]*?<\/code>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#39;/g, "'");
}
