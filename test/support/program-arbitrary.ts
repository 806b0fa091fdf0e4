import fc from "fast-check";
import type { Habits, Manifest, Wrapper } from "./program-writer.ts";

/** Sources by name; namespaces are always given, as a program's objects reach the cluster on their own. */
const NAMES = ["web", "api", "jobs"];

/** Literals, and what takes them. */
export const LITERALS: readonly Wrapper[] = [
  "constant",
  "satisfies",
  "stringify",
  "CustomResource",
  "ApiObject",
  "addManifest",
  "group",
  "function",
];

/** Instances of classes that a generator made of CRDs. */
export const CLASSES: readonly Wrapper[] = ["cdk8s", "models", "deep-models", "crd2pulumi"];

/** What can read a source, as far as these programs have it. */
export type Reader = "Kustomization" | "Alert" | "HelmRelease";

/** Programs' habits. */
export const habits: fc.Arbitrary<Habits> = fc.record({
  quote: fc.constantFrom<Habits["quote"]>("'", '"', '"', "`"),
  indent: fc.constantFrom<Habits["indent"]>("  ", "  ", "    ", "\t"),
  semicolons: fc.boolean(),
  trailingCommas: fc.boolean(),
  comments: fc.boolean(),
  crlf: fc.boolean(),
  mark: fc.boolean(),
  constants: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.subarray([
        "namespace",
        "interval",
        "kind",
        "apiVersion",
        "metadata",
        "url",
        "ref",
        "sourceRef",
        "secretRef",
      ]),
    },
  ),
  spread: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.subarray(["interval", "prune", "url", "ref", "secretRef", "namespace", "timeout"]),
    },
  ),
  enumeration: fc.boolean(),
  chance: fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
});

/** The optional fields of a spec, in any order with the others. */
function spec(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Manifest> {
  return fc
    .tuple(fc.record(fields), fc.shuffledSubarray(Object.keys(fields), { minLength: 0 }))
    .map(([values, order]) => {
      const all = [...order, ...Object.keys(fields).filter((key) => !order.includes(key))];
      return Object.fromEntries(
        all.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])),
      );
    });
}

const maybe = (value: unknown) => fc.constantFrom(undefined, undefined, value);

const sourceSpec = spec({
  interval: fc.constantFrom("5m", "1h"),
  url: fc.constantFrom("https://github.com/acme/app", "ssh://git@github.com/acme/app.git"),
  ref: fc.constantFrom<unknown>(
    { branch: "main" },
    { tag: "v1.0.0" },
    { semver: ">=1.0.0" },
    { branch: "main", commit: "abc" },
    undefined,
  ),
  secretRef: maybe({ name: "git" }),
  timeout: maybe("60s"),
  recurseSubmodules: maybe(true),
  suspend: maybe(true),
  ignore: maybe("/*\n!/deploy\n"),
});

const source = fc.record({
  apiVersion: fc.constantFrom("source.toolkit.fluxcd.io/v1", "source.toolkit.fluxcd.io/v1beta2"),
  spec: sourceSpec,
});

/** Objects of a program, each with how the program hands it on; the first ones are the sources. */
export function programsOf(
  wrappers: readonly Wrapper[],
  kinds: readonly Reader[],
): fc.Arbitrary<{ object: Manifest; wrapper: Wrapper }[]> {
  return fc
    .record({
      sources: fc.array(source, { minLength: 1, maxLength: 3 }),
      readers: fc.array(
        fc.record({
          of: fc.nat(2),
          kind: fc.constantFrom(...kinds),
          far: fc.boolean(),
        }),
        { maxLength: 4 },
      ),
      handed: fc.array(fc.constantFrom(...wrappers), { minLength: 7, maxLength: 7 }),
    })
    .map(({ sources, readers, handed }) => {
      const declared = sources.map((one, i) => ({
        apiVersion: one.apiVersion,
        kind: "GitRepository",
        metadata: { name: NAMES[i], namespace: "apps" },
        spec: one.spec,
      }));
      // Every source is read by something, or a person would have to say yes to it.
      const all = [
        ...sources.map((_, of) => ({ of, kind: "Kustomization" as const, far: false })),
        ...readers,
      ];
      const reading = all.map(({ of, kind, far }, i) => {
        const ref = { kind: "GitRepository", name: NAMES[of % sources.length] };
        return reader(kind, `${kind.toLowerCase()}-${i}`, far ? { ...ref, namespace: "apps" } : ref, far);
      });
      return [...declared, ...reading].map((object, i) => ({
        object,
        wrapper: handed[i % handed.length] ?? "constant",
      }));
    });
}

function reader(kind: Reader, name: string, sourceRef: Manifest, far: boolean): Manifest {
  const metadata = { name, namespace: far ? "elsewhere" : "apps" };
  if (kind === "Alert")
    return {
      apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
      kind,
      metadata,
      spec: { providerRef: { name: "chat" }, eventSources: [sourceRef] },
    };
  if (kind === "HelmRelease")
    return {
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind,
      metadata,
      spec: { interval: "1h", chart: { spec: { chart: "./chart", sourceRef } }, values: { a: 1 } },
    };
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind,
    metadata,
    spec: { interval: "10m", path: "./deploy", prune: true, sourceRef },
  };
}
