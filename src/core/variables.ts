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

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-=]([^{}]*))?\}/g;

/** Texts with more values than this are not written out. */
const MOST_VALUES = 100;

/**
 * Every text that a text with variables may become; undefined if a variable has a value that nobody knows here.
 * @param valuesOf the known values of a variable; a default counts beside them
 */
export function filledTexts(
  text: string,
  valuesOf: (name: string) => readonly string[] | undefined,
): readonly string[] | undefined {
  let filled = [""];
  let at = 0;
  for (const found of text.matchAll(VARIABLE)) {
    const [whole, name = "", fallback] = found;
    const values = [...new Set([...(valuesOf(name) ?? []), ...(fallback === undefined ? [] : [fallback])])];
    if (values.length === 0 || values.some(hasVariable)) return undefined;
    const before = text.slice(at, found.index);
    filled = filled.flatMap((one) => values.map((value) => one + before + value));
    if (filled.length > MOST_VALUES) return undefined;
    at = found.index + whole.length;
  }
  const rest = text.slice(at);
  return hasVariable(rest) ? undefined : filled.map((one) => one + rest);
}
