/** A chart of ours, and what a digest in its version does to what it makes. */
export interface VersionChart {
  name: string;
  /** Files of the chart but Chart.yaml, which is called `web`. */
  files: Readonly<Record<string, string>>;
  /** `unproven`: nothing breaks with these values, and nothing proves that none could. */
  blocks: "yes" | "no" | "unproven";
  restarts: boolean;
}

const DEPLOYMENT = (labels: string, container = "") => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
${labels}
    spec:
      containers:
        - name: web
          image: "example.com/web:{{ .Chart.AppVersion }}"
${container}
`;

const CONFIG = (labels: string, rest = "") => `apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  labels:
    app: web
${labels}
${rest}
`;

const STANDARD = `{{/* The label that helm create writes. */}}
{{- define "web.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "web.labels" -}}
helm.sh/chart: {{ include "web.chart" . }}
{{ include "web.selectorLabels" . }}
{{- if .Chart.AppVersion }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
{{- end }}
{{- define "web.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
{{- end }}
`;

const RAW = `{{- define "web.chart" -}}
{{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}
`;

const LABEL = '    helm.sh/chart: {{ include "web.chart" . }}';

export const VERSION_CHARTS: readonly VersionChart[] = [
  { name: "no version at all", files: { "templates/a.yaml": CONFIG("") }, blocks: "no", restarts: false },
  {
    name: "data of a ConfigMap",
    files: {
      "templates/a.yaml": CONFIG(
        "",
        "data:\n  version: {{ .Chart.Version | quote }}\n  text: |\n    labels:\n      chart: {{ .Chart.Version }}",
      ),
    },
    blocks: "no",
    restarts: false,
  },
  {
    name: "an annotation",
    files: {
      "templates/a.yaml": CONFIG("  annotations:\n    chart: {{ .Chart.Name }}-{{ .Chart.Version }}"),
    },
    blocks: "no",
    restarts: false,
  },
  {
    name: "a label",
    files: { "templates/a.yaml": CONFIG("    chart: {{ .Chart.Version }}") },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "a label without the plus",
    files: { "templates/a.yaml": CONFIG('    chart: {{ .Chart.Version | replace "+" "_" | quote }}') },
    blocks: "no",
    restarts: false,
  },
  {
    name: "a label of a named template",
    files: { "templates/_helpers.tpl": RAW, "templates/a.yaml": CONFIG(LABEL) },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "the labels of helm create, beside the pods",
    files: {
      "templates/_helpers.tpl": STANDARD,
      "templates/a.yaml": CONFIG('    {{- include "web.labels" . | nindent 4 }}'),
    },
    blocks: "no",
    restarts: false,
  },
  {
    name: "the labels of helm create, in a pod template",
    files: {
      "templates/_helpers.tpl": STANDARD,
      "templates/a.yaml": DEPLOYMENT('        {{- include "web.labels" . | nindent 8 }}'),
    },
    blocks: "no",
    restarts: true,
  },
  {
    name: "a variable, a map as argument and with",
    files: {
      "templates/_helpers.tpl":
        '{{- define "web.label" -}}\n{{ .key }}: {{ .context.Chart.Version }}\n{{- end -}}\n',
      "templates/a.yaml": CONFIG(
        '{{- $top := . }}\n{{- with .Values.extra }}\n    {{ include "web.label" (dict "key" "chart" "context" $top) }}\n{{- end }}',
      ),
      "values.yaml": "extra: yes-please\n",
    },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "a Chart of the values, which is not the chart",
    files: {
      "templates/a.yaml": CONFIG("{{- with .Values.other }}\n    chart: {{ .Chart.Version }}\n{{- end }}"),
      "values.yaml": "other:\n  Chart:\n    Version: plain\n",
    },
    blocks: "no",
    restarts: false,
  },
  {
    name: "a selector",
    files: {
      "templates/a.yaml": DEPLOYMENT('        chart: {{ .Chart.Version | replace "+" "_" }}').replace(
        "      app: web\n  template",
        '      app: web\n      chart: {{ .Chart.Version | replace "+" "_" }}\n  template',
      ),
    },
    blocks: "yes",
    restarts: true,
  },
  {
    name: "volumeClaimTemplates",
    files: {
      "templates/_helpers.tpl": STANDARD,
      "templates/a.yaml": `${DEPLOYMENT("").replace("Deployment", "StatefulSet")}  volumeClaimTemplates:
    - metadata:
        name: data
        labels:
          {{- include "web.labels" . | nindent 10 }}
      spec:
        accessModes: [ReadWriteOnce]
`,
    },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "an environment variable",
    files: {
      "templates/a.yaml": DEPLOYMENT(
        "",
        "          env:\n            - name: CHART\n              value: {{ .Chart.Version | quote }}",
      ),
    },
    blocks: "no",
    restarts: true,
  },
  {
    name: "a checksum of a file with the label",
    files: {
      "templates/_helpers.tpl": STANDARD,
      "templates/config.yaml": CONFIG('    {{- include "web.labels" . | nindent 4 }}'),
      "templates/a.yaml": DEPLOYMENT(
        '      annotations:\n        checksum: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}',
      ),
    },
    blocks: "no",
    restarts: true,
  },
  {
    name: "a helper of a chart in charts",
    files: {
      "charts/common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 0.1.0\ntype: library\n",
      "charts/common/templates/_labels.tpl": RAW.replace("web.chart", "common.chart"),
      "templates/a.yaml": CONFIG('    chart: {{ template "common.chart" . }}'),
    },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "the version of a chart in charts, which gets no digest",
    files: {
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
      "charts/sub/templates/a.yaml": CONFIG("    chart: {{ .Chart.Version }}").replace(
        "name: web",
        "name: sub",
      ),
      "templates/a.yaml": CONFIG(""),
    },
    blocks: "no",
    restarts: false,
  },
  {
    name: "a helper that the chart defines anew",
    files: {
      "charts/common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 0.1.0\n",
      "charts/common/templates/_labels.tpl": RAW,
      "templates/_helpers.tpl": STANDARD,
      "templates/a.yaml": CONFIG(LABEL),
    },
    blocks: "no",
    restarts: false,
  },
  {
    name: "a job",
    files: {
      "templates/a.yaml": `apiVersion: batch/v1
kind: Job
metadata:
  name: web
spec:
  template:
    metadata:
      labels:
        chart: {{ .Chart.Version | replace "+" "_" }}
    spec:
      restartPolicy: Never
      containers: [{name: web, image: example.com/web}]
`,
    },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "a job that is a hook",
    files: {
      "templates/a.yaml": `apiVersion: batch/v1
kind: Job
metadata:
  name: web
  annotations:
    "helm.sh/hook": pre-upgrade
spec:
  template:
    metadata:
      labels: { chart: "{{ .Chart.Version | replace "+" "_" }}" }
    spec:
      restartPolicy: Never
      containers: [{name: web, image: example.com/web}]
`,
    },
    blocks: "no",
    restarts: false,
  },
  {
    name: "an image",
    files: {
      "templates/a.yaml": DEPLOYMENT("").replace(
        "{{ .Chart.AppVersion }}",
        "{{ .Values.tag | default .Chart.Version }}",
      ),
    },
    blocks: "yes",
    restarts: true,
  },
  {
    name: "a name",
    files: {
      "templates/a.yaml": CONFIG("").replace(
        "name: web",
        'name: web-{{ .Chart.Version | replace "+" "-" | replace "." "-" }}',
      ),
    },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "an immutable ConfigMap",
    files: { "templates/a.yaml": CONFIG("", "data:\n  version: {{ .Chart.Version }}\nimmutable: true") },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "branches, a loop and a label at the end",
    files: {
      "templates/a.yaml": CONFIG(
        `{{- $version := "none" }}
{{- range $one := list "a" "b" }}
{{- if eq $one "b" }}
    {{ $one }}: {{ $version }}
{{- else if .Values }}
    never: x
{{- else }}
{{- $version = $.Chart.Version }}
{{- end }}
{{- end }}`.replace("{{- else if .Values }}\n    never: x\n", ""),
      ),
    },
    blocks: "yes",
    restarts: false,
  },
  {
    name: "values that are templates, among labels",
    files: {
      "templates/a.yaml": CONFIG("    {{- tpl (toYaml .Values.labels) . | nindent 4 }}"),
      "values.yaml": 'labels:\n  a: "{{ .Release.Name }}"\n',
    },
    blocks: "unproven",
    restarts: false,
  },
  {
    name: "a function that is not followed",
    files: { "templates/a.yaml": CONFIG('    chart: {{ (split "+" .Chart.Version)._0 | quote }}') },
    blocks: "unproven",
    restarts: false,
  },
  {
    name: "a field of a kind that is not known",
    files: {
      "templates/a.yaml":
        "apiVersion: example.com/v1\nkind: Site\nmetadata:\n  name: web\nspec:\n  version: {{ .Chart.Version }}\n",
    },
    blocks: "unproven",
    restarts: false,
  },
];
