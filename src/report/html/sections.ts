import { groupBy } from "../../core/group.ts";
import type { Finding } from "../../core/plan.ts";
import { count } from "../pretty.ts";
import type { Review } from "../review.ts";
import { escapeHtml, richHtml } from "./escape.ts";
import { svg } from "./svg.ts";

/** A part of the page; without a body it is left out. */
interface Part {
  id: string;
  heading: string;
  body: string;
}

/** Everything above the files, with a list of it to jump to. Opens `<main>`, which the page closes after the files. */
export function sections(review: Review): string {
  const parts = [
    { id: "before", heading: "Before merging", body: before(review) },
    { id: "moves", heading: "What moves", body: moves(review) },
    { id: "picture", heading: "Sources and who reads them", body: drawn(review) },
    { id: "waiting", heading: "Needs a person's yes", body: waiting(review) },
    { id: "stays", heading: "What stays on Git", body: stays(review) },
    { id: "findings", heading: "Findings", body: findings(review) },
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

function before({ before: steps, manifests }: Review): string {
  const items = steps.map(
    (step) =>
      `<li><label><input type="checkbox" autocomplete="off"> <span>${richHtml(step)}</span></label></li>`,
  );
  const list = steps.length === 0 ? [] : [`<ul class="steps">${items.join("\n")}</ul>`];
  return [
    ...list,
    ...manifests.map(
      ({ title, yaml }) => `<details><summary>${escapeHtml(title)}</summary>${code(yaml)}</details>`,
    ),
  ].join("\n");
}

function moves({ moves: all }: Review): string {
  const rows = all.map(({ name, from, object, artifact, clusters, references, reasons }) => [
    two(name, from),
    two(object, artifact),
    escapeHtml(
      clusters.length > 4
        ? `${clusters.slice(0, 4).join(", ")} and ${clusters.length - 4} more`
        : clusters.join(", "),
    ),
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
  const items = all.map(({ id, reason }) => `<li><code>${escapeHtml(id)}</code>: ${richHtml(reason)}</li>`);
  return `<p>Not part of this change; git2oci migrate asks about it in a terminal.</p><ul>${items.join("\n")}</ul>`;
}

function stays({ staying, kept }: Review): string {
  const references = staying.map(({ outcome, reason, places }) => [
    `<span class="nowrap">${count(places.length, "reference")}</span>`,
    escapeHtml(outcome),
    richHtml(reason),
    many(places),
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
  const groups = groupBy(all, (one) => (one.help === undefined ? one : `${one.severity} ${one.help}`));
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
  const list =
    places.length === 1
      ? `<p>${places[0]}</p>`
      : `<ul>${places.map((one) => `<li>${one}</li>`).join("\n")}</ul>`;
  const help =
    first.help === undefined ? "" : `<details><summary>What to write</summary>${code(first.help)}</details>`;
  return `<div class="finding"><p class="rule"><span class="${first.severity}">${first.severity}</span> ${escapeHtml(first.rule)}</p>${list}${help}</div>`;
}

function skipped({ skipped: all }: Review): string {
  return table(
    ["file", "why"],
    all.map(({ file, reason }) => [`<code>${escapeHtml(file)}</code>`, richHtml(reason)]),
  );
}

function many(places: readonly string[]): string {
  const list = (some: readonly string[]) => some.map((one) => `<code>${escapeHtml(one)}</code>`).join("<br>");
  if (places.length <= 3) return list(places);
  return `${list(places.slice(0, 3))}<details><summary>${places.length - 3} more</summary>${list(places.slice(3))}</details>`;
}

function two(name: string, more: string): string {
  return `<code class="name">${escapeHtml(name)}</code><br><span class="more">${escapeHtml(more)}</span>`;
}

function code(text: string): string {
  return `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const head = heads.map((one) => `<th scope="col">${one}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((one) => `<td>${one}</td>`).join("")}</tr>`);
  return `<div class="scroll" role="group" tabindex="0" aria-label="Table of ${heads[0]}"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}
