import { type ClassName, classFor, enumFor, type Generator, memberFor } from "./program-classes.ts";

/** Writes plain objects as the text of a TypeScript program, in the many ways that people have. */

/** An object of a cluster. */
export type Manifest = Readonly<Record<string, unknown>>;

/** How a program hands an object on. */
export type Wrapper =
  | "constant"
  | "satisfies"
  | "stringify"
  | "CustomResource"
  | "ApiObject"
  | "addManifest"
  | "group"
  | "function"
  | Generator;

/** Habits of one program. Each draws from `chance`, so that a program mixes styles, and always the same way. */
export interface Habits {
  quote: "'" | '"' | "`";
  indent: "  " | "    " | "\t";
  semicolons: boolean;
  trailingCommas: boolean;
  comments: boolean;
  crlf: boolean;
  mark: boolean;
  /** Fields that are constants declared above, by their last name; equal values share one. */
  constants: readonly string[];
  /** Fields that come by spreading a constant that holds them, where an object has any of them. */
  spread: readonly string[];
  /** True where kinds are members of an enumeration. */
  enumeration: boolean;
  /** Draws of chance, used in turn. */
  chance: readonly number[];
}

/** The program: every object in its wrapper. Whatever runs it has to provide the modules of `IMPORTS`. */
export function writeProgram(
  objects: readonly { object: Manifest; wrapper: Wrapper }[],
  habits: Habits,
): string {
  const writer = new Writer(habits);
  const body = objects.map(({ object, wrapper }, i) => writer.statement(object, wrapper, i));
  const kinds = habits.enumeration ? [KINDS] : [];
  const text = `${[...IMPORTS.map(writer.quoted), ...writer.imports, ...kinds, ...writer.constants, ...body].join("\n")}\n`;
  const ended = habits.semicolons ? text : text.replace(/;$/gm, "");
  return (habits.mark ? "\uFEFF" : "") + (habits.crlf ? ended.replaceAll("\n", "\r\n") : ended);
}

const IMPORTS = [
  `import * as k8s from "@pulumi/kubernetes";`,
  `import { ApiObject } from "cdk8s";`,
  `import YAML from "yaml";`,
  `import { chart, cluster, type Manifest } from "./platform";`,
];

function isGenerator(wrapper: Wrapper): wrapper is Generator {
  return ["cdk8s", "models", "deep-models", "crd2pulumi"].includes(wrapper);
}

/** Kinds by the names of their members. */
const MEMBERS: Readonly<Record<string, string>> = {
  GitRepository: "GIT_REPOSITORY",
  OCIRepository: "OCI_REPOSITORY",
  Kustomization: "KUSTOMIZATION",
  Alert: "ALERT",
  HelmRelease: "HELM_RELEASE",
};

const KINDS = `enum Kind {\n${Object.entries(MEMBERS)
  .map(([kind, member]) => `  ${member} = "${kind}",\n`)
  .join("")}}`;

class Writer {
  readonly constants: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #habits: Habits;
  #draws = 0;
  /** False within a constant that is spread. */
  #spreads = true;
  /** The class of cdk8s whose fields are being written. */
  #class: ClassName | undefined;
  /** Modules, and the names that they are imported under. */
  readonly #imports = new Map<string, Map<string, string>>();

  constructor(habits: Habits) {
    this.#habits = habits;
  }

  /** A line whose texts are quoted as the program quotes. */
  readonly quoted = (line: string): string => (this.#habits.quote === "'" ? line.replaceAll('"', "'") : line);

  statement(object: Manifest, wrapper: Wrapper, i: number): string {
    const id = this.#text(`object-${i}`, true);
    const at = (depth: number) => this.#value(object, depth, []);
    const above = this.#draw(3) === 0 && this.#habits.comments ? `// Object ${i}: "quoted", {braces}.\n` : "";
    if (!isGenerator(wrapper)) return above + this.#wrapped(wrapper, id, i, at);
    const { apiVersion, kind, ...fields } = object;
    const model = classFor(wrapper, String(apiVersion), String(kind));
    const name = this.#import(model);
    this.#class = wrapper === "cdk8s" ? model : undefined;
    const value = this.#value(fields, 0, []);
    this.#class = undefined;
    const scope = { cdk8s: `chart, ${id}, `, crd2pulumi: `${id}, `, models: "", "deep-models": "" }[wrapper];
    const made = `new ${name}(${scope}${value})`;
    return `${above}export const object${i} = ${made};`;
  }

  #wrapped(
    wrapper: Exclude<Wrapper, Generator>,
    id: string,
    i: number,
    at: (depth: number) => string,
  ): string {
    const { indent } = this.#habits;
    switch (wrapper) {
      case "constant":
        return `export const object${i} = ${at(0)};`;
      case "satisfies":
        return `export const object${i} = ${at(0)} satisfies Manifest;`;
      case "stringify":
        return `YAML.stringify(${at(0)});`;
      case "CustomResource":
        return `new k8s.apiextensions.CustomResource(${id}, ${at(0)});`;
      case "ApiObject":
        return `const resource${i} = new ApiObject(chart, ${id}, ${at(0)});`;
      case "addManifest":
        return `cluster.addManifest(${id}, ${at(0)});`;
      case "group":
        return `new k8s.yaml.ConfigGroup(${id}, {\n${indent}objs: [\n${indent}${indent}${at(2)},\n${indent}],\n});`;
      case "function":
        return `export function object${i}() {\n${indent}return ${at(1)};\n}`;
    }
  }

