const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as HTML, for elements and for attributes in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * As `escapeHtml`, for a path: a part that may be written from right to left is kept by itself, because it would change
 * places with its neighbours.
 * @param slash what stands between two parts
 */
export function pathHtml(path: string, slash = "/"): string {
  const part = (text: string) =>
    /^[ -~]*$/.test(text) ? escapeHtml(text) : `<bdi dir="ltr">${escapeHtml(text)}</bdi>`;
  return path.split("/").map(part).join(slash);
}

/** As `pathHtml`, for paths and urls in narrow places: a line may break behind each slash. */
export function breakablePath(path: string): string {
  return pathHtml(path, "/<wbr>").replaceAll("/<wbr>/<wbr>", "//<wbr>");
}

/** As `escapeHtml`, for a sentence of ours: what it puts between backticks is code. */
export function richHtml(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

/** A value as JSON inside of a `<script>`: nothing in it can end the element or begin a comment. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}
