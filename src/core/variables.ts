/** How a variable in a text starts: one of postBuild, or an expression of a program. */
const OPENING = "${";

/** True for a text that is not known before something fills it in. */
export function hasVariable(text: string): boolean {
  return text.includes(OPENING);
}

/** How a text says that something else writes it: postBuild, kustomize vars, ResourceSets, Helm, SOPS. */
const FILLED_LATER = [OPENING, "$(", "<<", "{{", "ENC["];

/** True where something writes a part of the text before Flux reads it, so that what stands here is not its value. */
export function isFilledLater(text: string): boolean {
  return FILLED_LATER.some((opening) => text.includes(opening));
}

/** Whether the variables of `pattern` can be filled in so that it is `text`. */
export function mayBecome(pattern: string, text: string): boolean {
  if (!hasVariable(pattern)) return false;
  const [head = "", ...rest] = pattern.split(/\$\{[^}]*\}/);
  const tail = rest.at(-1) ?? "";
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
