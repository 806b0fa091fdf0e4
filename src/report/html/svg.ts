import { groupBy } from "../../core/group.ts";
import { count } from "../pretty.ts";
import type { Picture } from "../review-picture.ts";
import { escapeHtml } from "./escape.ts";

/** Sizes in pixels; a character of the labels is about 7 wide. */
const BOX = { width: 380, height: 44, gap: 12 };
const LABEL = 50;
const MIDDLE = 230;
const FRAME = { title: 26, padding: 12, gap: 16 };

/** A box with its place. */
interface Placed {
  x: number;
  y: number;
  lines: [string, string];
  kind: string;
}

/**
 * The picture as SVG, in two layers: sources on the left, readers on the right in a frame for each cluster. Clusters
 * and readers stand in the order of the sources they read, which leaves few lines to cross. Colours are classes of the
 * page's style, so that it is readable in the light and in the dark.
 */
export function svg({ sources, readers, edges }: Picture): string {
  const weight = (reader: number) => {
    const mine = edges.filter((edge) => edge.readers === reader);
    return mine.reduce((sum, edge) => sum + edge.source, 0) / Math.max(1, mine.length);
  };
  const indexed = readers.map((one, i) => ({ ...one, i, weight: weight(i) }));
  const clusters = [...groupBy(indexed, (one) => one.cluster)]
    .map(([name, list]) => ({
      name,
      list: [...list].sort((a, b) => a.weight - b.weight),
      weight: list.reduce((sum, one) => sum + one.weight, 0) / list.length,
    }))
    .sort((a, b) => a.weight - b.weight);

  const right = BOX.width + MIDDLE;
  const places = new Map<number, Placed>();
  const frames: string[] = [];
  let y = 0;
  for (const { name, list } of clusters) {
    const height = FRAME.title + list.length * (BOX.height + BOX.gap) - BOX.gap + FRAME.padding;
    frames.push(
      `<rect class="frame" x="${right - FRAME.padding}" y="${y}" width="${BOX.width + 2 * FRAME.padding}" height="${height}" rx="8"/>`,
      text(right, y + 18, name, "frame-name"),
    );
    list.forEach(({ i, what, folder }, row) => {
      places.set(i, {
        ...{ x: right, y: y + FRAME.title + row * (BOX.height + BOX.gap), kind: "reader" },
        lines: [what, folder === "" ? "several folders" : folder],
      });
    });
    y += height + FRAME.gap;
  }
  const rightHeight = Math.max(0, y - FRAME.gap);
  const leftHeight = sources.length * (BOX.height + BOX.gap) - BOX.gap;
  const height = Math.max(rightHeight, leftHeight, BOX.height);
  const step = sources.length > 1 ? Math.min(140, (height - BOX.height) / (sources.length - 1)) : 0;
  const top = (height - step * (sources.length - 1) - BOX.height) / 2;
  const left = sources.map(
    ({ name, artifact }, i): Placed => ({
      ...{ x: 0, y: top + i * step, kind: artifact === undefined ? "git" : "oci" },
      lines: [name, artifact === undefined ? "stays on Git" : `→ ${artifact}`],
    }),
  );
  const lines = edges.flatMap(({ source, readers: to, moves, beside, stays }) => {
    const a = left[source];
    const b = places.get(to);
    if (!a || !b) return [];
    return [
      ...(moves + beside > 0 ? [line(a, b, "moves", movesText(moves, beside))] : []),
      ...(stays > 0 ? [line(a, b, "stays", `${count(stays, "reference")} on Git`)] : []),
    ];
  });
  const width = right + BOX.width + FRAME.padding;
  return [
    `<svg role="img" aria-labelledby="picture-title picture-about" width="${width}" height="${height + 4}" viewBox="-2 -2 ${width + 4} ${height + 4}">`,
    '<title id="picture-title">Git sources and the objects that read them</title>',
    `<desc id="picture-about">${escapeHtml(about({ sources, readers, edges, leftOut: 0 }))}</desc>`,
    ...lines,
    ...frames,
    ...[...left, ...places.values()].map(box),
    "</svg>",
  ].join("\n");
}

function movesText(moves: number, beside: number): string {
  const both = beside === 0 ? [] : [`${count(beside, "reference")} for both`];
  return [...(moves === 0 ? [] : [`${count(moves, "reference")} to OCI`]), ...both].join(", ");
}

/** Lines of both kinds between two boxes lie beside each other. */
function line(a: Placed, b: Placed, kind: "moves" | "stays", told: string): string {
  const aside = kind === "moves" ? -4 : 4;
  const [x1, y1, x2, y2] = [a.x + BOX.width, a.y + BOX.height / 2 + aside, b.x, b.y + BOX.height / 2 + aside];
  const bend = (x2 - x1) / 2;
  const title = escapeHtml(`${a.lines[0]}, ${b.lines[0]} in ${b.lines[1]}: ${told}`);
  return `<path class="${kind}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"><title>${title}</title></path>`;
}

function box({ x, y, lines, kind }: Placed): string {
  return [
    `<g><title>${escapeHtml(lines.join("\n"))}</title><rect class="box ${kind}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `${text(x + 10, y + 18, lines[0], "name")}${text(x + 10, y + 35, lines[1], "more")}</g>`,
  ].join("");
}

function text(x: number, y: number, label: string, kind: string): string {
  const half = LABEL / 2 - 1;
  const short = label.length <= LABEL ? label : `${label.slice(0, half)}…${label.slice(-half)}`;
  return `<text class="${kind}" x="${x}" y="${y}">${escapeHtml(short)}</text>`;
}

/** The picture in one sentence, for who does not see it; the table of what moves says the rest. */
function about({ sources, readers, edges }: Picture): string {
  const moves = edges.filter((edge) => edge.moves + edge.beside > 0).length;
  const stays = edges.filter((edge) => edge.stays > 0).length;
  return `${count(sources.length, "source")} and ${count(readers.length, "group")} of readers; ${count(moves, "line")} to OCI, ${count(stays, "line")} on Git.`;
}
