import { groupBy } from "../core/group.ts";
import type { Section } from "./markdown-fit.ts";
import { mermaid } from "./markdown-mermaid.ts";
import { code, prose } from "./markdown-text.ts";
import { OPENS_HEADING, type Open } from "./opens.ts";
import { count } from "./pretty.ts";
import type { Picture } from "./review-picture.ts";
import type { KeptSource, Staying } from "./review-staying.ts";

/** What gets a copy, what stays on Git and why: references by reason, then the sources of which nothing moves. */
export function stayingSections(
  beside: readonly Staying[],
  references: readonly Staying[],
  kept: readonly KeptSource[],
  all: string,
): Section[] {
  return [
    {
      rank: 4,
      open: "### What gets a copy for OCIRepository beside it",
      items: beside.map((one) => reasonItem(one, "")),
      ...list("reason", all),
    },
    {
      rank: 3,
      open: "### What stays on Git",
      items: references.map((one) => reasonItem(one, ` (${one.outcome})`)),
      ...list("reason", all),
    },
    {
      rank: 4,
      open: "#### Sources of which nothing moves",
      items: [...groupBy(kept, (one) => one.reason).values()].map(keptItem),
      ...list("source", all),
    },
  ];
}

/** References of one reason: how many, why, and the first places. */
function reasonItem({ reason, places }: Staying, outcome: string): string {
  const more = places.length > 3 ? ` and ${places.length - 3} more` : "";
  return `- **${count(places.length, "reference")}**${outcome}: ${prose(reason)}<br>${places.slice(0, 3).map(code).join(", ")}${more}`;
}

/** Sources that stay for one reason, which may be long: it is said once. */
function keptItem(kept: readonly KeptSource[]): string {
  const { reason = "", undecided = false } = kept[0] ?? {};
  const references = kept.reduce((sum, one) => sum + one.references, 0);
  const ids = kept.slice(0, MOST_SOURCES).map((one) => code(one.id));
  const rest = kept.length - ids.length;
  const which = `${ids.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  // A reason of an undecided source begins with the word, which stands there in bold.
  const why = undecided ? reason.replace(/^undecided: /, "") : reason;
  return `- ${which}${undecided ? ", **undecided**" : ""}, ${count(references, "reference")}: ${prose(why)}`;
}

/** Sources that are named for one reason; more are counted. */
const MOST_SOURCES = 20;

/** The graph, with what its lines mean. */
export function pictureSection(drawn: Picture): Section {
  const left =
    drawn.leftOut === 0 ? "" : `\n\n${count(drawn.leftOut, "source")} with few references not drawn.`;
  return {
    rank: 8,
    open: "### Sources and who reads them\n\nThick lines move to OCI, dotted lines stay on Git.",
    items: drawn.edges.length === 0 ? [] : [`${mermaid(drawn)}${left}`],
    between: "\n\n",
    more: () => "The picture is left out because the body would be too long; `--format html` draws it.",
  };
}

/** What brings objects that this repository does not show. */
export function opensSection(opens: readonly Open[], all: string): Section {
  const left = opens.length - MOST_OPENS;
  return {
    rank: 9,
    open: `### ${OPENS_HEADING}`,
    items: [
      ...opens
        .slice(0, MOST_OPENS)
        .map(({ place, text }) => `- ${place === undefined ? "" : `${code(place)}: `}${prose(text)}`),
      ...(left > 0 ? [`- and ${count(left, "place")} more; \`--format json\` lists them all`] : []),
    ],
    ...list("place", all),
  };
}

/** Places of this list that are shown: a fleet may have one a Kustomization. */
const MOST_OPENS = 10;

/** Files that nobody could look into. */
export function skippedSection(skipped: readonly { file: string; reason: string }[], all: string): Section {
  return {
    rank: 10,
    open: "### Not read",
    items: skipped.map(({ file, reason }) => `- ${code(file)}: ${prose(reason)}`),
    ...list("file", all),
  };
}

/** Names as code, the first of them. */
export function names(list: readonly string[]): string {
  const some = [...new Set(list)];
  return `${some.slice(0, 4).map(code).join(", ")}${some.length > 4 ? ` and ${some.length - 4} more` : ""}`;
}

/** How a list or table goes on: item by item, and what is said of those left out. */
export function list(noun: string, all: string): Pick<Section, "between" | "more"> {
  return { between: "\n", more: (left) => more(left, noun, all) };
}

/** What stands in place of items that were left out. */
export function more(left: number, noun: string, all: string): string {
  return `_${count(left, noun)} left out, because the body would be too long:_ ${all}`;
}
