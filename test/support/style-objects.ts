import { parse } from "yaml";
import type { Fleet } from "./fleet.ts";
import { consumerText, gitText, ociText } from "./fleet-manifests.ts";
import { at, type Json } from "./fleet-oracle.ts";

/** What objects may have besides: fields deep inside, and texts that have to be escaped in one language or the other. */
export const EXTRAS: readonly Json[] = [
  {},
  { metadata: { labels: { "app.kubernetes.io/part-of": "fleet", team: "a" } } },
  { metadata: { annotations: { note: 'it\'s "quoted" `so`, ${x} and \\ too' } } },
  { metadata: { annotations: { "two/lines": "first\nsecond: {a}\n", é: "ü\u2028" } } },
  { spec: { timeout: "2m", suspend: false } },
  { spec: { ignore: "/*\n!/deploy\n" } },
  { spec: { path: "./apps", wait: true, retryInterval: "1m" } },
  { spec: { values: { list: [1, { a: null }, [true, "x"]], empty: {}, none: [] } } },
];

/** The same fleet with nothing to doubt: one namespace, no sources of everything. */
export function settled(fleet: Fleet): Fleet {
  const namespace = "apps";
  const named = (name: string) => (name === "*" ? "app" : name);
  return {
    ...fleet,
    sources: [...new Map(fleet.sources.map((one) => [one.name, { ...one, namespace }])).values()],
    consumers: fleet.consumers
      .filter(({ kind }) => kind !== "patch" && kind !== "text")
      .map((one) => ({ ...one, namespace, source: { name: named(one.source.name), namespace: undefined } })),
    existing: undefined,
  };
}

/** The objects of a fleet, which files hold them left aside. */
export function objectsIn({ sources, consumers, existing }: Fleet, extras: readonly Json[]): Json[] {
  const texts = [
    ...sources.map((one) => gitText(one, one.spec)),
    ...consumers.map(consumerText),
    ...(existing ? [ociText(existing, existing.url)] : []),
  ];
  return texts.map((text, i) => merged(parse(text), extras[i % extras.length] ?? {}));
}

function merged(object: Json, extra: Json): Json {
  if (!isMap(object) || !isMap(extra)) return object ?? extra;
  const keys = new Set([...Object.keys(object), ...Object.keys(extra)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(at(object, key), at(extra, key))]));
}

function isMap(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
