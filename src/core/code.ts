import type { Range } from "./edits.ts";
import type { Refusal } from "./refusal.ts";
import type { YamlNode } from "./tree.ts";

/**
 * What a TypeScript or JavaScript program adds to the neutral syntax tree. The reader of programs fills it in while
 * it has the compiler at hand; edits need nothing else, so that nobody parses a program twice.
 */

/** A file of a program: its habits of writing, and the names that it has. */
export interface CodeFile {
  path: string;
  /** What most of its texts are quoted with. */
  quote: "'" | '"';
  /** True where statements end in a semicolon. */
  semicolons: boolean;
  imports: readonly ImportStatement[];
  /** Every identifier that the file uses or declares anywhere; a new name must be none of them. */
  names: ReadonlySet<string>;
  /** Comments within and before the objects that were found, in the order of the text. */
  comments: readonly Range[];
}

/** An import of a file; `start` and `end` without the line end. */
export interface ImportStatement extends Range {
  module: string;
  /** `import type …`: nothing that is needed at run time may be added to it. */
  typeOnly: boolean;
  /** The name of `import name from`, `import * as name`. */
  whole: readonly LocalName[];
  /** What stands between the braces; undefined where there are none. */
  named: (Range & { members: readonly ImportedName[] }) | undefined;
}

/** A name that a file can use, and every place where it does. */
export interface LocalName extends Range {
  local: string;
  uses: readonly Range[];
}

/** One name between the braces of an import: `name as local`. The range is that of the whole specifier. */
export interface ImportedName extends LocalName {
  name: string;
  typeOnly: boolean;
}

