import type { Location } from "./manifest.ts";

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

/** Names of variables of a text that have no default, each once. */
export function openVariables(text: string): string[] {
  const found = [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)(:?[-=])?/g)];
  return [...new Set(found.flatMap(([, name = "", fallback]) => (fallback === undefined ? [name] : [])))];
}

/** A text with its variables filled in, as a cluster gets it. */
export interface FilledText {
  text: string;
  /** As people may be told it: the value of a Secret is not repeated. */
  shown: string;
  /** Where a value stands that fills it in; undefined if a default does. */
  from: Location | undefined;
}

/** A variable that no postBuild of a cluster sets. */
export interface UnsetVariable {
  name: string;
  /** True if a ConfigMap or Secret that is not here may set it, or if nobody here knows what applies the file. */
  maybe: boolean;
}

/** What is known of variables at the place of a source. */
export interface KnownVariables {
  /** Every text that a text becomes; undefined if one is not known here. A text without variables is itself. */
  filled(text: string): readonly FilledText[] | undefined;
  /** Variables of a text, without a default, that nothing here sets. */
  unset(text: string): readonly UnsetVariable[];
}

/** What is known where no build tells anything. */
export const NO_VARIABLES: KnownVariables = {
  filled: (text) => (hasVariable(text) ? undefined : [{ text, shown: text, from: undefined }]),
  unset: (text) => openVariables(text).map((name) => ({ name, maybe: true })),
};
