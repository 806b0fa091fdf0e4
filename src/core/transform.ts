import type { ConsumerRow } from "./consumer.ts";
import type { Reference, SourceNode } from "./graph.ts";
import type { Manifest } from "./manifest.ts";
import type { Change, Finding, Target } from "./plan.ts";
import type { Unit } from "./units.ts";

/** What a transform may ask while it looks at one manifest. */
export interface TransformContext {
  /** References that stand in the manifest. */
  references: readonly Reference[];
  /** Sources that the manifest declares. */
  sources: readonly SourceNode[];
  /** Where a reference may move, or why it stays. */
  destination(reference: Reference): Target | { stays: string };
  /** The target of a source that something moves to; undefined for one that stays as it is. */
  targetOf(source: SourceNode): Target | undefined;
  /** Why the Git declaration has to stay beside the new one; undefined where it can go. */
  keepsGit(source: SourceNode): string | undefined;
  /** Namespace of an object on the cluster; UNKNOWN where the tree does not tell, or clusters differ. */
  namespaceOf(manifest: Manifest): string;
  /** Why a Git source that the reference means is there after the migration too; undefined where none is. */
  remains(reference: Reference): string | undefined;
  /** Full text of a file of the tree. @throws never; undefined where it cannot be read again. */
  text(file: string): string | undefined;
}

/** What a transform found to do, and what it may not touch. */
export interface TransformResult {
  changes?: Change[];
  /** References that it would have rewritten, with the reason why it must not. */
  refused?: { reference: Reference; reason: string }[];
  /** References that need no change, with the reason. */
  kept?: { reference: Reference; reason: string }[];
  findings?: Finding[];
}

/**
 * One rewrite. Data first, then one function that returns intents about its own manifest.
 * A new rewrite is one file in transforms/, one fixture folder and one line in transforms/index.ts.
 */
export interface Transform {
  /** Rule id, as in reports and `explain`. */
  name: string;
  description: string;
  /** Rows of the consumer table whose references it rewrites; empty for one that rewrites declarations. */
  rows: readonly string[] | ((row: ConsumerRow) => boolean);
  applies(manifest: Manifest): boolean;
  /**
   * For a rewrite of declarations: why it cannot write `target` into the text of the manifest's file; undefined
   * where it can. Asked while places are chosen, before anything is planned.
   */
  refuses?(manifest: Manifest, unit: Unit, target: Target, text: string): string | undefined;
  run(manifest: Manifest, context: TransformContext): TransformResult;
}
