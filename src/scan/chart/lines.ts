import { deref } from "../../core/tree.ts";
import { readYaml } from "../read-yaml.ts";
import { MARK, VERSION_MARKS } from "./value.ts";

/** A place of an object in which the version may stand. */
export interface MarkedPlace {
  /** Keys from the top of the object; lists add none. */
  path: readonly string[];
  /** Offset of the first mark of its line. */
  at: number;
  /** What stands there. */
  text: string;
  /** The version is a part of a key. */
  isKey: boolean;
}

/** An object that templates make, as far as its lines tell. */
export interface MarkedObject {
  /** What `kind` may be. */
  kinds: ReadonlySet<string>;
  isHook: boolean;
  /** `immutable: true` of a ConfigMap or Secret. */
  isImmutable: boolean;
  places: readonly MarkedPlace[];
}

/**
 * Reads what templates render to by its indentation. Branches that exclude each other stand one after the other, so
 * that it is no YAML which a parser would take.
 */
export function objectsOf(rendered: string): MarkedObject[] {
  const objects: LineReader[] = [new LineReader()];
  let at = 0;
  for (const written of rendered.split("\n")) {
    const line = withoutEnds(written);
    if (/^---(?:\s|$)/.test(line)) objects.push(new LineReader());
    else objects.at(-1)!.line(line, at + Math.max(0, written.search(VERSION_MARKS)));
    at += written.length + 1;
  }
  return objects;
}

/** Marks of alternatives say nothing at the ends of a line. */
function withoutEnds(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === MARK.or || /\s/.test(line[end - 1]!))) end--;
  let start = 0;
  while (start < end && (line[start] === MARK.or || line[start] === " ")) start++;
  return line.slice(0, start).replaceAll(MARK.or, "") + line.slice(start, end);
}

const KEY =
  /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'{}[\],&*!|>%@`:][^\s:]*(?:[ \t]+[^\s:#][^\s:]*)*|"[^"]*")\s*:(?:\s+|$)/;

class LineReader implements MarkedObject {
  readonly kinds = new Set<string>();
  isHook = false;
  isImmutable = false;
  readonly places: MarkedPlace[] = [];
  private readonly stack: { indent: number; key: string }[] = [];
  /** Lines deeper than this belong to a block scalar. */
  private block: number | undefined;

  line(line: string, at: number): void {
    const body = line.trimStart();
    if (body === "") return;
    let indent = line.length - body.length;
    if (this.block !== undefined && indent > this.block) {
      this.mark(this.path(), body, at, false);
      return;
    }
    this.block = undefined;
    if (body.startsWith("#")) return;
    let rest = withoutComment(body);
    this.leave(indent, /^-(?:\s|$)/.test(rest));
    for (let dash = /^-(?:\s+|$)/.exec(rest); dash; dash = /^-(?:\s+|$)/.exec(rest)) {
      indent += dash[0].length;
      rest = rest.slice(dash[0].length);
    }
    const found = KEY.exec(rest);
    if (!found) {
      this.bare(rest, indent, at);
      return;
    }
    const key = found[1]!.replace(/^(["'])(.*)\1$/, "$2");
    this.mark(this.path(), key, at, true);
    this.leave(indent, false);
    this.stack.push({ indent, key });
    this.value(key, rest.slice(found[0].length), indent, at);
  }

  private value(key: string, value: string, indent: number, at: number): void {
    if (/^(?:[&!]\S+\s+)*[|>][-+\d]*$/.test(value)) this.block = indent;
    const path = this.path();
    this.note(path, value);
    if (/^[{[]/.test(value) && VERSION_MARKS.test(value)) this.flow(path, value, at);
    else this.mark(path, value, at, false);
    if (key.includes("helm.sh/hook")) this.isHook = path.slice(0, -1).join("/") === "metadata/annotations";
  }

  /** What tells of the whole object. */
  private note(path: readonly string[], value: string): void {
    if (path.length !== 1) return;
    const plain = value.replace(/^(["'])(.*)\1$/, "$2");
    if (path[0] === "kind") for (const one of plain.split(MARK.or)) if (one !== "") this.kinds.add(one);
    if (path[0] === "immutable" && plain !== "false") this.isImmutable = true;
  }

  /** A line without a key: an item, a part of a text, or what a value prints, which may be keys. */
  private bare(text: string, indent: number, at: number): void {
    if (/^[{[]/.test(text) && VERSION_MARKS.test(text)) this.flow(this.path(), text, at);
    else this.mark(this.path(), text, at, false);
    if (/[\uE000-\uE005]/.test(text)) this.stack.push({ indent, key: MARK.open });
  }

  private flow(path: readonly string[], text: string, at: number): void {
    const parsed = readYaml(text, 0);
    if ("error" in parsed) {
      this.mark([...path, MARK.maybe], text, at, false);
      return;
    }
    const visit = (node: typeof parsed.root, inside: readonly string[]): void => {
      const plain = deref(node);
      if (plain?.type === "scalar") this.mark(inside, String(plain.value), at, false);
      else if (plain?.type === "seq") for (const item of plain.items) visit(item, inside);
      else if (plain?.type === "map")
        for (const { key, value } of plain.items) {
          const name = key.type === "scalar" ? String(key.value) : MARK.open;
          this.mark(inside, name, at, true);
          visit(value, [...inside, name]);
        }
    };
    visit(parsed.root, path);
  }

  private mark(path: readonly string[], text: string, at: number, isKey: boolean): void {
    if (VERSION_MARKS.test(text)) this.places.push({ path: [...path], at, text, isKey });
  }

  private leave(indent: number, isItem: boolean): void {
    while (this.stack.length > 0) {
      const { indent: top } = this.stack.at(-1)!;
      if (top < indent || (isItem && top === indent)) return;
      this.stack.pop();
    }
  }

  private path(): string[] {
    return this.stack.map(({ key }) => key);
  }
}

/** A comment behind a value; in doubt it is a part of the value. */
function withoutComment(line: string): string {
  const at = line.search(/\s#/);
  return at === -1 || /["']/.test(line.slice(0, at)) ? line : line.slice(0, at);
}
