/** Writes objects as a program, in a style of writing that a list of numbers decides; zeros are the plainest one. */
import type { Json } from "./fleet-oracle.ts";
import { SDK } from "./style-run.ts";

/** A program and what it imports: path → text. */
export interface WrittenProgram {
  files: Map<string, string>;
  entry: string;
  /** True where some value is computed, so that its object may be refused. */
  computes: boolean;
}

type Fields = Readonly<Record<string, Json>>;

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const ENDINGS = ["ts", "ts", "tsx", "mts", "js"];
/** Constants within constants have to come to an end. */
const MOST_NAMES = 60;
const UNITS = ["  ", "    ", "\t"];
const COMMENTS = ["// as agreed", "/* as agreed */", "// {not, a: field},", '// it\'s "so"'];

/** Writes objects as a program. `computed` lets some values be computed. */
export function writeProgram(objects: readonly Json[], tape: readonly number[], computed: boolean) {
  return new Writer(tape, computed).program(objects);
}

class Writer {
  readonly #tape: readonly number[];
  readonly #computed: boolean;
  #at = 0;
  #computes = false;
  readonly #ending: string;
  readonly #unit: string;
  readonly #quote: string;
  readonly #end: string;
  /** Statements before the objects, and those of the file that constants are imported from. */
  readonly #head: string[] = [];
  readonly #lib: string[] = [];
  readonly #imported: string[] = [];
  readonly #constants = new Map<string, string>();
  readonly #names = new Set([
    "emit",
    "cluster",
    "ApiObject",
    "CustomResource",
    "ConfigGroup",
    "stack",
    "always",
  ]);
  #enums = 0;
  /** True where no other constant of this file may be named. */
  #alone = false;

  constructor(tape: readonly number[], computed: boolean) {
    this.#tape = tape;
    this.#computed = computed;
    this.#ending = this.#one(ENDINGS);
    this.#unit = this.#one(UNITS);
    this.#quote = this.#one(['"', "'"]);
    this.#end = this.#one([";", ";", ""]);
  }

  program(objects: readonly Json[]): WrittenProgram {
    const eol = this.#one(["\n", "\n", "\r\n"]);
    const mark = this.#one(["", "", "", "\uFEFF"]);
    const body: string[] = [];
    for (let at = 0; at < objects.length; ) {
      const count = this.#one([1, 1, 1, 2, 3]);
      body.push(...this.#statements(objects.slice(at, at + count)));
      at += count;
    }
    const sdk = "import { ApiObject, ConfigGroup, CustomResource, always, cluster, emit, stack } from";
    const names = [...new Set(this.#imported)];
    const imports = [
      `${sdk} ${this.#quoted(SDK, this.#quote)}${this.#end}`,
      ...(names.length > 0
        ? [`import { ${names.join(", ")} } from ${this.#quoted("./flux-names", this.#quote)}${this.#end}`]
        : []),
    ];
    const entry = `app/fleet.${this.#ending}`;
    const shaped = (lines: readonly string[]) => mark + `${lines.join("\n")}\n`.replaceAll("\n", eol);
    const files = new Map([[entry, shaped([...imports, "", ...this.#head, "", ...body])]]);
    if (names.length > 0) files.set(`app/flux-names.${this.#ending}`, shaped(this.#lib));
    return { files, entry, computes: this.#computes };
  }

  /** A choice; with a tape of zeros always the first. */
  #pick(count: number): number {
    if (this.#tape.length === 0) return 0;
    const drawn = this.#tape[this.#at++ % this.#tape.length] ?? 0;
    return drawn % count;
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.#pick(choices.length)] as T;
  }

  #rarely(one: number): boolean {
    return this.#pick(one) === one - 1;
  }

  get #typed(): boolean {
    return this.#ending !== "js";
  }

  get #mayHoist(): boolean {
    return !this.#alone && this.#names.size < MOST_NAMES;
  }

  #name(wish: string): string {
    let name = wish;
    for (let i = 2; this.#names.has(name); i++) name = `${wish}${i}`;
    this.#names.add(name);
    return name;
  }

  #statements(objects: readonly Json[]): string[] {
    const { "0": first, length } = objects;
    const end = this.#end;
    const id = this.#quoted(this.#name("object"), this.#quote);
    if (length > 1) return this.#group(objects, id);
    const here = () => this.#wrapped(this.#value(first, "", true), true);
    const deep = () => this.#wrapped(this.#value(first, this.#unit, true), true);
    const deeper = () => this.#wrapped(this.#value(first, this.#unit.repeat(2), true), true);
    switch (this.#pick(11)) {
      case 1:
        return [`cluster.addManifest(${id}, ${here()})${end}`];
      case 2: {
        const name = this.#name("manifest");
        const type = this.#typed && this.#rarely(4) ? ": object" : "";
        return [`const ${name}${type} = ${here()}${end}`, `emit(${name})${end}`];
      }
      case 3:
        return [`new ApiObject(stack, ${id}, ${here()})${end}`];
      case 4:
        return [`const ${this.#name("resource")} = new CustomResource(${id}, ${here()})${end}`];
      case 5: {
        const name = this.#name("make");
        return [`function ${name}() {`, `${this.#unit}return ${deep()}${end}`, "}", `emit(${name}())${end}`];
      }
      case 6: {
        const name = this.#name("make");
        return [`const ${name} = () => (${here()})${end}`, `emit(${name}())${end}`];
      }
      case 7: {
        const name = this.#name("Stack");
        const unit = this.#unit;
        return [
          `class ${name} {`,
          `${unit}constructor() {`,
          `${unit.repeat(2)}cluster.addManifest(${id}, ${deeper()})${end}`,
          `${unit}}`,
          "}",
          `new ${name}()${end}`,
        ];
      }
      case 8:
        return ["if (always) {", `${this.#unit}emit(${deep()})${end}`, "}"];
      case 9:
        return [`emit(${here()})${end}`];
      case 10: {
        const unit = this.#unit;
        return [`new ConfigGroup(${id}, {`, `${unit}objs: [${deep()}]`, `})${end}`];
      }
      default:
        return [`export const ${this.#name("exported")} = ${here()}${end}`];
    }
  }

  #group(objects: readonly Json[], id: string): string[] {
    const end = this.#end;
    const unit = this.#unit;
    const items = (indent: string) =>
      objects.map((one) => this.#wrapped(this.#value(one, indent, true), true));
    switch (this.#pick(4)) {
      case 1:
        return [`cluster.addManifest(${[id, ...items("")].join(", ")})${end}`];
      case 2:
        return [
          `new ConfigGroup(${id}, {`,
          `${unit}objs: [`,
          ...items(unit.repeat(2)).map((one) => `${unit.repeat(2)}${one},`),
          `${unit}],`,
          `})${end}`,
        ];
      case 3:
        return [`${`[${items("").join(", ")}].forEach((one) => emit(one))`.replace(/^/, "void ")}${end}`];
      default: {
        const name = this.#name("manifests");
        return [
          `const ${name} = [`,
          ...items(unit).map((one) => `${unit}${one},`),
          `]${end}`,
          `${name}.forEach((one) => emit(one))${end}`,
        ];
      }
    }
  }

  /** An expression for a value; `whole` for an object that is a manifest. */
  #value(value: Json, indent: string, whole = false, key = ""): string {
    if (whole) return this.#literal(value, indent);
    if (!this.#mayHoist) return this.#wrapped(this.#literal(value, indent), false);
    if (this.#computed && this.#rarely(60)) return this.#computation(value, indent);
    // The word that makes us look into the file has to stand in it.
    if (this.#rarely(9)) return this.#hoisted(value, key !== "apiVersion", key || "value").text;
    return this.#wrapped(this.#literal(value, indent), false);
  }

  #wrapped(text: string, whole: boolean): string {
    if (this.#rarely(15)) return `(${text})`;
    if (whole && this.#rarely(15)) return `Object.freeze(${text})`;
    if (!this.#typed || /^(?:null|-?\d|true|false)/.test(text)) return text;
    if (this.#rarely(12)) return `${text} as const`;
    if (/^[{(]/.test(text) && this.#rarely(12)) return `${text} satisfies object`;
    if (this.#rarely(25)) return `${text} as any`;
    return text;
  }

  #computation(value: Json, indent: string): string {
    this.#computes = true;
    const text = this.#literal(value, indent);
    const name = this.#name("pick");
    switch (this.#pick(4)) {
      case 1:
        this.#head.push(
          `function ${name}() {`,
          `${this.#unit}return ${this.#literal(value, this.#unit)}${this.#end}`,
          "}",
        );
        return `${name}()`;
      case 2:
        this.#head.push(`let ${name} = ${this.#literal(value, "")}${this.#end}`);
        return name;
      case 3:
        return `[${text}][0]`;
      default:
        return `always ? ${text} : ${text}`;
    }
  }

  /** A constant, or another place of one that has this value; the name is `key` where that is free. */
  #hoisted(value: Json, mayImport: boolean, key: string): { text: string; name: string } {
    const json = JSON.stringify(value);
    const known = this.#constants.get(json);
    if (known !== undefined && !this.#rarely(3)) return { text: known, name: known };
    const wish = IDENTIFIER.test(key) && key !== "default" ? key : "value";
    const name = this.#name(wish);
    const text = (indent: string) => this.#wrapped(this.#literal(value, indent), false);
    switch (this.#pick(6)) {
      case 1:
        if (typeof value === "string" && this.#typed) return this.#enumerated(value, name);
        break;
      case 2:
        if (mayImport) {
          this.#alone = true;
          this.#lib.push(`export const ${name} = ${text("")}${this.#end}`);
          this.#alone = false;
          this.#imported.push(name);
          this.#constants.set(json, name);
          return { text: name, name };
        }
        break;
      case 3:
        this.#head.push(`const ${name} = {`, `${this.#unit}inner: ${text(this.#unit)},`, `}${this.#end}`);
        if (this.#rarely(2)) this.#constants.set(json, `${name}.inner`);
        return { text: this.#one([`${name}.inner`, `${name}["inner"]`]), name: "" };
      case 4:
        this.#head.push(`export const ${name} = ${text("")}${this.#end}`);
        return { text: name, name };
      default:
    }
    const type = this.#typed && typeof value === "string" && this.#rarely(6) ? ": string" : "";
    this.#head.push(`const ${name}${type} = ${text("")}${this.#end}`);
    if (this.#rarely(2)) this.#constants.set(json, name);
    return { text: name, name };
  }

  #enumerated(value: string, name: string): { text: string; name: string } {
    const owner = this.#name(`Enum${this.#enums++}`);
    const others = value === "GitRepository" ? this.#one([["OCIRepository"], []]) : [];
    const members = [value, ...others].map(
      (one, i) => `${name.toUpperCase()}_${i} = ${this.#quoted(one, this.#quote)}`,
    );
    this.#head.push(`enum ${owner} { ${members.join(", ")} }`);
    return { text: `${owner}.${name.toUpperCase()}_0`, name: "" };
  }

  #literal(value: Json, indent: string): string {
    if (typeof value === "string")
      return this.#quoted(value, this.#one([this.#quote, this.#quote, '"', "'", "`"]));
    if (Array.isArray(value)) return this.#list(value, indent);
    if (typeof value === "object" && value !== null) return this.#object(value, indent);
    return String(value);
  }

  #quoted(value: string, quote: string): string {
    const raw = quote === "`" && this.#rarely(2);
    const escaped = value
      .replaceAll("\\", "\\\\")
      .replaceAll(quote, `\\${quote}`)
      .replaceAll("\n", raw ? "\n" : "\\n")
      .replaceAll("\r", "\\r")
      .replaceAll("${", quote === "`" ? "\\${" : "${");
    return quote + escaped + quote;
  }

  #list(list: readonly Json[], indent: string): string {
    const inner = indent + this.#unit;
    if (this.#mayHoist && list.length > 0 && this.#rarely(20)) {
      const { text } = this.#hoisted([...list], true, "list");
      return `[...${text}]`;
    }
    const items = list.map((one) => this.#value(one, inner));
    return this.#joined("[", items, "]", indent);
  }

  #object(fields: Fields, indent: string): string {
    const inner = indent + this.#unit;
    const entries = Object.entries(fields);
    const members: string[] = [];
    for (let at = 0; at < entries.length; at++) {
      const spreads = !entries.slice(at).some(([key]) => key === "apiVersion");
      if (this.#mayHoist && spreads && this.#rarely(25)) {
        const count = 1 + this.#pick(entries.length - at);
        const { text } = this.#hoisted(Object.fromEntries(entries.slice(at, at + count)), true, "common");
        members.push(`...${text}`);
        at += count - 1;
      } else {
        const [key, value] = entries[at] as [string, Json];
        members.push(this.#member(key, value, inner));
      }
    }
    return this.#joined("{", members, "}", indent);
  }

  #member(key: string, value: Json, indent: string): string {
    const text = this.#value(value, indent, false, key);
    if (text === key && this.#names.has(key) && this.#pick(4) < 3) return key;
    const quoted = !IDENTIFIER.test(key) || this.#rarely(8);
    const shown = quoted ? this.#quoted(key, this.#one([this.#quote, '"', "'"])) : key;
    return `${this.#rarely(40) ? `[${this.#quoted(key, '"')}]` : shown}:${this.#one([" ", " ", " ", "", `\n${indent}${this.#unit}`])}${text}`;
  }

  /** Members between brackets, with commas, lines and comments as people write them. */
  #joined(open: string, members: readonly string[], close: string, indent: string): string {
    if (members.length === 0) return open + this.#one(["", "", " ", "\n"]) + close;
    const inner = indent + this.#unit;
    const last = members.length - 1;
    switch (this.#pick(8)) {
      case 1:
      case 2:
        return `${open} ${members.join(", ")} ${close}`;
      case 3:
        return `${open}${members.join(",")}${close}`;
      case 4:
        return `${open} ${members.join(", ")}, ${close}`;
      case 5:
        return `${open}${this.#one(["", "", "/* one */"])} ${members.join(`,\n${inner}`)} ${close}`;
      case 6:
        return `${open}\n${inner}${members.join(`\n${inner}, `)}\n${indent}${close}`;
      default: {
        const trailing = this.#one([",", ",", ""]);
        const lines = members.map((one, i) => {
          const above = this.#rarely(12) ? `${inner}${this.#one(COMMENTS)}\n` : "";
          const before = this.#rarely(25) ? "/* before */ " : "";
          const after = this.#rarely(25) ? " /* after */" : "";
          const comma = i < last ? "," : trailing;
          const behind = this.#rarely(12) ? ` ${this.#one(COMMENTS)}` : "";
          const blank = this.#rarely(30) ? "\n" : "";
          return `${above}${inner}${before}${one}${after}${comma}${behind}${blank}`;
        });
        const end = this.#rarely(25) ? `\n${inner}// the end` : "";
        return `${open}\n${lines.join("\n")}${end}\n${indent}${close}`;
      }
    }
  }
}
