/** One field of one kind that can name a Git source. Rows are data in src/flux/consumers.ts. */
export interface ConsumerRow {
  /** Stable id, `kustomization-source-ref`; rule pages and reports use it. */
  id: string;
  /** API group of the kind. */
  group: string;
  kind: string;
  /** Keys from the object's root; `*` stands for every item of a list. */
  path: readonly string[];
  /**
   * `ref`: a map with kind, name and perhaps namespace. `name`: a map with only a name, always a GitRepository.
   * `embedded`: text or objects that may hold whole manifests, searched for maps of kind GitRepository.
   */
  shape: "ref" | "name" | "embedded";
  /** Whole objects stand in it, which are made in the cluster of the object (`own`) or in one that is not known. */
  holds?: "own" | "unknown" | undefined;
  /** The key that holds the name, where it is not `name`. */
  nameKey?: string;
  /** The kind that a missing `kind` means; undefined where kind is required. */
  defaultKind?: string;
  /** The referent always lives in the consumer's own namespace. */
  sameNamespaceOnly?: boolean;
  /** True, or since which Flux minor, the field accepts an OCIRepository; an older cluster leaves it to a person. */
  acceptsOci: boolean | { sinceFlux: number };
  /**
   * How git2oci rewrites it: `kind` changes one word in place; `chart` replaces a HelmRelease's `chart` by `chartRef`;
   * `append` writes an entry for the OCIRepository after this one while a Git source that it means is left; `text`
   * changes the word in a text that only a template engine can read.
   * Undefined: there is no rewrite.
   */
  rewrite?: "kind" | "chart" | "append" | "text" | undefined;
  /**
   * It reads no artifact: it follows what its source becomes for those that do, keeps no Git source, and makes no
   * OCIRepository be declared.
   */
  follows?: true;
  /** What it names may live in any namespace: entries that mean a kind and not an object. */
  anyNamespace?: true;
  /** Without a rewrite: `keep` where it must stay on Git, `manual` where a person has to act. */
  outcome: "keep" | "manual";
  /** Sentence for the report: why, and what to write by hand. */
  why: string;
  /** With a rewrite: a clause for the reviewer about what else changes with the kind. */
  note?: string;
  /** Where the rule was read. */
  source: string;
}
