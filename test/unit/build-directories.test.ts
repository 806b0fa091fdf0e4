import { describe, expect, it } from "vitest";
import type { Data } from "../../src/build/node.ts";
import { memoryFiles } from "../support/build-files.ts";
import { filteredMemory } from "../support/filtered-build.ts";
import { type OurRequest, ourTree } from "../support/our-build.ts";

type Files = Readonly<Record<string, string>>;

/** An object in one line: its kind, and what stands behind that. */
const object = (kind: string, metadata: string, spec = "{}"): string =>
  `{apiVersion: source.toolkit.fluxcd.io/v1, kind: ${kind}, metadata: {${metadata}}, spec: ${spec}}\n`;
const repository = (metadata: string, spec?: string): string => object("GitRepository", metadata, spec);

/** `kustomization.yaml` with one resource. */
const one = (kustomization: string, resource: string): Files => ({
  "kustomization.yaml": `resources: [a.yaml]\n${kustomization}`,
  "a.yaml": resource,
});

/** What is built: for each object metadata and spec, or why there is none. */
function built(files: Files, request: OurRequest = { directory: "." }): Data {
  const answer = ourTree(memoryFiles(files))(request);
  if (!Array.isArray(answer)) return "failure" in answer ? `fails: ${answer.failure}` : answer.gaps;
  return answer.map((data) => {
    const { metadata, spec } = data as { metadata: Data; spec: Data };
    return { ...(metadata as object), ...(spec as object) } as Data;
  });
}

describe("a kustomization.yaml that says nothing", () => {
  it.each([
    ["resources: []", []],
    ["components: []", []],
    ["metadata: {}", []],
    ["generatorOptions: {}", []],
    ["buildMetadata: []", []],
    ["resources:", "fails: the kustomization of . is empty"],
    ["bases: []", "fails: the kustomization of . is empty"],
    ["imageTags: []", "fails: the kustomization of . is empty"],
    ['namespace: ""', "fails: the kustomization of . is empty"],
    ["kind: Kustomization", "fails: the kustomization of . is empty"],
    ["# nothing", "fails: the kustomization of . is empty"],
  ])("%s", (text, expected) => {
    expect(built({ "kustomization.yaml": `${text}\n` })).toEqual(expected);
  });
});

describe("the types of a kustomization.yaml", () => {
  const json = (type: string, field: string, wanted: string) =>
    `fails: invalid Kustomization: json: cannot unmarshal ${type} into Go struct field Kustomization.${field} of type ${wanted}`;
  it.each([
    ["namespace: n", json("bool", "namespace", "string")],
    ["namespace: 'n'", [{ name: "a", namespace: "n" }]],
    ["NAMESPACE: x", [{ name: "a", namespace: "x" }]],
    ["commonLabels: {v: 1}", json("number", "commonLabels", "string")],
    ["commonLabels: {0x10: a}", "fails: the key 16 is no string, as JSON needs it"],
    ["labels: [{pairs: {a: b}, includeSelectors: 'yes'}]", json("string", "labels.includeSelectors", "bool")],
    ["labels: [{pairs: {a: b}, includeSelectors: yes}]", [{ name: "a", labels: { a: "b" } }]],
    ["patches: {}", json("object", "patches", "[]struct")],
    ["patches: [{foo: 1}]", 'fails: invalid Kustomization: json: unknown field "foo"'],
    ["foo: 1", 'fails: invalid Kustomization: json: unknown field "foo"'],
    ["namespace: one\nnamespace: two", [{ name: "a", namespace: "two" }]],
  ])("%s", (text, expected) => {
    expect(built(one(`${text}\n`, repository("name: a")))).toEqual(expected);
  });
});

