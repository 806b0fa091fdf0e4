/** Runs made-up programs, so that a test can compare what they make before and after. Only for programs of our own. */
import { posix } from "node:path";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import type { Json } from "./fleet-oracle.ts";

/** The package that made-up programs hand their objects to. */
export const SDK = "fleet-sdk";

/**
 * Runs programs and tells what they hand over, in order: arguments of `emit`, of resources, of `addManifest`, and
 * exported constants that are manifests.
 * @throws where one is no program or fails
 */
export function objectsOf(files: ReadonlyMap<string, string>, entries: readonly string[]): Json[] {
  const found: unknown[] = [];
  const loaded = new Map<string, Record<string, unknown>>();
  const sdk = sdkOf((one) => found.push(one));
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known) return known;
    const text = files.get(path);
    if (text === undefined) throw new Error(`no program ${path}`);
    const module = { exports: {} as Record<string, unknown> };
    loaded.set(path, module.exports);
    const require = (name: string) => (name === SDK ? sdk : load(resolved(path, name, files)));
    try {
      runInNewContext(transpiled(path, text), { module, exports: module.exports, require });
    } catch (error) {
      throw new Error(`${path}: ${error}\n${text}`);
    }
    return module.exports;
  };
  for (const path of entries)
    for (const value of Object.values(load(path))) if (isManifest(value)) found.push(value);
  // A field that is undefined is none, and values of another context have prototypes of their own.
  return found.map((one): Json => JSON.parse(JSON.stringify(one)));
}

function sdkOf(emit: (object: unknown) => void) {
  class Resource {
    constructor(...args: unknown[]) {
      emit(args.at(-1));
    }
  }
  class ConfigGroup {
    constructor(_id: string, { objs }: { objs: unknown[] }) {
      objs.forEach(emit);
    }
  }
  const cluster = { addManifest: (_id: string, ...objects: unknown[]) => objects.forEach(emit) };
  return {
    emit,
    cluster,
    ApiObject: Resource,
    CustomResource: Resource,
    ConfigGroup,
    stack: {},
    always: true,
  };
}

function isManifest(value: unknown): boolean {
  return typeof value === "object" && value !== null && "apiVersion" in value && "metadata" in value;
}

function resolved(from: string, name: string, files: ReadonlyMap<string, string>): string {
  const path = posix.join(posix.dirname(from), name);
  const found = [path, ...["ts", "tsx", "mts", "js", "mjs"].map((one) => `${path}.${one}`)].find((one) =>
    files.has(one),
  );
  if (found === undefined) throw new Error(`${from} imports ${name}`);
  return found;
}

function transpiled(path: string, text: string): string {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: path.replace(/\.m(?=[jt]s$)/, "."),
    reportDiagnostics: true,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      jsx: ts.JsxEmit.Preserve,
      allowJs: true,
    },
  });
  const [first] = diagnostics ?? [];
  if (first) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(first.messageText, " ")}\n${text}`);
  return outputText;
}
