import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** The step of action.yml that lints, and what the file declares. */
export interface Action {
  inputs: Record<string, { description: string; required: boolean; default: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: {
    using: string;
    steps: { id: string; shell: string; env: Record<string, string>; run: string; uses?: string }[];
  };
}

/** The GitHub Action. */
export function action(): Action {
  return parse(read("action.yml"));
}

/** One job of the GitLab component, before or after its inputs are put in. */
export interface Job {
  stage: string;
  image: string;
  variables: Record<string, string | { value: string; expand: boolean }>;
  script: string[];
  artifacts: { when: string; paths: string[]; reports: Record<string, string> };
}

type Input = { description: string; default: string | boolean; type?: string; options?: string[] };

/** The GitLab component: its inputs, and its jobs as they are written. */
export function component(): { inputs: Record<string, Input>; jobs: unknown } {
  const [spec, jobs] = parseAllDocuments(read("templates/git2oci-lint.yml"));
  return { inputs: spec!.toJS().spec.inputs, jobs: jobs!.toJS() };
}

/**
 * The jobs of the component with these inputs, as GitLab makes them: every string of the parsed file gets its values, and
 * one that is nothing but an input becomes that value. @throws Error for an input that is not declared, or not allowed
 */
export function jobsWith(given: Readonly<Record<string, string | boolean>>): Record<string, Job> {
  const { inputs, jobs } = component();
  for (const [name, value] of Object.entries(given)) {
    const input = inputs[name];
    if (!input) throw new Error(`no input ${name}`);
    if (typeof value !== (input.type ?? "string")) throw new Error(`${name} is of another type`);
    if (input.options && !input.options.includes(String(value))) throw new Error(`${name} is no option`);
  }
  const inputValue = (name: string) => {
    const value = given[name] ?? inputs[name]?.default;
    if (value === undefined) throw new Error(`no input ${name}`);
    return value;
  };
  const put = (node: unknown): unknown => {
    if (typeof node === "string")
      return node.replace(/\$\[\[ inputs\.([a-z-]+) \]\]/g, (_, name: string) => String(inputValue(name)));
    if (Array.isArray(node)) return node.map(put);
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [put(key), put(value)]));
  };
  return put(jobs) as Record<string, Job>;
}

interface Step {
  bash?: string;
  env?: Record<string, string>;
  task?: string;
  inputs?: Record<string, string>;
  condition?: string;
}

/** The template for Azure Pipelines. */
export interface AzureTemplate {
  parameters: { name: string; type: string; default: string | boolean; values?: string[] }[];
  steps: (Step & Record<string, unknown>)[];
}

export function azureTemplate(): AzureTemplate {
  return parse(read("templates/azure/git2oci-lint.yml"));
}

/** The hooks for pre-commit. */
export function hooks(): Record<string, unknown>[] {
  return parse(read(".pre-commit-hooks.yaml"));
}