describe("where an object comes from", () => {
  const base: Files = {
    "base/kustomization.yaml": "resources: [a.yaml]\n",
    "base/a.yaml": repository("name: a"),
  };
  const origin = (path: string) => [
    { name: "a", annotations: { "config.kubernetes.io/origin": `path: ${path}\n` } },
  ];

  it("is written if buildMetadata asks for it, as the way from the top", () => {
    const top = {
      ...base,
      "top/kustomization.yaml": "resources: [../base]\nbuildMetadata: [originAnnotations]\n",
    };
    expect(built(top, { directory: "top" })).toEqual(origin("../base/a.yaml"));
    expect(built(top, { directory: "base" })).toEqual([{ name: "a" }]);
  });

  it("asks for it only in the top", () => {
    const files = {
      "base/kustomization.yaml": "resources: [a.yaml]\nbuildMetadata: [originAnnotations]\n",
      "base/a.yaml": repository("name: a"),
      "kustomization.yaml": "resources: [base]\n",
    };
    expect(built(files)).toEqual([{ name: "a" }]);
  });

  it("is taken away if nobody asks for it, also where it is written", () => {
    const written = repository("name: a, annotations: {config.kubernetes.io/origin: x, b: c}");
    expect(built(one("", written))).toEqual([{ name: "a", annotations: { b: "c" } }]);
  });
});

describe("annotations that are written twice", () => {
  it.each([
    ["annotations: {a: 1, b: 2, a: 3}, annotations: {c: 4, b: 5}", { a: "3", b: "2", c: "4" }],
    ["annotations: {}, annotations: {c: 4}", { c: "4" }],
    ["annotations: {a: 1, a: 2}", { a: "2" }],
  ])("%s", (annotations, expected) => {
    expect(built(one("", repository(`name: a, ${annotations}`)))).toEqual([
      { name: "a", annotations: expected },
    ]);
  });

  it("labels may not be", () => {
    expect(built(one("", repository("name: a, labels: {a: b}, labels: {c: d}")))).toBe(
      "fails: the key labels is repeated in its map",
    );
  });
});

describe("a patch", () => {
  const json = (metadata: string, rest = "") =>
    built(
      one(`patches:\n- target: {kind: GitRepository}\n  patch: ${metadata}\n${rest}`, repository("name: a")),
    );

  it("finds annotations, because kustomize keeps ids there", () => {
    expect(json('\'[{"op": "add", "path": "/metadata/annotations/j", "value": "1"}]\'')).toEqual([
      { name: "a", annotations: { j: "1" } },
    ]);
    const deprecated = `patchesJson6902:\n- target: {kind: GitRepository, name: a}\n  patch: '[{"op": "add", "path": "/metadata/annotations/j", "value": "1"}]'\n`;
    expect(built(one(deprecated, repository("name: a")))).toBe(
      'fails: add operation does not apply: doc is missing path: "/metadata/annotations/j"',
    );
  });

  it("is cut at both ends", () => {
    expect(json('"\\n\\n  - {op: add, path: /spec/b, value: 1}\\n\\n"')).toEqual([{ name: "a", b: 1 }]);
    const ignore = `patches:\n- patch: |\n    apiVersion: source.toolkit.fluxcd.io/v1\n    kind: GitRepository\n    metadata: {name: a}\n    spec:\n      ignore: |\n        /*\n`;
    expect(built(one(ignore, repository("name: a")))).toEqual([{ name: "a", ignore: "/*" }]);
  });

  it("of a number over a quoted string is a string, as long as no JSON patch came between", () => {
    const merge = (value: string) =>
      `- patch: |\n    apiVersion: source.toolkit.fluxcd.io/v1\n    kind: GitRepository\n    metadata: {name: a}\n    spec: {x: ${value}}\n`;
    const add = `- target: {kind: GitRepository}\n  patch: '[{"op": "add", "path": "/spec/y", "value": 1}]'\n`;
    const x = (patches: string, old: string) =>
      built(one(`patches:\n${patches}`, repository("name: a", `{x: ${old}}`)));
    expect(x(merge("5"), "'a'")).toEqual([{ name: "a", x: "5" }]);
    expect(x(merge("'b'") + merge("5"), "a")).toEqual([{ name: "a", x: 5 }]);
    expect(x(add + merge("5"), "'a'")).toEqual([{ name: "a", x: 5, y: 1 }]);
    expect(x(add + merge("5"), "'a: b'")).toEqual([{ name: "a", x: "5", y: 1 }]);
    expect(x(merge("5"), "!!str a")).toEqual([{ name: "a", x: 5 }]);
  });

  it("with a $patch: replace at its root does nothing but drop an empty namespace", () => {
    const patch = `patches:\n- patch: |\n    {apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, metadata: {name: a}, $patch: replace}\n`;
    expect(built(one(patch, repository("name: a, namespace: ''", "{x: 1}")))).toEqual([{ name: "a", x: 1 }]);
  });
});

