import type { Fact, Rule } from "./rule.ts";

const RELEASES = "helm-controller docs/spec/v2/helmreleases.md";
const OCI_REF: Fact = {
  says: "The version of a chart from an OCIRepository comes from ref alone; chartRef has no version.",
  from: RELEASES,
};
const TAG_IS_VERSION: Fact = {
  says: "A tag that looks like a version has to equal the version in Chart.yaml. Other tags fail before Flux 2.7 and are accepted since.",
  from: "helm-controller internal/controller/helmrelease_controller.go",
};
const ENTRY = "`charts: [{ source: …, chart: …, url: oci://…, ref: { … } }]` in git2oci.yaml";

/** Findings about charts of a Git source: what stops one, and what changes in silence. */
export const CHART_RULES: readonly Rule[] = [
  {
    id: "chart-dependencies",
    title: "A chart whose dependencies are not in it",
    level: "warning",
    what: "Chart.yaml names dependencies that the folder `charts/` does not hold. The chart stays undecided.",
    why: "For a chart from Git, Flux fetched them. For an artifact it does not, and the release would fail.",
    facts: [
      {
        says: "source-controller builds the dependencies of a chart that it takes from a Git artifact.",
        from: "source-controller internal/controller/helmchart_controller.go",
      },
    ],
    decide:
      "Let the pipeline run `helm dependency build` before `helm package`, then write `waive: [dependencies]` with a reason into the chart's entry.",
    example: { fixture: "chart-dependencies-and-labels" },
  },
  {
    id: "chart-version-label",
    title: "A chart whose version stands where a digest may not",
    level: "warning",
    what: "A template of the chart writes `.Chart.Version` into a label without replacing `+`, into a selector, `volumeClaimTemplates`, an image, a name or another field that cannot change, or into a place of which that is not known. Helpers and the charts in `charts/` are followed; packed ones are not read. The chart stays undecided.",
    why: "Flux appends `+` and the digest to the version of a chart from an OCIRepository. The API refuses a label with a `+`, and it refuses each change of a field that cannot change. The upgrade fails, also with a new digest of the same version.",
    facts: [
      {
        says: "helm-controller adds the first twelve digits of the digest to the version; the feature gate DisableChartDigestTracking turns that off.",
        from: "helm-controller internal/controller/helmrelease_controller.go",
      },
    ],
    decide:
      'Write `{{ .Chart.Version | replace "+" "_" }}` into the label, and leave the version out of what cannot change. Or take the chart from a HelmRepository (`chartKind: HelmRepository`), or keep it on Git (`action: keep`). Or set the feature gate and write `waive: [version-label]` with a reason into the chart\'s entry.',
    example: { fixture: "chart-dependencies-and-labels" },
  },
  {
    id: "helm-repository-maintenance",
    title: "A HelmRepository of type oci",
    level: "note",
    what: "`chartKind: HelmRepository` is decided, so a release keeps `spec.chart` and takes its chart from a HelmRepository of type oci.",
    why: "Upstream keeps that type in maintenance: it gets no new features, and charts of an OCIRepository do.",
    facts: [
      {
        says: "HelmRepository of type oci is in maintenance mode, and OCIRepository with chartRef is recommended.",
        from: "source-controller docs/spec/v1/helmrepositories.md",
      },
    ],
    decide:
      "Nothing has to be done. Leave `chartKind` out once the version with a digest is no problem for the chart, and run migrate again.",
    example: { fixture: "chart-helm-repository" },
  },
  {
    id: "chart-name",
    title: "The name of the chart does not fit its artifact",
    level: "warning",
    what: "The name of the chart is none that a registry takes, or Chart.yaml calls it otherwise than its artifact is called.",
    why: "`helm push` puts a chart under its own name. A release whose chart gets another name is uninstalled and installed anew.",
    facts: [
      {
        says: "A changed chart name makes the release reinstall; upgrade.chartNameChangeStrategy of Flux 2.9 can change that.",
        from: RELEASES,
      },
    ],
    decide: `Give the chart's own name as the last part of the url: ${ENTRY}.`,
    example: { fixture: "chart-path-odd" },
  },
  {
    id: "chart-path",
    title: "The path tells no chart",
    level: "warning",
    what: "The release names a packed chart, or a path with a variable, which may mean several charts.",
    why: "Each chart gets an artifact of its own, so it has to be known which chart it is.",
    facts: [{ says: "One OCIRepository holds one chart; chartRef has no path.", from: RELEASES }],
    decide: `Write the path out, or give the artifact: ${ENTRY}.`,
    example: { fixture: "chart-path-odd" },
  },
  {
    id: "chart-ref-version",
    title: "Flux is too old for chartRef",
    level: "warning",
    what: "The cluster's Flux has no `chartRef`.",
    why: "The field would be refused.",
    facts: [{ says: "chartRef exists since Flux 2.3.", from: "helm-controller CHANGELOG.md" }],
    decide:
      "Raise Flux first, or write `chartKind: HelmRepository` into the source's entry: HelmRepositories of type oci work before 2.3.",
    example: { fixture: "chart-old-flux" },
  },
  {
    id: "chart-tag",
    title: "A tag that Flux does not take for a chart",
    level: "warning",
    what: "The tag that the chart would follow is no version and the cluster's Flux wants one, or it looks like a version and is not that of the chart.",
    why: "helm-controller compares the tag with Chart.yaml and stops the release where they differ.",
    facts: [TAG_IS_VERSION],
    decide: `Give \`ref: { semver: … }\`, or the chart's version as tag: ${ENTRY}.`,
    example: { fixture: "chart-old-flux" },
  },
  {
    id: "chart-url",
    title: "Two charts would become one artifact",
    level: "warning",
    what: "Charts of different folders or repositories have the same name, so the same url was derived for them.",
    why: "One would overwrite the other in the registry.",
    facts: [
      {
        says: "helm push stores a chart under its name below the url that it is given.",
        from: "helm pkg/pusher/ocipusher.go",
      },
    ],
    decide: `Give each a url of its own: ${ENTRY}.`,
    example: { fixture: "chart-two-of-one-name" },
  },
  {
    id: "chart-values",
    title: "Releases of one chart merge different values files",
    level: "warning",
    what: "`values-files` was waived, so the pipeline merges the files into the package; but releases of the chart name different files.",
    why: "A package has one values.yaml.",
    facts: [
      {
        says: "valuesFiles replace the values.yaml of the chart, in their order, before the values of the release.",
        from: RELEASES,
      },
    ],
    decide:
      "Move the difference into `values` or `valuesFrom` of the releases, or keep the chart on Git with `action: keep`.",
    example: { fixture: "chart-values-files" },
  },
  {
    id: "chart-yaml",
    title: "Chart.yaml cannot be read",
    level: "warning",
    what: "The folder that the release names has no Chart.yaml that can be read, or it lacks a name or a version.",
    why: "Name and version of the artifact are those of Chart.yaml.",
    facts: [
      {
        says: "helm package refuses a chart without a name or a version.",
        from: "helm pkg/chart/v2/metadata.go",
      },
    ],
    decide: `Mend the file, or say where the artifact is: ${ENTRY}.`,
    example: { fixture: "chart-broken" },
  },
  {
    id: "helm-repository",
    title: "A HelmRepository cannot follow what was decided",
    level: "warning",
    what: "`chartKind: HelmRepository` is set, and the decision holds a digest, a tag that is no version, a service account or a trusted root.",
    why: "A release chooses a chart of a HelmRepository by version, and the kind has none of those fields.",
    facts: [
      {
        says: "chart.spec.version is a version or a range.",
        from: "helm-controller api/v2/helmrelease_types.go",
      },
      {
        says: "HelmRepository has secretRef, certSecretRef and provider, and no serviceAccountName.",
        from: "source-controller api/v1/helmrepository_types.go",
      },
    ],
    decide: "Give `ref: { semver: … }` and a `secretRef` or `provider`, or leave `chartKind` out.",
    example: { fixture: "chart-helm-repository-unfit" },
  },
  {
    id: "dormant-version",
    title: "A version that Git ignored",
    level: "note",
    what: "`chart.spec.version` of the release goes away, and the release follows the ref of the decision.",
    why: "For a chart from Git the field was never in force. Taken over, it would become so and could lower the version, or match none.",
    facts: [
      {
        says: "version is ignored for charts from GitRepository and Bucket.",
        from: "helm-controller api/v2/helmrelease_types.go",
      },
      OCI_REF,
    ],
    decide: `If the version was meant, write it as \`ref\`: ${ENTRY}.`,
    example: { fixture: "chart-many" },
  },
  {
    id: "dormant-verify",
    title: "A signature check that Git ignored",
    level: "warning",
    what: "`chart.spec.verify` of the release goes away. For a chart from Git it did nothing.",
    why: "Somebody may believe that the chart is checked. As an artifact it can be.",
    facts: [
      {
        says: "verify counts for charts of a HelmRepository alone.",
        from: "source-controller docs/spec/v1/helmcharts.md",
      },
    ],
    decide: `Write \`verify\` into the chart's entry, and sign the chart in the pipeline: ${ENTRY}.`,
    example: { fixture: "chart-verify-dormant" },
  },
  {
    id: "merged-values-files",
    title: "The package has to hold merged values",
    level: "warning",
    what: "`values-files` was waived: the field goes, and the message names the files and their order.",
    why: "chartRef has no valuesFiles. Without the merge the release would run with the chart's own defaults.",
    facts: [{ says: "valuesFiles are fields of chart.spec and not of chartRef.", from: RELEASES }],
    decide:
      "Let the pipeline merge the files into values.yaml before `helm package`. It is in the list of what to do before the merge.",
    example: { fixture: "chart-values-files" },
  },
  {
    id: "own-values-file",
    title: "A list of the chart's own values.yaml",
    level: "note",
    what: "`valuesFiles` names nothing but the chart's own values.yaml, so it goes and the values stay the same.",
    why: "The package holds that file, and it counts without being named.",
    facts: [{ says: "Without valuesFiles, values.yaml of the chart is used.", from: RELEASES }],
    decide: "Nothing has to be decided.",
    example: { fixture: "chart-values-files" },
  },
];
