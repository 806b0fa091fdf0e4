/** The kustomization.yaml of a directory of a generated tree. */
import { type GeneratedObject, optional, randomObject } from "./objects.ts";
import { jsonPatch, mergeBody, namedTarget, patchEntry } from "./patches.ts";
import { generators, resourceGenerator, transformers } from "./plugins.ts";
import { indent, item, type Random } from "./random.ts";
import { replacements } from "./replacements.ts";

/** A tree that is being made. */
export interface Draft {
  random: Random;
  /** Path to text. */
  files: Record<string, string>;
  /** Objects that patches may mean. */
  objects: GeneratedObject[];
}

const NAME_RULES = `nameReference:
- kind: ConfigMap
  version: v1
  fieldSpecs:
  - {path: spec/valuesFrom/name, kind: HelmRelease}
- kind: GitRepository
  fieldSpecs:
  - {path: spec/sourceRef/name, kind: Kustomization}
  - {path: spec/resources/name, kind: Receiver}
`;

/** Puts new objects into files of a directory and gives the names of these files. */
export function addObjects({ random, files, objects }: Draft, directory: string, count: number): string[] {
  const added: GeneratedObject[] = [];
  for (let left = count; left > 0; left--) {
    const object = randomObject(random, [...objects, ...added]);
    if (object) added.push(object);
  }
  objects.push(...added);
  if (added.length === 0) return [];
  if (random.chance(0.1)) {
    const items = added.map(({ text }) => item(text)).join("");
    files[`${directory}/list.yaml`] = `apiVersion: v1\nkind: List\nitems:\n${items}`;
    return ["list.yaml"];
  }
  if (random.chance(0.5)) {
    files[`${directory}/all.yaml`] =
      random.pick(["", "---\n", "# all\n"]) + added.map(({ text }) => text).join("---\n");
    return ["all.yaml"];
  }
  return added.map(({ text }, index) => {
    // Now and then the last line has no end.
    files[`${directory}/object${index}.yaml`] = random.chance(0.1) ? text.trimEnd() : text;
    return `object${index}.yaml`;
  });
}

/** What a directory is: how far from the bases, and whether it is a component. */
export interface Role {
  level: number;
  component?: boolean;
  /** A nameSuffix that it has to have. */
  suffix?: string;
  /** Components that it uses, as paths. */
  components?: readonly string[];
}

/** Writes the kustomization.yaml of a directory, with the files that it needs. */
export function writeKustomization(
  draft: Draft,
  directory: string,
  resources: readonly string[],
  role: Role,
): void {
  const { random, files } = draft;
  let kept = 0;
  const write = (path: string, text: string) => {
    files[`${directory}/${path}`] = text;
  };
  const keep = (text: string) => {
    const name = `part${kept++}.yaml`;
    write(name, text);
    return name;
  };
  const pick = () => random.pick(draft.objects);
  const list = (make: () => string, most: number) =>
    Array.from({ length: random.int(1, most) }, () => indent(item(make()), 2)).join("");
  const parts: readonly (readonly [probability: number, make: () => string])[] = [
    [0.35, () => `namespace: ${random.pick(["apps", "prod", "flux-system", '""'])}\n`],
    [0.12, () => "namePrefix: pre-\n"],
    [role.suffix === undefined ? 0.1 : 1, () => `nameSuffix: ${role.suffix ?? "-suf"}\n`],
    [0.1, () => "commonLabels:\n  team: x\n  tier: z\n"],
    [0.12, () => labels(random)],
    [0.08, () => "commonAnnotations:\n  note: common\n"],
    [0.45, () => `patches:\n${list(() => patchEntry(random, pick, keep), 3)}`],
    [
      0.06,
      () => {
        const body = mergeBody(random, pick());
        return `patchesStrategicMerge:\n${random.chance(0.5) ? `  - ${keep(body)}\n` : `  - |-\n${indent(body, 4)}`}`;
      },
    ],
    [
      0.08,
      () => {
        const ops = jsonPatch(random);
        const body = random.chance(0.5) ? `path: ${keep(ops)}\n` : `patch: |-\n${indent(ops, 2)}`;
        return `patchesJson6902:\n${indent(item(`target:\n${indent(namedTarget(random, pick()), 2)}${body}`), 2)}`;
      },
    ],
    [0.12, () => replacements(random, pick, keep)],
    [0.14, () => transformers(random, pick, keep, write)],
    [0.05, () => generators(random, `made${role.level}`, keep, write)],
    [0.22, () => resourceGenerator(random, ["cm", "cm2", "cm3"][role.level % 3]!, write)],
    [0.18, () => `configurations: [${keep(NAME_RULES + nameRules(random))}]\n`],
    [0.05, () => `images:\n  - name: app\n    newTag: v2\n`],
    [0.03, () => `buildMetadata: [originAnnotations]\n`],
    [(role.components?.length ?? 0) > 0 ? 1 : 0, () => `components: [${role.components?.join(", ")}]\n`],
  ];
  const made = random.shuffled(parts.filter(([probability]) => random.chance(probability)));
  // Written as text, with the parts in any order: kustomize works in an order of its own.
  const body = made.map(([, make]) => make()).join("");
  const text = heading(random, role.component === true) + resourceList(resources) + body;
  files[
    `${directory}/${random.weighted([
      [8, "kustomization.yaml"],
      [1, "kustomization.yml"],
      [1, "Kustomization"],
    ])}`
  ] = text;
}

function heading(random: Random, isComponent: boolean): string {
  if (isComponent) return "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
  const text = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
  return random.weighted([
    [6, text],
    [3, ""],
    [1, `${text}metadata: {name: any}\n`],
  ]);
}

function resourceList(resources: readonly string[]): string {
  return resources.length === 0 ? "" : `resources:\n${resources.map((path) => `  - ${path}\n`).join("")}`;
}

function labels(random: Random): string {
  return [
    "labels:",
    '  - pairs: {own: "1"}',
    ...optional(random, 0.4, "    includeSelectors: true"),
    ...optional(
      random,
      0.4,
      "  - pairs: {deep: q}",
      "    fields:",
      "      - path: spec/metadata/labels",
      "        create: true",
      "        kind: HelmRelease",
    ),
    "",
  ].join("\n");
}

function nameRules(random: Random): string {
  return random.pick([
    "",
    "",
    "namespace:\n- {path: spec/targetNamespace, kind: HelmRelease, create: true}\n",
    "namePrefix:\n- {path: spec/title, kind: Kustomization, create: true}\n",
    "commonLabels:\n- {path: spec/matchLabels, kind: Alert, create: true}\n",
  ]);
}
