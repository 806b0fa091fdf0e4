import fc from "fast-check";
import { parseSelector } from "../../src/config/match.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig, type SourceEntry } from "../../src/config/types.ts";
import type { Cluster, ConsumerKind, Fleet, FleetConsumer, FleetSource, Place } from "./fleet.ts";

const NAMES = ["app", "web", "p-app", "app-s", "flux-system", "fleet"];
const NAMESPACES = [undefined, "flux-system", "apps"];

const namespace = fc.constantFrom(...NAMESPACES);
const place: fc.Arbitrary<Place> = fc.constantFrom<Place>(0, 0, 1, 2, 3, "base", "tenant", "loose");

const cluster: fc.Arbitrary<Cluster> = fc.record({
  root: fc.constantFrom<Cluster["root"]>("gotk", "instance", "values", "hand", "hand-in-two-files"),
  version: fc.constantFrom(undefined, "2.4.0", "2.6.0", "2.8.0"),
  kustomization: fc.boolean(),
  prune: fc.boolean(),
});

const spec = fc
  .record({
    url: fc.constantFrom(
      "https://github.com/acme/app",
      "https://github.com/other/web",
      "ssh://git@github.com/acme/app.git",
    ),
    ref: fc.constantFrom(
      ["ref:", "  branch: main"],
      ["ref: {branch: main}"],
      ["ref:", "  tag: v1.0.0"],
      ["ref:", "  branch: main", "  commit: abc"],
      [],
      ["ref:", "  semver: '>=1.0.0'"],
    ),
    interval: fc.constantFrom(["interval: 5m"], ["interval: 1h  # slow"], []),
    more: fc.constantFrom(
      [],
      ["secretRef:", "  name: git"],
      ["suspend: true"],
      ["timeout: 60s", "recurseSubmodules: true"],
      ["# a comment", "provider: github"],
    ),
    last: fc.constantFrom([], ["ignore: |", "  /*", "  !/deploy"]),
  })
  .map(({ url, ref, interval, more, last }) => [...interval, ...more, `url: ${url}`, ...ref, ...last]);

const source: fc.Arbitrary<FleetSource> = fc.record({
  place,
  name: fc.constantFrom("app", "app", "web", "web", "fleet"),
  namespace,
  spec,
});

const consumer: fc.Arbitrary<FleetConsumer> = fc
  .record({
    kind: fc.constantFrom<ConsumerKind>(
      "Kustomization",
      "Kustomization",
      "Kustomization",
      "Kustomization",
      "Kustomization",
      "Kustomization",
      "ImageUpdateAutomation",
      "Alert",
      "Receiver",
      "HelmRelease",
      "HelmChart",
      "include",
      "healthCheck",
      "patch",
      "text",
    ),
    place,
    namespace,
    source: fc.record({ name: fc.oneof(fc.constantFrom(...NAMES), fc.constant("*")), namespace }),
  })
  .map((one) =>
    one.source.name === "*" && !["Alert", "Receiver"].includes(one.kind)
      ? { ...one, source: { ...one.source, name: "app" } }
      : one,
  );

/** Fleets of one to four clusters. */
export const fleets: fc.Arbitrary<Fleet> = fc.record({
  clusters: fc.array(cluster, { minLength: 1, maxLength: 4 }),
  base: fc.record({
    of: fc.uniqueArray(fc.nat(3), { maxLength: 4 }),
    namespace,
    prefix: fc.constantFrom("", "", "p-"),
    suffix: fc.constantFrom("", "", "-s"),
  }),
  tenant: fc.option(fc.record({ of: fc.nat(3), targetNamespace: namespace }), { nil: undefined }),
  sources: fc.array(source, { maxLength: 4 }),
  consumers: fc.array(consumer, { minLength: 1, maxLength: 7 }),
  existing: fc.option(
    fc.record({
      place,
      name: fc.constantFrom("app", "flux-system"),
      namespace: fc.constantFrom("apps", "flux-system"),
      url: fc.constantFrom("oci://ghcr.io/acme/app", "oci://ghcr.io/acme/flux-system"),
    }),
    { nil: undefined, freq: 4 },
  ),
  shape: fc.record({ crlf: fc.boolean(), mark: fc.boolean(), finalNewline: fc.boolean() }),
});

const entry = fc.record({
  name: fc.constantFrom(...NAMES),
  scope: fc.constantFrom("", "", "", "@clusters/c0", "@clusters/c1"),
  action: fc.constantFrom("migrate", "migrate", "migrate", "keep"),
  tag: fc.constantFrom("", ":main", ":main", ":main"),
});

/** What a person decides about such a fleet. */
export const configs: fc.Arbitrary<Config> = fc
  .record({
    entries: fc.uniqueArray(entry, {
      minLength: 1,
      maxLength: 5,
      selector: ({ name, scope }) => name + scope,
    }),
    registry: fc.constantFrom(undefined, undefined, "oci://ghcr.io/acme"),
    declareIn: fc.constantFrom<string[]>(
      [],
      [],
      ["elsewhere"],
      ["clusters/c0/declared.yaml"],
      ["flux-system=elsewhere"],
      ["base/declared.yaml"],
    ),
    name: fc.constantFrom("{name}", "{name}", "{name}-oci"),
    version: fc.constantFrom(undefined, undefined, "2.5"),
  })
  .map(({ entries, registry, declareIn, name, version }) => {
    const map = entries
      .filter((one) => one.action === "migrate")
      .map((one) => `${one.name}${one.scope}=oci://ghcr.io/acme/${one.name}${one.tag}`);
    const merged = mergeFlags(emptyConfig(), { map, registry, declareIn, fluxVersion: version });
    if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
    const kept = entries
      .filter((one) => one.action === "keep")
      .map((one): SourceEntry => {
        const selector = parseSelector(one.name + one.scope);
        if ("error" in selector) throw new Error(selector.error);
        return { origin: { flag: "keep" }, selector, action: "keep", waive: [], root: "keep" };
      });
    return {
      ...merged.config,
      name,
      owners: ["github.com/acme"],
      sources: [...kept, ...merged.config.sources],
    };
  });
