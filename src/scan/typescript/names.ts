import { ts } from "ts-morph";
import { isNamedAfter } from "./generators.ts";
import type { Module } from "./module.ts";
import type { Modules } from "./modules.ts";

/** What a name stands for, in the file that declares it. */
export interface Declared {
  module: Module;
  symbol: ts.Symbol;
  node: ts.Declaration;
}

/** A name of a module that is not in the tree: a package, or generated code that nobody commits. */
export interface Foreign {
  specifier: string;
  /** The exported name; undefined for the whole module (`import * as`). */
  name: string | undefined;
}

/** A whole module of the tree: `import * as name`. */
export interface WholeModule {
  whole: Module;
}

/** What an identifier or an import leads to. */
export type Meaning = Declared | Foreign | WholeModule;

/** Finds what an identifier stands for, through imports and exports of the tree; undefined where nothing declares it. */
export function meaningOf(module: Module, name: ts.Identifier, modules: Modules): Meaning | undefined {
  const symbol = module.symbolOf(name);
  return symbol && follow(module, symbol, modules, 0);
}

/**
 * What `name` is among the exports of a module; undefined where it exports no such thing.
 * @param seen modules whose `export *` were followed: files that export all of each other must not multiply
 */
export function exportOf(
  module: Module,
  name: string,
  modules: Modules,
  depth = 0,
  seen = new Set<Module>(),
): Meaning | undefined {
  if (depth > MAX_HOPS || seen.has(module)) return undefined;
  seen.add(module);
  const symbol = module.exports.get(name);
  if (symbol) return follow(module, symbol, modules, depth);
  const foreign: string[] = [];
  for (const statement of module.file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause || !statement.moduleSpecifier) continue;
    const specifier = textOf(statement.moduleSpecifier);
    const next = modules.resolve(module.path, specifier);
    if (!next) foreign.push(specifier);
    const found = next && exportOf(next, name, modules, depth + 1, seen);
    if (found) return found;
  }
  // What is not in the tree may export anything; a module that is called after a group of Flux exports its kinds.
  const [only, ...others] = foreign;
  const specifier =
    foreign.find((one) => isNamedAfter(one, name)) ?? (others.length === 0 ? only : undefined);
  return specifier === undefined ? undefined : { specifier, name };
}

/** Re-exports may go in circles. */
const MAX_HOPS = 16;

function follow(module: Module, symbol: ts.Symbol, modules: Modules, depth: number): Meaning | undefined {
  const [node, ...others] = symbol.declarations ?? [];
  if (!node || depth > MAX_HOPS) return undefined;
  if (ts.isImportSpecifier(node))
    return imported(module, node.parent.parent.parent, (node.propertyName ?? node.name).text, modules, depth);
  if (ts.isImportClause(node)) return imported(module, node.parent, "default", modules, depth);
  if (ts.isNamespaceImport(node)) return imported(module, node.parent.parent, undefined, modules, depth);
  if (ts.isNamespaceExport(node)) return imported(module, node.parent, undefined, modules, depth);
  if (ts.isExportSpecifier(node)) {
    const from = node.parent.parent;
    const name = (node.propertyName ?? node.name).text;
    if (from.moduleSpecifier) return imported(module, from, name, modules, depth);
    const local = module.localOf(node);
    return local && follow(module, local, modules, depth + 1);
  }
  const required = requiredBy(node);
  if (required) return leadsTo(module, required.specifier, required.name, modules, depth);
  // Overloads and merged declarations have more than one meaning, but for an enumeration or a class with a namespace.
  if (others.length > 0 && !ts.isClassDeclaration(node) && !ts.isModuleDeclaration(node)) return undefined;
  return { module, symbol, node };
}

function imported(
  module: Module,
  statement: ts.ImportDeclaration | ts.JSDocImportTag | ts.ExportDeclaration,
  name: string | undefined,
  modules: Modules,
  depth: number,
): Meaning | undefined {
  const specifier = statement.moduleSpecifier && textOf(statement.moduleSpecifier);
  return specifier === undefined ? undefined : leadsTo(module, specifier, name, modules, depth);
}

/** `const { name } = require("module")`, `const name = require("module")`. */
function requiredBy(node: ts.Declaration): Foreign | undefined {
  const isOne = ts.isBindingElement(node);
  const declaration = isOne ? node.parent.parent : node;
  if (!ts.isVariableDeclaration(declaration)) return undefined;
  const call = declaration.initializer;
  if (!call || !ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return undefined;
  const [argument] = call.arguments;
  if (call.expression.text !== "require" || !argument || !ts.isStringLiteralLike(argument)) return undefined;
  const specifier = argument.text;
  if (!isOne) return { specifier, name: undefined };
  const name = node.propertyName ?? node.name;
  return ts.isIdentifier(name) && node.parent === declaration.name
    ? { specifier, name: name.text }
    : undefined;
}

function leadsTo(
  module: Module,
  specifier: string,
  name: string | undefined,
  modules: Modules,
  depth: number,
): Meaning | undefined {
  const next = modules.resolve(module.path, specifier);
  if (!next) return { specifier, name };
  if (name === undefined) return { whole: next };
  return exportOf(next, name, modules, depth + 1) ?? { specifier, name };
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteralLike(node) ? node.text : "";
}
