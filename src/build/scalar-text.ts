/** How a scalar is written, if that decides what kustomize reads out of what it prints. */
import { type BuiltScalar, fail, type Origin, type WrittenStyle } from "./node.ts";
import { plainTag } from "./plain.ts";

/** True for a scalar in quotes or in a block: whatever text a merge puts there is a string. */
export function isQuoted({ style }: BuiltScalar): boolean {
  return style !== undefined && style !== "tagged" && style !== "untyped";
}

/** A scalar that takes the place of another: it is written as that was, so that it becomes a string in quotes. */
export function inPlaceOf(old: BuiltScalar, value: BuiltScalar): BuiltScalar {
  const tag = isQuoted(old) ? "string" : value.tag;
  const style = old.style === "untyped" ? undefined : old.style;
  return tag === value.tag && style === value.style ? value : styled({ ...value, tag }, style);
}

/** A scalar that a merge walks over: one without a type counts as a string from then on, unless it is empty. */
export function walked(scalar: BuiltScalar): BuiltScalar {
  if (scalar.style !== "untyped" || scalar.text === "") return scalar;
  return styled({ ...scalar, tag: "string" }, plainTag(scalar.text) === "string" ? undefined : "double");
}

/** The scalar in a style; undefined is the plain one. */
export function styled(scalar: BuiltScalar, style: WrittenStyle | undefined): BuiltScalar {
  const { style: _, ...plain } = scalar;
  return style === undefined ? plain : { ...plain, style };
}

/** What is left if kustomize writes a text over a scalar without saying what it is: the style stays, the type not. */
export function retyped(old: BuiltScalar, text = old.text, origin = old.origin): BuiltScalar {
  const isSame = old.style === "untyped" && text === old.text && origin === old.origin;
  if (isSame) return old;
  return isQuoted(old) ? { ...old, text, tag: "string", origin } : withText(undefined, text, origin);
}

const QUOTES: Partial<Record<WrittenStyle, string>> = { single: "'", double: '"' };

/** The scalar as kustomize prints it, with its quotes: what a `[key=regex]` of a target is held against (fact 27). */
export function printed(scalar: BuiltScalar): string {
  const { text, tag, style } = scalar;
  const needed = tag === "string" && !isQuoted(scalar) && plainTag(text) !== "string" ? '"' : "";
  const quote = (style && QUOTES[style]) ?? needed;
  return (quote + text + quote).trim();
}

/**
 * What a replacement leaves if it writes `text` over a scalar: type and style stay (fact 27). A value without a type,
 * as one that the path has created (`target` is undefined), is read as a plain scalar.
 * @throws BuildFailure if the text is none of that type: kustomize prints `!!int foo`, which does not decode
 */
export function withText(target: BuiltScalar | undefined, text: string, origin: Origin): BuiltScalar {
  const read = plainTag(text);
  if (target === undefined || target.style === "untyped")
    return { type: "scalar", text, tag: read, origin, style: "untyped" };
  const { tag } = target;
  if (tag !== "string" && tag !== read && !(tag === "float" && read === "int"))
    fail(`cannot decode ${read} \`${text}\` as ${tag}`, origin);
  return { ...target, text, origin };
}
