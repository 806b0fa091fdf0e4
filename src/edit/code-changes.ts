import type { CodeUnit, EnumForm } from "../core/code.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { lineEnding } from "../core/text.ts";
import type { MapNode, YamlNode } from "../core/tree.ts";
import { enumMemberFor } from "./code-enums.ts";
import { type ListChange, listEdits } from "./code-lists.ts";
import { blanksAt, indentUnit, memberEdits } from "./code-members.ts";
import { type Overlay, Overlays, overlayText } from "./code-overlays.ts";
import {
  quoteOf,
  type RenderStyle,
  renderField,
  renderKey,
  renderText,
  renderValue,
  styleAt,
} from "./code-render.ts";
import { type CodeValue, plainOf } from "./code-values.ts";
import type { TextEdit } from "./types.ts";

interface MapChanges {
  removed: Set<number>;
  inserted: { after: number; text: (indent: string, block: boolean) => string }[];
}

/** The edits of one object of a program, gathered, so that commas are settled once. */
export class Changes {
  readonly text: string;
  readonly edits: TextEdit[] = [];
  readonly lostComments: string[] = [];
  readonly unit: CodeUnit | undefined;
  readonly #maps = new Map<MapNode, MapChanges>();
  readonly #lists: ListChange[] = [];
  readonly #overlays = new Overlays();

  constructor(text: string, unit: CodeUnit | undefined) {
    this.text = text;
    this.unit = unit;
  }

  /** The position of the member that gives a field its value; undefined where a spread does, as the last one wins. */
  memberOf(map: MapNode, key: string): number | undefined {
    const members = membersOf(map);
    const at = members.findLastIndex((one) => one.key === key);
    const given = map.items.findLast((pair) => pair.key.value === key)?.key;
    const member = members[at];
    return member && given && given.start >= member.start && given.end <= member.end ? at : undefined;
  }

  /** True for `{ name }`. */
  isShorthand(map: MapNode, key: string): boolean {
    const at = this.memberOf(map, key);
    const member = at === undefined ? undefined : membersOf(map)[at];
    const given = map.items.findLast((pair) => pair.key.value === key)?.key;
    return member !== undefined && given?.start === member.start && given.end === member.end;
  }

  /** Adds a field after another one, else at the end. */
  insert(map: MapNode, key: string, value: CodeValue, after?: string): void {
    const anchor = after === undefined ? undefined : this.memberOf(map, after);
    this.#add(map, key, anchor, (indent, block) => this.#field(key, value, indent, block));
  }

  remove(map: MapNode, key: string): Refusal | undefined {
    const member = this.memberOf(map, key);
    if (member === undefined)
      this.#add(map, key, undefined, () => `${renderKey(key, this.#quote)}: undefined`);
    else {
      this.#of(map).removed.add(member);
      this.#lose(membersOf(map)[member]!);
    }
    return undefined;
  }