/** True for what is a property's name without quotes or brackets. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** What reads a field of an object, behind the object: `.name`, `["two words"]`. */
export function fieldAccess(name: string): string {
  return isPlainName(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** How a value of a program is written, which is what decides whether it can be changed. */
export type CodeForm = LiteralForm | EnumForm | ClassForm | ComputedForm | SharedForm | ObjectForm | ListForm;

/** A text, number, boolean, null or undefined where it stands. */
export interface LiteralForm {
  form: "literal";
  /** Undefined for what is no text. */
  quote: "'" | '"' | "`" | undefined;
  /** The only texts that its type takes, where a type of the same file says so. */
  allowed?: readonly string[];
}

/** A member of an enumeration: `Kind.GIT_REPOSITORY`; the range is that of the whole expression. */
export interface EnumForm {
  form: "enum";
  /** What stands before the last dot, as written. */
  owner: string;
  member: string;
  /** Range of the member's name. */
  name: Range;
  /** What the enumeration is called where it is declared. */
  declared: string;
  /** The values of all members; undefined where the declaration of the enumeration is not in this tree. */
  members: ReadonlyMap<string, string> | undefined;
}

/** What a class says about its objects, `apiVersion` or `kind`; the range is that of the class in `new X.Y()`. */
export interface ClassForm {
  form: "class";
}

/** The key of fields that a program brings in by something nobody can read starts with this: `...defaults()`. */
export const UNREAD = "...";

/** The program computes it, so it is never rewritten. */
export interface ComputedForm {
  form: "computed";
  /** The expression, on one line and shortened, for messages. */
  text: string;
  /** True where the value is known all the same: texts of constants, put together. */
  known?: boolean;
  /** True for an `apiVersion` that nobody can read, of an object whose kind and fields are those of Flux. */
  assumed?: true;
  /** True for a name that nobody wrote: the library makes one up. */
  generated?: true;
}

/** A constant gives it, which other places may use too; ranges are those of the place that uses it. */
export interface SharedForm {
  form: "shared";
  /** An expression that gives this value at the place of use: `common.sourceRef`. */
  expression: string;
  /** The constant's name. */
  constant: string;
  /** True for `{ name }`, where the name of the field is also that of the constant. */
  shorthand: boolean;
  /** The value where the constant is declared, if that is the same file and all uses of it are known. */
  origin: Origin | undefined;
}

/** Where a shared value is written. */
export interface Origin {
  node: YamlNode;
  /** Where in the constant it stands. */
  path: readonly string[];
  /** Places that use the constant; empty where other files may, too. */
  uses: readonly ConstantUse[];
  /** True where the constant is an object of its own, which changes with its own migration alone. */
  whole: boolean;
}

/** A place that uses a constant. */
export interface ConstantUse extends Range {
  /** The part of the constant that it reads: `["spec"]` for `base.spec`. */
  path: readonly string[];
  /** Fields of that part that something else is written over, where it is spread: `{ ...base, spec: … }`. */
  hidden: readonly string[];
}

/** The only place that uses a constant: the value has the ranges of the constant itself, where it may be edited. */
export interface Use extends Range {
  /** An expression that gives the value there. */
  expression: string;
  constant: string;
  shorthand: boolean;
}

/** An object literal. */
export interface ObjectForm {
  form: "object";
  /** Everything between the braces, in the order of the text. */
  members: readonly Member[];
  /** Set for the object that is a manifest. */
  unit?: CodeUnit;
}

/** A property, a spread or a method of an object literal. */
export interface Member extends Range {
  /** Undefined for a spread. */
  key: string | undefined;
}

/** An array literal. */
export interface ListForm {
  form: "list";
  /** What stands between its commas, spreads included. */
  members: readonly Range[];
}

/** What surrounds a manifest in its program. */
export interface CodeUnit {
  file: CodeFile;
  /** What makes the object where its own literal says no apiVersion and kind: a class. */
  model: CodeModel | undefined;
  /** What can be repeated or removed as a whole. */
  site: Site;
}

/** How classes, enumerations and fields of a generator are called. */
export type CodeStyle = "cdk8s" | "crd2pulumi" | "kubernetes-models";

/** A class that stands for one kind of object, as it is written in `new a.b.Class()`. */
export interface CodeModel {
  style: CodeStyle;
  /** Each name of `a.b.Class`. */
  steps: readonly NameStep[];
  /** What the class is called where it is declared. */
  declared: string;
  /** Types that are called after the class and have to follow: of the variable, and in `satisfies`. */
  types: readonly TypeName[];
  /** Where the first of the names comes from; undefined where the file declares it. */
  from: ImportedFrom | undefined;
  /** How the classes are reached that an object may have to become, or why they are not: by `apiVersion kind`. */
  targets: ReadonlyMap<string, ClassPath | Refusal>;
  /** Enumerations of the class's module with the values of their members; undefined where it is not in this tree. */
  enums: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;
}

/** A type that is called after a class: `GitRepository`, `ns.GitRepositorySpec`, `IGitRepository`. */
export interface TypeName {
  steps: readonly NameStep[];
  /** What its last name has before and after the name of the class. */
  before: string;
  after: string;
}

/** One name of a dotted expression. */
export interface NameStep extends Range {
  text: string;
}

/** What an import brings: a name of a module, or all of it (`import * as`) where there is no name. */
export interface ImportedFrom {
  module: string;
  name: string | undefined;
}

/** A class by the module to import from, and the names that lead to it from there. */
export interface ClassPath {
  module: string;
  names: readonly string[];
}

/** The statement, or the item of a list, that holds a manifest and nothing else. */
export interface Site extends Range {
  kind: "statement" | "item" | "inside";
  /** What a copy repeats where that is not all of the statement: the value in `this.repo = new Repository(…)`. */
  value: Range | undefined;
  /** The variable that holds the object, with every use of it; undefined where none does. */
  variable: Variable | undefined;
  /** What names the object in its program (a construct's id, a resource's name); undefined where nothing does. */
  id: ResourceId | undefined;
  /** True where making the object is enough; what is only a value does nothing until something takes it. */
  registers: boolean;
  /** The list that the item stands in. */
  list: ElementList | undefined;
}

/** A variable that holds an object. */
export interface Variable extends LocalName {
  /** True where other files may use it. */
  exported: boolean;
  /** Uses that hand the object on as an element of a list. */
  listed: readonly (Range & { list: ElementList })[];
  /** Uses that only read a field of it, and spread it. */
  read: readonly Range[];
}

/** The argument that names a resource. */
export interface ResourceId extends Range {
  /** `unknown`: it may name the resource or be something else. */
  as: "text" | "expression" | "unknown";
}

/** An array literal, or the arguments of a function that takes any number of objects. */
export interface ElementList extends Range {
  members: readonly Range[];
}
