/**
 * A part of a body that may be shortened. What it consists of is never cut: an item is there or is counted, so no
 * table, fence or `<details>` is ever left open.
 */
export interface Section {
  /** 1 is written first where the room is short; the order in the body is that of the list. */
  rank: number;
  /** Everything before the items: the heading, the head of a table. */
  open: string;
  /** Closed until somebody opens it: the text of the heading is what stays visible. */
  isFolded?: true;
  items: readonly string[];
  /** Between two items: a line end for rows and lists, an empty line for blocks. */
  between: "\n" | "\n\n";
  /** Written where items are missing. */
  more: (left: number) => string;
}

/**
 * The characters that GitHub takes are 65,536, and GitLab takes more. Counted here as bytes, which are never fewer,
 * with some room for what a bulk tool puts around the body.
 */
export const BODY_LIMIT = 64_000;

/** The sections as one body of at most `limit` bytes; `head` is never shortened. Sections without items are left out. */
export function fitted(head: string, sections: readonly Section[], limit: number = BODY_LIMIT): string {
  const present = sections.filter((one) => one.items.length > 0);
  const frame = (one: Section) => size(headOf(one)) + size(FOLD_END) + size(one.more(one.items.length)) + 8;
  let room = limit - size(head) - present.reduce((sum, one) => sum + frame(one), 0);
  const kept = new Map<Section, string[]>();
  for (const section of [...present].sort((a, b) => a.rank - b.rank)) {
    const items = section.items.filter((item) => {
      const needed = size(item) + section.between.length;
      if (needed > room) return false;
      room -= needed;
      return true;
    });
    kept.set(section, items);
  }
  return `${[head, ...present.map((one) => written(one, kept.get(one) ?? []))].join("\n\n")}\n`;
}

const FOLD_END = "</details>";

/** The heading; a section that is folded has it as the visible line of `<details>`. */
function headOf({ open, isFolded }: Section): string {
  if (!isFolded) return open;
  const [heading = "", ...rest] = open.split("\n");
  return [`<details><summary>${heading.replace(/^#+ /, "")}</summary>`, ...rest].join("\n");
}

function written(section: Section, items: readonly string[]): string {
  const left = section.items.length - items.length;
  const list = items.length === 0 ? [] : [items.join(section.between)];
  // The head of a table belongs to its rows; everything else stands apart.
  const start =
    list.length > 0 && section.open.endsWith("|")
      ? [`${section.open}\n${list[0]}`]
      : [headOf(section), ...list];
  const end = section.isFolded ? [FOLD_END] : [];
  return [...start, ...(left > 0 ? [section.more(left)] : []), ...end].join("\n\n");
}

function size(text: string): number {
  return Buffer.byteLength(text);
}