  #value(value: unknown, depth: number, path: readonly string[]): string {
    const key = path.at(-1) ?? "";
    const kinds = this.#class && enumFor(this.#class.name, path);
    if (this.#class && kinds) {
      const owner = this.#import({ module: this.#class.module, name: kinds });
      return `${owner}.${memberFor(String(value))}`;
    }
    // What holds a member of an enumeration is no constant of other objects.
    const isPlain = !this.#class || !JSON.stringify(value).includes("Repository");
    if (isPlain && this.#habits.constants.includes(key) && typeof value !== "number")
      return this.#constant(value);
    if (this.#habits.enumeration && key === "kind" && !this.#class) return `Kind.${MEMBERS[String(value)]}`;
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) {
      const items = value.map((one, i) => this.#value(one, depth + 1, [...path, String(i)]));
      return this.#collection(items, "[", "]", depth);
    }
    if (typeof value !== "object" || value === null) return String(value);
    const isSpread = (name: string) => this.#spreads && this.#habits.spread.includes(name);
    const spread = Object.entries(value).filter(([name]) => isSpread(name));
    const own = Object.entries(value).filter(([name]) => !isSpread(name));
    const fields = own.map(([name, one]) => {
      const shown = this.#draw(5) === 0 || !/^[A-Za-z]\w*$/.test(name) ? this.#text(name, true) : name;
      return `${shown}: ${this.#value(one, depth + 1, [...path, name])}`;
    });
    if (spread.length > 0) {
      const constant = `...${this.#constant(Object.fromEntries(spread), true)}`;
      const [[name] = [""]] = spread;
      if (this.#draw(3) > 0) fields.unshift(constant);
      // What stands before a spread of the same field counts for nothing.
      else fields.push(...(this.#draw(3) === 0 ? [`${name}: ${this.#text("nothing")}`] : []), constant);
    }
    return this.#collection(fields, "{", "}", depth);
  }

  #collection(items: readonly string[], open: string, close: string, depth: number): string {
    if (items.length === 0) return open + close;
    const { indent, trailingCommas, comments } = this.#habits;
    const multiline = items.some((one) => one.includes("\n"));
    if (!multiline && this.#draw(2) === 0) {
      const blank = open === "[" ? "" : " ";
      return open + blank + items.join(", ") + blank + close;
    }
    const lines = items.map((item, i) => {
      const comma = i < items.length - 1 || trailingCommas ? "," : "";
      const note = comments && this.#draw(6) === 0 ? " // a note, with a comma" : "";
      const above = comments && this.#draw(8) === 0 ? `${indent.repeat(depth + 1)}/* above */\n` : "";
      return above + indent.repeat(depth + 1) + item + comma + note;
    });
    return `${open}\n${lines.join("\n")}\n${indent.repeat(depth)}${close}`;
  }

  /** The expression for a name of a module: imported as it is, under another name, or through the whole module. */
  #import({ module, name }: ClassName): string {
    const names = this.#imports.get(module) ?? new Map<string, string>();
    this.#imports.set(module, names);
    const whole = names.get("*");
    if (whole !== undefined || (names.size === 0 && this.#draw(3) === 0)) {
      names.set("*", whole ?? `module${this.#imports.size}`);
      return `${names.get("*")}.${name}`;
    }
    const taken = [...this.#imports.values()].some(
      (one) => one !== names && [...one.values()].includes(name),
    );
    const local = names.get(name) ?? (taken || this.#draw(4) === 0 ? `${name}Of${this.#imports.size}` : name);
    names.set(name, local);
    return local;
  }

  get imports(): string[] {
    return [...this.#imports].map(([module, names]) => {
      const whole = names.get("*");
      if (whole !== undefined) return this.quoted(`import * as ${whole} from "${module}";`);
      const list = [...names].map(([name, local]) => (name === local ? name : `${name} as ${local}`));
      const long = list.join(", ").length > 60;
      const shown = long ? `{\n${list.map((one) => `  ${one},\n`).join("")}}` : `{ ${list.join(", ")} }`;
      return this.quoted(`import ${shown} from "${module}";`);
    });
  }

  /** The name of a constant that holds the value; declared once for equal values. */
  #constant(value: unknown, plain = false): string {
    const key = JSON.stringify([value, plain]);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `CONSTANT_${this.#names.size}`;
    this.#names.set(key, name);
    this.#spreads = !plain;
    const text = this.#value(value, 0, []);
    this.#spreads = true;
    this.constants.push(`const ${name} = ${text};`);
    return name;
  }

  #text(value: string, plain = false): string {
    const quote = plain && this.#habits.quote === "`" ? '"' : this.#habits.quote;
    const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll(quote, `\\${quote}`);
    return quote + escaped + quote;
  }

  /** A number below `below`. */
  #draw(below: number): number {
    const { chance } = this.#habits;
    return (chance[this.#draws++ % chance.length] ?? 0) % below;
  }
}
