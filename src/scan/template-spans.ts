/** Part of a text that a template engine replaces before anybody reads YAML. */
export interface TemplateSpan {
  start: number;
  end: number;
  /** True where the engine writes nothing in its place. */
  comment: boolean;
}

/**
 * How the expressions of template engines begin and end. The longest opening comes first: `{{/*` begins with `{{`.
 * Go templates (Helm, gomplate, GitOps tools), Jinja and ERB. Engines with brackets of somebody's own choice cannot be
 * told from text; their files are told by their ending.
 */
const BRACKETS: readonly { open: string; close: string; comment: boolean }[] = [
  { open: "{{- /*", close: "*/", comment: true },
  { open: "{{/*", close: "*/", comment: true },
  { open: "{{", close: "}}", comment: false },
  { open: "{%", close: "%}", comment: false },
  { open: "{#", close: "#}", comment: true },
  { open: "<%", close: "%>", comment: false },
];

/** Every expression of a text, in order; one that never ends reaches to the end of the text. Linear, for hostile texts. */
export function templateSpans(text: string): TemplateSpan[] {
  const spans: TemplateSpan[] = [];
  const opening = /\{\{|\{%|\{#|<%/g;
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const start = found.index;
    const bracket = BRACKETS.find(({ open }) => text.startsWith(open, start));
    if (!bracket) continue;
    const close = text.indexOf(bracket.close, start + bracket.open.length);
    // The end of a Go comment is followed by the end of its expression.
    const end = close === -1 ? text.length : endOf(text, close + bracket.close.length, bracket.close);
    spans.push({ start, end, comment: bracket.comment });
    opening.lastIndex = end;
  }
  return spans;
}

function endOf(text: string, at: number, close: string): number {
  if (close !== "*/") return at;
  const end = text.indexOf("}}", at);
  return end === -1 ? text.length : end + 2;
}

/** True where the text holds an expression of a template engine. */
export function hasExpression(text: string): boolean {
  return /\{\{|\{%|\{#|<%/.test(text);
}