  /** Writes another field in the place of one; comments inside stay above it. */
  replace(map: MapNode, key: string, to: string, value: CodeValue): Refusal | undefined {
    const at = this.memberOf(map, key);
    const member = at === undefined ? undefined : membersOf(map)[at];
    if (!member) return refuse("a spread gives it; edit by hand");
    const { start, end } = member;
    const indent = /[ \t]*$/.exec(this.text.slice(0, start))?.[0] ?? "";
    const comments = (this.unit?.file.comments ?? [])
      .filter((one) => one.start > start && one.end < end)
      .map((one) => this.text.slice(one.start, one.end) + this.#eol + indent);
    this.edits.push({ start, end, text: comments.join("") + this.#field(to, value, indent) });
    return undefined;
  }

  /** Replaces a value where it stands. */
  setOwn(old: YamlNode, given: CodeValue): Refusal | undefined {
    const quote = old.code?.form === "literal" ? old.code.quote : undefined;
    // A text that is there is one in spite of its type, so it stays one.
    const value = quote === undefined ? given : plainOf(given);
    const allowed = old.code?.form === "literal" ? old.code.allowed : undefined;
    if (allowed && typeof value === "string" && !allowed.includes(value))
      return refuse(
        `its type takes only ${allowed.map((one) => JSON.stringify(one)).join(" or ")}; let the type take ${JSON.stringify(value)} too, then run git2oci again`,
      );
    const text =
      typeof value === "string" && quote !== undefined
        ? renderText(value, quote)
        : renderValue(value, styleAt(this.text, this.unit, old.start));
    this.edits.push({ start: old.start, end: old.end, text });
    if (old.type !== "scalar") this.#lose(old);
    return undefined;
  }

  /** Another member of the same enumeration. */
  setMember(old: YamlNode, given: CodeValue): Refusal | undefined {
    const form = old.code as EnumForm;
    const value = plainOf(given);
    const member = typeof value === "string" ? enumMemberFor(form, value) : undefined;
    if (member === undefined)
      return refuse(`${form.owner} has no member for ${JSON.stringify(value)}; write it by hand`);
    this.edits.push({ start: form.name.start, end: form.name.end, text: member });
    return undefined;
  }

  /** Writes a value where a constant was used, or after the spread that brought it. */
  setShared(map: MapNode, key: string, old: YamlNode, value: CodeValue): Refusal | undefined {
    const form = old.code?.form === "shared" ? old.code : undefined;
    if (this.memberOf(map, key) === undefined) this.insert(map, key, value);
    else if (form?.shorthand)
      this.edits.push({
        start: old.start,
        end: old.end,
        text: this.#field(key, value, blanksAt(this.text, old.start)),
      });
    else
      this.edits.push({
        start: old.start,
        end: old.end,
        text: renderValue(value, styleAt(this.text, this.unit, old.start)),
      });
    return undefined;
  }

  /** Writes a field over one deep inside of what a constant gives to `key`. */
  override(map: MapNode, key: string, path: readonly string[], value: CodeValue | undefined): void {
    this.#overlays.add(map, key, path, value);
  }

  /** Something that happens to an element of a list. */
  element(change: ListChange): void {
    this.#lists.push(change);
  }

  /** All edits, each once. */
  finish(): TextEdit[] {
    for (const { map, key, overlay } of this.#overlays) this.#overlay(map, key, overlay);
    for (const [map, changes] of this.#maps)
      this.edits.push(...memberEdits(this.text, map, membersOf(map), changes));
    this.edits.push(...listEdits(this.text, this.#lists, this.unit?.file.comments ?? []));
    return this.edits;
  }

  #overlay(map: MapNode, key: string, overlay: Overlay): void {
    const old = map.items.findLast((pair) => pair.key.value === key)?.value;
    if (old?.code?.form !== "shared") return;
    const { shorthand, expression } = old.code;
    const text = overlayText(expression, overlay, this.#style(""));
    const field = `${renderKey(key, this.#quote)}: ${text}`;
    if (this.memberOf(map, key) === undefined) this.#add(map, key, undefined, () => field);
    else this.edits.push({ start: old.start, end: old.end, text: shorthand ? field : text });
  }

  #add(
    map: MapNode,
    key: string,
    after: number | undefined,
    text: (indent: string, block: boolean) => string,
  ): void {
    // A field that a later spread overrides says nothing, and no literal may have two of one name.
    const dead = membersOf(map).findLastIndex((one) => one.key === key);
    if (dead !== -1) this.#of(map).removed.add(dead);
    this.#of(map).inserted.push({ after: after ?? membersOf(map).length - 1, text });
  }

  #of(map: MapNode): MapChanges {
    const known = this.#maps.get(map);
    if (known) return known;
    const made: MapChanges = { removed: new Set(), inserted: [] };
    this.#maps.set(map, made);
    return made;
  }

  #lose({ start, end }: { start: number; end: number }): void {
    for (const one of this.unit?.file.comments ?? [])
      if (one.start >= start && one.end <= end) this.lostComments.push(this.text.slice(one.start, one.end));
  }

  #field(key: string, value: CodeValue, indent: string, block = true): string {
    return renderField(key, value, { ...this.#style(indent), oneLine: !block });
  }

  #style(indent: string): RenderStyle {
    return { quote: this.#quote, indent, unit: indentUnit(this.text), eol: this.#eol };
  }

  get #quote(): string {
    return quoteOf(this.unit);
  }

  get #eol(): string {
    return lineEnding(this.text);
  }
}

function membersOf(map: MapNode) {
  return map.code?.form === "object" ? map.code.members : [];
}
