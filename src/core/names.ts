import type { SourceNode } from "./graph.ts";

/** Name of the file, at the root of a scope, for declarations that no Git declaration can stand beside. */
export const SOURCES_FILE = "oci-sources.yaml";

/** Fills the name template of a decision: `{name}` is the source's name. */
export function fillName(template: string, name: string): string {
  return template.replaceAll("{name}", name);
}

/**
 * Name on the cluster of the OCIRepository that takes a source's place. Where kustomize adds a prefix and a
 * suffix to the source's own declaration, they stay outside of the template.
 */
export function targetName(source: SourceNode, template: string): string {
  const context = source.declarations.find((one) => one.as === "object")?.contexts[0];
  if (!context) return fillName(template, source.name);
  const inner = source.name.slice(context.prefix.length, source.name.length - context.suffix.length);
  return context.prefix + fillName(template, inner) + context.suffix;
}
