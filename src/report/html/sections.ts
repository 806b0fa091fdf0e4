import { groupBy } from "../../core/group.ts";
import type { Finding } from "../../core/plan.ts";
import { OPENS_HEADING } from "../opens.ts";
import { count } from "../pretty.ts";
import type { Review } from "../review.ts";
import { code, list, table, two } from "./elements.ts";
import { breakablePath, escapeHtml, richHtml } from "./escape.ts";
import { svg } from "./svg.ts";

/** A part of the page; without a body it is left out. */
interface Part {
  id: string;
  heading: string;
  body: string;
}

/** More items of one kind are behind a click: what is said often is not said better. */
const MOST_ITEMS = 10;

/** Everything above the files, with a list of it to jump to. Opens `<main>`, which the page closes after the files. */
export function sections(review: Review): string {
  const parts = [
    { id: "before", heading: "Before merging", body: before(review) },
    { id: "after", heading: "After merging", body: checklist(review.after) },
    { id: "moves", heading: "What moves", body: moves(review) },
    { id: "picture", heading: "Sources and who reads them", body: drawn(review) },
    { id: "waiting", heading: "Needs a person's yes", body: waiting(review) },
    { id: "beside", heading: "What gets a copy for OCIRepository beside it", body: beside(review) },
    { id: "stays", heading: "What stays on Git", body: stays(review) },
    { id: "findings", heading: "Findings", body: findings(review) },
    { id: "opens", heading: OPENS_HEADING, body: opens(review) },
    { id: "skipped", heading: "Not read", body: skipped(review) },
  ].filter((part) => part.body !== "");
  const links = [...parts, { id: "files", heading: "Changed files", body: "" }].map(
    ({ id, heading }) => `<li><a href="#${id}">${heading}</a></li>`,
  );
  return [
    `<nav aria-label="Parts of the report"><ul>${links.join("")}</ul></nav>`,
    '<main id="main" tabindex="-1">',
    ...parts.map(section),
  ].join("\n");
}

function section({ id, heading, body }: Part): string {
  return `<section id="${id}" aria-labelledby="${id}-heading">\n<h2 id="${id}-heading">${heading}</h2>\n${body}\n</section>`;
}

function checklist(steps: readonly string[]): string {
  const items = steps.map(
    (step) =>
      `<li><label><input type="checkbox" autocomplete="off"> <span>${richHtml(step)}</span></label></li>`,
  );
  return steps.length === 0 ? "" : `<ul class="steps">${items.join("\n")}</ul>`;
}

function before({ before: steps, manifests }: Review): string {
  return [
    ...(steps.length === 0 ? [] : [checklist(steps)]),
    ...manifests.map(
      ({ title, yaml }) => `<details><summary>${escapeHtml(title)}</summary>${code(yaml)}</details>`,
    ),
  ].join("\n");
}

function moves({ moves: all }: Review): string {
  const rows = all.map(({ name, from, object, artifact, clusters, references, reasons }) => [
    two(name, from),
    two(object, artifact),
    list(clusters.map(breakablePath), 4),
    String(references),
    `<div class="why-cell">${reasons.map(richHtml).join("<br>")}</div>`,
  ]);
  return table(["Git source", "becomes", "in", "references", "why"], rows);
}

function drawn({ picture }: Review): string {
  if (picture.edges.length === 0) return "";
  const left =
    picture.leftOut === 0 ? "" : `<p>${count(picture.leftOut, "source")} with few references not drawn.</p>`;
  return `<p>Full lines move to OCI, dashed lines stay on Git.</p>\n<div class="scroll" role="group" tabindex="0" aria-label="The picture">${svg(picture)}</div>${left}`;
}

function waiting({ waiting: all }: Review): string {
  if (all.length === 0) return "";
  const items = all.map(({ id, reason }) => `<code>${breakablePath(id)}</code>: ${richHtml(reason)}`);
  return `<p>Not part of this change; git2oci migrate asks about it in a terminal.</p>${list(items, MOST_ITEMS)}`;
}

function beside({ beside: all }: Review): string {
  const rows = all.map(({ reason, places }) => [
    `<span class="nowrap">${count(places.length, "reference")}</span>`,
    richHtml(reason),
    list(
      places.map((one) => `<code>${breakablePath(one)}</code>`),
      3,
    ),
  ]);
  return table(["how many", "why", "places"], rows);
}

function stays({ staying, kept }: Review): string {
  const references = staying.map(({ outcome, reason, places }) => [
    `<span class="nowrap">${count(places.length, "reference")}</span>`,
    escapeHtml(outcome),
    richHtml(reason),
    list(
      places.map((one) => `<code>${breakablePath(one)}</code>`),
      3,
    ),
  ]);
  const sources = kept.map(({ id, from, undecided, reason, references: number }) => [
    two(id, from),
    undecided ? "<strong>undecided</strong>" : "kept",
    richHtml(reason),
    String(number),
  ]);
  return [
    table(["how many", "outcome", "why", "places"], references),
    sources.length === 0 ? "" : "<h3>Sources of which nothing moves</h3>",
    table(["source", "decision", "why", "references"], sources),
  ]
    .join("\n")
    .trim();
}

function findings({ findings: all }: Review): string {
  const groups = groupBy(all, ({ severity, rule, help }) => JSON.stringify([severity, rule, help]));
  const order = ["error", "warning", "note"];
  return [...groups.values()]
    .sort(([a], [b]) => order.indexOf(a?.severity ?? "") - order.indexOf(b?.severity ?? ""))
    .map(finding)
    .join("\n");
}

function finding(same: readonly Finding[]): string {
  const [first] = same;
  if (!first) return "";
  const places = same.map(
    ({ location, message }) =>
      `<code>${escapeHtml(`${location.file}:${location.line}`)}</code> ${richHtml(message)}`,
  );
  const told = places.length === 1 ? `<p>${places[0]}</p>` : list(places, MOST_ITEMS);
  const help =
    first.help === undefined ? "" : `<details><summary>What to write</summary>${code(first.help)}</details>`;
  return `<div class="finding"><p class="rule"><span class="${first.severity}">${first.severity}</span> ${escapeHtml(first.rule)}</p>${told}${help}</div>`;
}

/** Places of doors in the page: a browser holds every one of them. */
const MOST_OPENS = 100;

function opens({ opens: all }: Review): string {
  const items = all
    .slice(0, MOST_OPENS)
    .map(
      ({ place, text }) =>
        `${place === undefined ? "" : `<code>${breakablePath(place)}</code> `}${richHtml(text)}`,
    );
  const left = all.length - MOST_OPENS;
  if (left > 0) items.push(`and ${left} more; the JSON report lists them all`);
  return items.length === 0 ? "" : list(items, MOST_ITEMS);
}

function skipped({ skipped: all }: Review): string {
  return table(
    ["file", "why"],
    all.map(({ file, reason }) => [`<code>${breakablePath(file)}</code>`, richHtml(reason)]),
  );
}
