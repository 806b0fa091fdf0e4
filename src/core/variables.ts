/** How a variable in a text starts: one of postBuild, or an expression of a program. */
const OPENING = "${";

/** True for a text that is not known before something fills it in. */
export function hasVariable(text: string): boolean {
  return text.includes(OPENING);
}

/** Whether the variables of `pattern` can be filled in so that it is `text`. */
export function mayBecome(pattern: string, text: string): boolean {
  if (!hasVariable(pattern)) return false;
  const [head = "", ...rest] = pattern.split(/\$\{[^}]*\}/);
  const tail = rest.at(-1) ?? "";
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