describe("configurations", () => {
  it("say which other fields get a prefix, once however often they say it", () => {
    const files: Files = {
      "base/kustomization.yaml": "resources: [a.yaml]\nnamePrefix: p-\nconfigurations: [c.yaml]\n",
      "base/c.yaml": "namePrefix: [{path: spec/title, create: true}, {path: spec/old}]\n",
      "base/a.yaml": repository("name: a", "{old: x}"),
      "kustomization.yaml": "resources: [base]\nnamePrefix: q-\nconfigurations: [base/c.yaml]\n",
    };
    expect(built(files)).toEqual([{ name: "q-p-a", title: "q-p-", old: "q-p-x" }]);
  });

  it("may not contradict kustomize's own", () => {
    const files = {
      ...one("configurations: [c.yaml]\n", repository("name: a")),
      "c.yaml": "commonLabels: [{path: metadata/labels, create: false}]\n",
    };
    expect(built(files)).toBe("fails: conflicting fieldspecs");
  });

  it("make a name follow an object that the byte search leaves out", () => {
    const files: Files = {
      "kustomization.yaml": "resources: [r.yaml, c.yaml]\nnamePrefix: p-\nconfigurations: [n.yaml]\n",
      "n.yaml":
        "nameReference: [{kind: ConfigMap, fieldSpecs: [{path: spec/from/name, kind: GitRepository}]}]\n",
      "r.yaml": repository("name: a", "{from: {name: values}}"),
      "c.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: values}}\n",
    };
    const answer = ourTree(filteredMemory(files))({ directory: "." });
    expect(answer).toMatchObject([{ spec: { from: { name: "p-values" } } }]);
  });
});

describe("transformers", () => {
  it("that are texts come before those in files", () => {
    const transformer = (namespace: string) =>
      `{apiVersion: builtin, kind: NamespaceTransformer, metadata: {name: t, namespace: ${namespace}}}\n`;
    const files = {
      ...one(`transformers:\n- t.yaml\n- |-\n  ${transformer("inline")}`, repository("name: a")),
      "t.yaml": transformer("file"),
    };
    expect(built(files)).toEqual([{ name: "a", namespace: "file" }]);
  });
});

describe("objects that are marked as local", () => {
  const local = "annotations: {config.kubernetes.io/local-config: 'true'}";

  it("go, unless another object has their id", () => {
    expect(built(one("", repository(`name: a, ${local}`)))).toEqual([]);
    const two = `---\n${repository(`name: a, ${local}`)}---\n${repository("name: b", "{name: a}")}`;
    const rename = `replacements:\n- source: {kind: GitRepository, name: b, fieldPath: spec.name}\n  targets: [{select: {name: b}, fieldPaths: [metadata.name]}]\n`;
    expect(built(one(rename, two))).toHaveLength(2);
  });
});

