import { Project, ts } from "ts-morph";
import type { Range } from "../../core/edits.ts";
import { eachNode } from "./syntax.ts";

const MARK = "\uFEFF";

/** One file of a program, parsed. Offsets of `range` are those of the file as decoded, byte-order mark included. */
export class Module {
  readonly path: string;
  readonly text: string;
  readonly file: ts.SourceFile;
  readonly #project: Project;
  readonly #shift: number;
  #checker: ts.TypeChecker | undefined;
  #identifiers: Map<string, ts.Identifier[]> | undefined;
  #exports: ReadonlyMap<string, ts.Symbol> | undefined;
  readonly #uses = new Map<ts.Symbol, ts.Identifier[]>();

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    // The compiler would count from behind the mark, and editors and Git from before it.
    this.#shift = text.startsWith(MARK) ? MARK.length : 0;
    // Each file is a project of its own: names of other files are looked up by us, and only where an object needs one.
    this.#project = new Project({
      useInMemoryFileSystem: true,
      skipLoadingLibFiles: true,
      compilerOptions: {
        allowJs: true,
        noLib: true,
        noResolve: true,
        types: [],
        jsx: ts.JsxEmit.Preserve,
        target: ts.ScriptTarget.ESNext,
        module: ts.ModuleKind.ESNext,
      },
    });
    this.file = this.#project.createSourceFile(`/${path}`, text.slice(this.#shift)).compilerNode;
  }

  /** The first syntax error, with its line; undefined for a file without one. */
  get problem(): { line: number; message: string } | undefined {
    const [first] = this.#project.getProgram().compilerObject.getSyntacticDiagnostics(this.file);
    if (!first) return undefined;
    const { line } = this.file.getLineAndCharacterOfPosition(first.start ?? 0);
    return { line: line + 1, message: ts.flattenDiagnosticMessageText(first.messageText, " ") };
  }

  range(node: ts.Node): Range {
    return { start: node.getStart(this.file) + this.#shift, end: node.getEnd() + this.#shift };
  }

  /** An offset of the parsed text as one of the file. */
  offset(position: number): number {
    return position + this.#shift;
  }

  get #types(): ts.TypeChecker {
    this.#checker ??= this.#project.getTypeChecker().compilerObject;
    return this.#checker;
  }

  /** What an identifier means in this file, shadowing and all. */
  symbolOf(name: ts.Identifier): ts.Symbol | undefined {
    const { parent } = name;
    return ts.isShorthandPropertyAssignment(parent) && parent.name === name
      ? this.#types.getShorthandAssignmentValueSymbol(parent)
      : this.#types.getSymbolAtLocation(name);
  }

  /** The only texts that the type of an expression takes; undefined where it takes others, or is of another file. */
  allowedTexts(node: ts.Expression): string[] | undefined {
    const type = this.#types.getContextualType(node);
    const parts = type?.isUnion() ? type.types : type ? [type] : [];
    const texts = parts.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
    return texts.length > 0 && texts.length === parts.length ? texts : undefined;
  }

  /** What the file exports under names of its own; `export *` is not in it. */
  get exports(): ReadonlyMap<string, ts.Symbol> {
    if (!this.#exports) {
      const symbol = this.#types.getSymbolAtLocation(this.file);
      this.#exports = new Map([...(symbol?.exports ?? [])].map(([name, one]) => [String(name), one]));
    }
    return this.#exports;
  }

  /** What `export { name }` exports. */
  localOf(name: ts.ExportSpecifier): ts.Symbol | undefined {
    return this.#types.getExportSpecifierLocalTargetSymbol(name);
  }

  /** All identifiers of the file by their text. */
  get identifiers(): ReadonlyMap<string, readonly ts.Identifier[]> {
    if (this.#identifiers) return this.#identifiers;
    const found = new Map<string, ts.Identifier[]>();
    eachNode(this.file, (node) => {
      if (!ts.isIdentifier(node)) return;
      const list = found.get(node.text);
      if (list) list.push(node);
      else found.set(node.text, [node]);
    });
    this.#identifiers = found;
    return found;
  }

  /** Where a name is used, its declaration left out. */
  usesOf(symbol: ts.Symbol, declaration: ts.Node): readonly ts.Identifier[] {
    // Asked again for each use, and a name may have thousands.
    const known = this.#uses.get(symbol);
    if (known) return known;
    const same = this.identifiers.get(symbol.name) ?? [];
    const uses = same.filter((one) => one !== declaration && this.symbolOf(one) === symbol);
    this.#uses.set(symbol, uses);
    return uses;
  }
}
