import type { ConsumerRow } from "../../core/consumer.ts";
import { CONSUMERS } from "../consumers.ts";
import { HELD_ROWS } from "../consumers-held.ts";
import type { Fact, Rule } from "./rule.ts";

const COMMANDED = "It follows its source: decide that.";
const BY_HAND =
  "Change it by hand, in the change that moves its source, or keep the source with `action: keep`. Nothing breaks before: a source that it needs is kept.";
const STAYS =
  "Nothing has to be decided: the Git source stays beside the OCIRepository as long as this reads it.";

/** What the table of consumers does not say of a field: a title, where it is read, and the fixture. */
interface More {
  title: string;
  facts: readonly Fact[];
  fixture: string;
  also?: Rule["also"];
  /** Where the row has no rewrite of its own and what it holds is rewritten all the same. */
  why?: string;
}

const WRITTEN_OUT =
  "An object that is written out moves as all others do. Where an expression gives a part of it, only the operator knows the object, so it stays as it is, its source is kept, and a person has to write `kind: OCIRepository`.";

const WRITTEN_OUT_HELD =
  "Each object in it is treated as one of its own kind, in the cluster of the release. A sourceRef that is written out moves as all others do. What stands in a text, an expression and a GitRepository are for a person, and keep their source.";

const EXPRESSIONS = "An entry holds for every object of its kind that is applied.";

const MORE: Readonly<Record<string, More>> = {
  "kustomization-health-check": {
    title: "A health check of a Git source",
    facts: [
      {
        says: "An entry of healthChecks names one object by apiVersion, kind, name and namespace.",
        from: "kustomize-controller api/v1/kustomization_types.go",
      },
    ],
    fixture: "health-checks",
  },
  "kustomization-health-check-expr": {
    title: "A health expression for Git sources in a Kustomization",
    facts: [{ says: EXPRESSIONS, from: "kustomize-controller api/v1/kustomization_types.go" }],
    fixture: "health-check-exprs",
  },
  "helmrelease-health-check-expr": {
    title: "A health expression for Git sources in a HelmRelease",
    facts: [{ says: EXPRESSIONS, from: "helm-controller api/v2/helmrelease_types.go" }],
    fixture: "health-check-exprs-of-a-release",
  },
  "helmchart-source-ref": {
    title: "A HelmChart reads a Git source",
    facts: [
      {
        says: "sourceRef of a HelmChart takes HelmRepository, GitRepository and Bucket.",
        from: "source-controller api/v1/helmchart_types.go",
      },
    ],
    fixture: "helm-chart",
  },
  "image-update-automation-source-ref": {
    title: "Image automation commits to a Git source",
    facts: [
      {
        says: "sourceRef takes GitRepository alone.",
        from: "image-automation-controller api/v1/reference.go",
      },
      {
        says: "Url, credentials and branch are those of the GitRepository.",
        from: "image-automation-controller internal/source/git.go",
      },
    ],
    fixture: "image-automation",
  },
  "git-repository-include": {
    title: "A Git source includes another one",
    facts: [
      {
        says: "include names a GitRepository of the same namespace.",
        from: "source-controller api/v1/gitrepository_types.go",
      },
    ],
    fixture: "include-of-kept-source",
  },
  "alert-event-source": {
    title: "An Alert tells of a Git source",
    facts: [
      {
        says: "An event belongs to an entry only if its kind is the same.",
        from: "notification-controller internal/server/event_handlers.go",
      },
    ],
    fixture: "alerts",
  },
  "receiver-resource": {
    title: "A Receiver pushes a Git source",
    facts: [
      {
        says: "A Receiver asks for a reconciliation of the objects that it names as soon as it is called.",
        from: "notification-controller internal/server/receiver_handlers.go",
      },
    ],
    fixture: "receiver-interval",
  },
  "artifact-generator-source": {
    title: "An ArtifactGenerator reads a Git source",
    facts: [
      {
        says: "sources take Bucket, GitRepository, OCIRepository, HelmChart and ExternalArtifact.",
        from: "source-watcher api/v1beta1/artifactgenerator_types.go",
      },
    ],
    fixture: "other-consumers",
    also: ["warning"],
  },
  "resource-set-depends-on": {
    title: "A ResourceSet waits for a Git source",
    facts: [
      {
        says: "dependsOn names objects by apiVersion, kind and name.",
        from: "flux-operator api/v1/resourceset_types.go",
      },
    ],
    fixture: "other-consumers",
  },
  "resource-set-resources": {
    title: "Resources of a ResourceSet name a Git source",
    facts: [
      {
        says: "resources are objects with << >> expressions in them.",
        from: "flux-operator api/v1/resourceset_types.go",
      },
    ],
    fixture: "resource-sets",
    why: WRITTEN_OUT,
  },
  "resource-set-template": {
    title: "The template of a ResourceSet names a Git source",
    facts: [
      {
        says: "resourcesTemplate is a text that becomes YAML once its inputs are filled in.",
        from: "flux-operator api/v1/resourceset_types.go",
      },
    ],
    fixture: "resource-sets",
  },
  "resource-set-steps": {
    title: "Steps of a ResourceSet name a Git source",
    facts: [
      {
        says: "Each step has resources or a template of its own.",
        from: "flux-operator api/v1/resourceset_types.go",
      },
    ],
    fixture: "resource-sets",
    why: WRITTEN_OUT,
  },
  "resource-set-input-provider": {
    title: "An input provider reads Git",
    facts: [
      {
        says: "Providers for Git export sha and branch, those for artifacts tag and digest.",
        from: "flux-operator api/v1/resourcesetinputprovider_types.go",
      },
    ],
    fixture: "resource-sets",
  },
  "terraform-source-ref": {
    title: "A Terraform object reads a Git source",
    facts: [
      {
        says: "sourceRef takes GitRepository, Bucket and OCIRepository.",
        from: "tofu-controller api/v1alpha2/reference_types.go",
      },
      {
        says: "The branch planner fails for every other kind than GitRepository.",
        from: "tofu-controller internal/server/polling/terraform.go",
      },
    ],
    fixture: "other-consumers",
  },
  "pulumi-stack-flux-source": {
    title: "A Pulumi Stack reads a Git source",
    facts: [
      {
        says: "fluxSource names any Flux source by apiVersion, kind and name.",
        from: "pulumi-kubernetes-operator",
      },
    ],
    fixture: "other-consumers",
  },
  "konfiguration-source-ref": {
    title: "A Konfiguration reads a Git source",
    facts: [{ says: "The source is a GitRepository or a Bucket.", from: "jsonnet-controller" }],
    fixture: "weave-and-jsonnet",
  },
  "git-ops-set-generator": {
    title: "A generator of a GitOpsSet reads a Git source",
    facts: [
      {
        says: "Generators are gitRepository and, in newer releases, ociRepository, each with repositoryRef.",
        from: "gitopssets-controller",
      },
    ],
    fixture: "other-consumers",
  },
  "git-ops-set-matrix-generator": {
    title: "A generator in a matrix of a GitOpsSet reads a Git source",
    facts: [
      { says: "A matrix combines the generators that exist on their own.", from: "gitopssets-controller" },
    ],
    fixture: "weave-and-jsonnet",
  },
  "git-ops-set-templates": {
    title: "Templates of a GitOpsSet name a Git source",
    facts: [
      { says: "The templates hold whole objects with expressions in them.", from: "gitopssets-controller" },
    ],
    fixture: "other-consumers",
  },
  "git-ops-template": {
    title: "A GitOpsTemplate names a Git source",
    facts: [{ says: "resourcetemplates hold whole objects with expressions in them.", from: "weave-gitops" }],
    fixture: "weave-and-jsonnet",
  },
  "cluster-git-ops-template": {
    title: "A GitOpsTemplate of the older group names a Git source",
    facts: [{ says: "resourcetemplates hold whole objects with expressions in them.", from: "weave-gitops" }],
    fixture: "weave-and-jsonnet",
  },
};