describe("a Kustomization of Flux", () => {
  const flux = (spec: Data): OurRequest => ({
    directory: ".",
    kustomization: {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "top", namespace: "flux-system" },
      spec,
    },
  });

  it("builds a component, and an empty kustomization.yaml", () => {
    const component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
    expect(built(one(component, repository("name: a")), flux({}))).toEqual([{ name: "a" }]);
    expect(built({ "kustomization.yaml": "# nothing\n" }, flux({}))).toEqual([]);
  });

  it("puts a placeholder where it finds nothing, and notes origins where the file names no resources", () => {
    const component = {
      "c/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml]\n",
      "c/a.yaml": repository("name: a"),
    };
    const spec = flux({ components: ["../c"] });
    expect(built({ ...component, "top/note.txt": "" }, { ...spec, directory: "top" })).toEqual([
      { name: "a", namespace: "_placeholder" },
    ]);
    expect(
      built({ ...component, "top/kustomization.yaml": "resources: []\n" }, { ...spec, directory: "top" }),
    ).toEqual([{ name: "a", annotations: { "config.kubernetes.io/origin": "path: ../c/a.yaml\n" } }]);
  });

  it("sets common labels beside those that are strings, and in place of others", () => {
    const common = flux({ commonMetadata: { labels: { all: "x" } } });
    expect(built(one("", repository("name: a, labels: {b: c}")), common)).toEqual([
      { name: "a", labels: { b: "c", all: "x" } },
    ]);
    expect(built(one("", repository("name: a, labels: {b: c, d: 5}")), common)).toEqual([
      { name: "a", labels: { all: "x" } },
    ]);
  });

  it("fails if variables give an object the id of another one", () => {
    const substitute = flux({ postBuild: { substitute: { N: "b" } } });
    const two = (first: string, second: string) =>
      one("", `---\n${repository(`name: "${first}"`)}---\n${repository(`name: "${second}"`)}`);
    expect(built(two("a-${N}", "b"), substitute)).toEqual([{ name: "a-b" }, { name: "b" }]);
    expect(built(two("${N}", "b"), substitute)).toMatch(/^fails: the id .*b matches 2 objects$/);
    expect(built(two("${N}", "b${N}"), substitute)).toEqual([{ name: "b" }, { name: "bb" }]);
  });
});

describe("keys that are no strings", () => {
  const refused = (key: string) => `fails: the key ${key} is no string, as JSON needs it`;
  it.each([
    ["5 in a spec", repository("name: a", "{5: b}"), "", refused("5")],
    ["true in a list", repository("name: a", "{x: [{true: b}]}"), "", refused("true")],
    ["'5' in quotes", repository("name: a", "{'5': b}"), "", [{ name: "a", 5: "b" }]],
    ["yes", repository("name: a", "{yes: b}"), "", [{ name: "a", yes: "b" }]],
    [
      "'5' of annotations, which are written anew",
      repository("name: a, annotations: {'5': b}"),
      "",
      refused("5"),
    ],
    ["'5' of labels", repository("name: a, labels: {'5': b}"), "", [{ name: "a", labels: { 5: "b" } }]],
    ["'5' of new labels", repository("name: a"), "commonLabels: {'5': b}\n", refused("5")],
    [
      "5 in a ConfigMap",
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {5: x}}",
      "",
      refused("5"),
    ],
  ])("%s", (_, resource, kustomization, expected) => {
    expect(built(one(kustomization, resource))).toEqual(expected);
  });
});

describe("a name that may mean two objects", () => {
  it("is the one whose affixes end alike", () => {
    const rules = "nameReference: [{kind: GitRepository, fieldSpecs: [{path: spec/from, kind: Bucket}]}]\n";
    const files: Files = {
      "base/kustomization.yaml": "resources: [a.yaml]\nnamePrefix: p-\n",
      "base/a.yaml": repository("name: a"),
      "one/kustomization.yaml": "resources: [../base, b.yaml]\nnameSuffix: -x\n",
      "one/b.yaml": object("Bucket", "name: b", "{from: a}"),
      "two/kustomization.yaml": "resources: [../base]\nnameSuffix: -y\n",
      "kustomization.yaml": "resources: [one, two]\nconfigurations: [n.yaml]\n",
      "n.yaml": rules,
    };
    expect(built(files)).toEqual([{ name: "p-a-x" }, { name: "b-x", from: "p-a-x" }, { name: "p-a-y" }]);
  });
});
