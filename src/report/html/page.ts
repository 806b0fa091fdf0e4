import { createHash } from "node:crypto";
import type { Review } from "../review.ts";
import { SCRIPT, STYLE } from "./assets.ts";
import { shownDiffs } from "./diff.ts";
import { escapeHtml, scriptJson } from "./escape.ts";
import { fileList, filters } from "./files.ts";
import { finder, listsOf } from "./filter-lists.ts";
import { sections } from "./sections.ts";

/**
 * The review as one file that needs nothing else: no network, no other file, no code but ours, which the policy of
 * the page names by its hash. Diffs are data until somebody opens them, so that thousands of files stay usable.
 */
export function htmlReport(review: Review): string {
  const lists = listsOf(review);
  const foundBy = finder(lists);
  const diffs = shownDiffs(review.files);
  // What the script of the page gets; a diff becomes a table when somebody opens its file.
  const data = review.files.map((file, i) => ({
    path: file.path,
    ...foundBy(file),
    hunks: diffs[i] ?? [],
  }));
  const policy = [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(review.title)} · git2oci</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<div><p class="product">git2oci</p><h1>${escapeHtml(review.title)}</h1>
<p class="summary">${escapeHtml(review.summary.join(" "))}</p></div>
<label class="theme">Colours <select id="theme"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label>
</header>
${sections(review)}
<section id="files" aria-labelledby="files-heading">
<h2 id="files-heading">Changed files</h2>
${review.files.length === 0 ? "<p>No file changes.</p>" : `${filters(lists)}\n${fileList(review.files)}`}
</section>
</main>
<footer><p>Made by git2oci. Credentials in urls are left out, and characters that cannot be seen are written as escapes such as \\u202e.</p></footer>
<script type="application/json" id="data">${scriptJson(data)}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