const HELD: Readonly<Record<string, More>> = Object.fromEntries(
  HELD_ROWS.map(({ id, kind, source, path, holds }): [string, More] => [
    id,
    {
      title: `An object of Flux in ${path.join(".")} of a ${kind}`,
      facts: [{ says: "Whole objects stand there, which something else makes.", from: source }],
      fixture: "held-objects",
      ...(holds === "own" && { why: WRITTEN_OUT_HELD }),
    },
  ]),
);

/** The rows that have a page of their own elsewhere, because more is to be said. */
const ELSEWHERE: ReadonlySet<string> = new Set(["kustomization-source-ref", "helmrelease-chart"]);

function rule(row: ConsumerRow, more: More): Rule {
  const { title, facts, fixture, also } = more;
  const level = more.why === undefined ? levelOf(row) : "change";
  const alsoOf = also ?? (level === "change" ? (["warning"] as const) : undefined);
  return {
    id: row.id,
    title,
    level,
    ...(alsoOf && { also: alsoOf }),
    what: `\`${fieldOf(row)}\` of ${row.kind} (${row.group}) names a GitRepository. ${BECOMES[level]}`,
    why: more.why ?? row.why,
    facts,
    decide: level === "change" ? COMMANDED : level === "keep" ? STAYS : BY_HAND,
    example: { fixture },
  };
}

const BECOMES: Readonly<Record<Rule["level"], string>> = {
  change: "It is changed where its source moves; as a warning it says why not, and what to write.",
  keep: "It stays, and so does its source.",
  warning: "It is reported where its source moves, and never edited.",
  error: "It is reported.",
  note: "It is reported.",
};

function levelOf({ rewrite, outcome }: ConsumerRow): Rule["level"] {
  if (rewrite !== undefined) return "change";
  return outcome === "keep" ? "keep" : "warning";
}

/** `spec.eventSources[]` for the keys of a row. */
function fieldOf({ path }: ConsumerRow): string {
  return path.join(".").replaceAll(".*", "[]");
}

/** One page a row of the table of consumers, and one for all rows of the configuration. */
export const CONSUMER_RULES: readonly Rule[] = [
  ...CONSUMERS.flatMap((row) => {
    const more = MORE[row.id] ?? HELD[row.id];
    return ELSEWHERE.has(row.id) || !more ? [] : [rule(row, more)];
  }),
  {
    id: "custom",
    title: "A field that git2oci.yaml names",
    level: "change",
    also: ["warning"],
    what: "`references` in git2oci.yaml adds a field of a kind of your own that names a GitRepository. Its rule is `custom-`, the kind and the path in lower case. With `outcome: repoint` (the default) the kind is changed in place; with `keep` it stays, and with `manual` it is reported.",
    why: "A kind that is in no table is unknown: a text in it that names a Git source keeps the source and nothing else. An entry turns it into a reference that follows.",
    facts: [
      {
        says: "Each controller decides which kinds of sources it reads; only its documentation or its CRD tells.",
        from: "source-controller docs/spec/v1/README.md",
      },
    ],
    decide: "Change or remove the entry of `references`.",
    example: { fixture: "custom-consumers", shows: "custom-pipeline-spec-steps-source" },
  },
];
