/** Objects of made-up fleets as texts. */
import type { FleetConsumer, RefStyle, SourceName } from "./fleet.ts";

export const FLEET_URL = "https://github.com/acme/fleet";
/** Sources of other repositories. A path of theirs is never looked up here, though it may exist here too. */
const FOREIGN: readonly string[] = ["app", "web"];

/** The start of an object, down to its metadata. */
export function head(apiVersion: string, kind: string, { name, namespace }: SourceName): string {
  const place = namespace === undefined ? "" : `  namespace: ${namespace}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${place}`;
}

/** A GitRepository; `spec` in lines. */
export function gitText(name: SourceName, spec: readonly string[]): string {
  return `${head("source.toolkit.fluxcd.io/v1", "GitRepository", name)}spec:\n${spec.map((line) => `  ${line}\n`).join("")}`;
}

/** An OCIRepository. */
export function ociText(name: SourceName, url: string): string {
  return `${head("source.toolkit.fluxcd.io/v1", "OCIRepository", name)}spec:\n  interval: 5m\n  url: ${url}\n  ref:\n    tag: main\n`;
}

/** Several objects as one List. */
export function listText(objects: readonly string[]): string {
  const items = objects.map((one) => `  - ${indent(one, 4).trimStart()}`).join("");
  return `apiVersion: v1\nkind: List\nitems:\n${items}`;
}

/** A Flux Kustomization. */
export function kustomizationText(
  name: SourceName,
  path: string,
  source: SourceName,
  style: RefStyle,
  prune: boolean,
): string {
  const spec = `spec:\n  interval: 10m\n  path: ${path}\n  prune: ${prune}\n  sourceRef:${reference(source, style, 4)}`;
  return head("kustomize.toolkit.fluxcd.io/v1", "Kustomization", name) + spec;
}

/** What follows the colon of a field that names a source. */
export function reference({ name, namespace }: SourceName, style: RefStyle, by: number): string {
  const shown = name === "*" ? `"*"` : name;
  const place = namespace === undefined ? [] : [`namespace: ${namespace}`];
  const block = (lines: readonly string[]) => `\n${indent(lines.map((line) => `${line}\n`).join(""), by)}`;
  switch (style) {
    case "block":
      return block(["kind: GitRepository", `name: ${shown}`, ...place]);
    case "flow":
      return ` {${["kind: GitRepository", `name: ${shown}`, ...place].join(", ")}}\n`;
    case "quoted":
      return block([...place, `name: "${name}" # whose`, "kind: 'GitRepository'   # what"]);
    case "versioned":
      return block([
        "apiVersion: source.toolkit.fluxcd.io/v1",
        "kind: GitRepository",
        `name: ${shown}`,
        ...place,
      ]);
    case "anchored":
      return ` &ref${block(["kind: GitRepository", `name: ${shown}`, ...place])}`;
  }
}

/** Moves lines to the right. */
export function indent(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, " ".repeat(by));
}

/** One consumer; `i` makes its name its own. */
export function consumerText({ kind, namespace, source, style, chart }: FleetConsumer, i: number): string {
  const name = { name: `${kind.toLowerCase()}-${i}`, namespace };
  const inList = reference(source, style === "flow" ? "flow" : "block", 6);
  const item = `    -${inList.startsWith("\n") ? ` ${inList.trimStart()}` : inList}`;
  const toolkit = (group: string, version: string) =>
    head(`${group}.toolkit.fluxcd.io/${version}`, kind, name);
  const reader = (of: SourceName) => {
    const path = FOREIGN.includes(of.name) && i % 2 === 0 ? "./shared" : "./elsewhere";
    return kustomizationText(name, path, of, style, i % 3 === 0);
  };
  switch (kind) {
    case "Kustomization":
      return reader(source);
    case "ImageUpdateAutomation":
      return `${toolkit("image", "v1")}spec:\n  interval: 30m\n  sourceRef:${reference(source, style, 4)}`;
    case "Alert":
      return `${toolkit("notification", "v1beta3")}spec:\n  eventSources:\n${item}`;
    case "Receiver":
      return `${toolkit("notification", "v1")}spec:\n  type: github\n  resources:\n${item}`;
    case "HelmRelease":
      return `${toolkit("helm", "v2")}spec:\n  interval: 5m\n  chart:\n    spec:\n      chart: ./${chart}\n      sourceRef:${reference(source, style, 8)}  values:\n    a: 1\n`;
    case "HelmChart":
      return `${toolkit("source", "v1")}spec:\n  interval: 5m\n  chart: ./chart\n  sourceRef:${reference({ ...source, namespace: undefined }, style, 4)}`;
    case "include":
      return gitText(name, [
        "interval: 5m",
        `url: https://github.com/acme/${name.name}`,
        "ref: {branch: main}",
        `include:\n    - repository:\n        name: ${source.name}`,
      ]);
    case "healthCheck":
      return `${reader({ name: "somebody-elses", namespace: undefined })}  healthChecks:\n${item}`;
    case "patch":
      return `${reader(source)}  patches:\n    - patch: |\n        - op: replace\n          path: /spec/interval\n          value: 1m\n      target:${reference(source, "block", 8)}`;
    case "text":
      return `${head("v1", "ConfigMap", name)}data:\n  notes: |\n    kind: GitRepository\n    ${source.name}\n`;
  }
}
