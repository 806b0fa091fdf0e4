import { runInNewContext } from "node:vm";
import ts from "typescript";
import { objectOf, textOf } from "./program-classes.ts";
import type { Manifest } from "./program-writer.ts";

/** A module of generated classes: every name of it is a class, or an enumeration where it ends like one. */
function generated(module: string): unknown {
  const get = (_: unknown, key: string | symbol): unknown => {
    const name = String(key);
    if (typeof key === "symbol" || name === "__esModule") return name === "__esModule";
    if (/(?:Kind|Operation)$/.test(name))
      return new Proxy({}, { get: (_owner, member) => textOf(String(member)) });
    return class {
      constructor(...args: unknown[]) {
        Object.assign(this, objectOf({ module, name }), args.at(-1));
      }
    };
  };
  return new Proxy({}, { get });
}

/**
 * Runs a program that `writeProgram` wrote, and returns the objects that it hands on, in no certain order. Only for
 * programs of this project's tests: this runs them.
 * @throws Error where the program is none
 */
export function runProgram(text: string): Manifest[] {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
    reportDiagnostics: true,
  });
  const [wrong] = diagnostics;
  if (wrong) throw new Error(`${ts.flattenDiagnosticMessageText(wrong.messageText, " ")}:\n${text}`);
  const handed: unknown[] = [];
  const exports: Record<string, unknown> = {};
  const take = (...objects: unknown[]) => void handed.push(...objects);
  class ApiObject {
    constructor(_scope: unknown, _id: string, object: unknown) {
      take(object);
    }
  }
  class CustomResource {
    constructor(_name: string, object: unknown) {
      take(object);
    }
  }
  class ConfigGroup {
    constructor(_name: string, { objs }: { objs: unknown[] }) {
      take(...objs);
    }
  }
  const modules: Record<string, unknown> = {
    cdk8s: { ApiObject },
    "@pulumi/kubernetes": { apiextensions: { CustomResource }, yaml: { ConfigGroup } },
    yaml: { default: { stringify: take }, __esModule: true },
    "./platform": {
      chart: {},
      cluster: { addManifest: (_id: string, ...objects: unknown[]) => take(...objects) },
    },
  };
  runInNewContext(outputText, { exports, require: (name: string) => modules[name] ?? generated(name) });
  for (const one of Object.values(exports)) take(typeof one === "function" ? one() : one);
  // What is undefined is no field of an object.
  return JSON.parse(JSON.stringify(handed)) as Manifest[];
}
