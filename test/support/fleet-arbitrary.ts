import fc from "fast-check";
import type {
  Cluster,
  ConsumerKind,
  Fleet,
  FleetConsumer,
  FleetPatch,
  FleetSource,
  Place,
  RefStyle,
} from "./fleet.ts";

/** What references call their sources; some are declared, some are not. */
export const NAMES = ["app", "web", "p-app", "app-s", "flux-system", "fleet", "self"];
/** Directories of charts; several have one last part. */
export const CHARTS = ["stable/web", "other/web", "api", "chart"];
/** What references call their sources; some are declared, some are not. */
export const NAMESPACES = [undefined, "flux-system", "apps"];

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

const source: fc.Arbitrary<FleetSource> = fc
  .record({
    place,
    name: fc.constantFrom("app", "app", "web", "web", "fleet"),
    namespace,
    spec,
  })
  // A tenant's folder with a source called like the one that the tenant reads would be a root.
  .map((one) => (one.place === "tenant" && one.name === "fleet" ? { ...one, name: "web" } : one));

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
      "HelmRelease",
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
    style: fc.constantFrom<RefStyle>("block", "block", "block", "flow", "quoted", "versioned", "anchored"),
    chart: fc.constantFrom(...CHARTS),
  })
  .map((one) =>
    one.source.name === "*" && !["Alert", "Receiver"].includes(one.kind)
      ? { ...one, source: { ...one.source, name: "app" } }
      : one,
  );

const patch: fc.Arbitrary<FleetPatch> = fc.record({
  cluster: fc.nat(3),
  how: fc.constantFrom<FleetPatch["how"]>("inline", "file", "target"),
  name: fc.constantFrom("app", "web", "p-app", "fleet"),
  namespace,
});

const rarely = fc.constantFrom(false, false, false, true);

/** Fleets of one to four clusters. */
export const fleets: fc.Arbitrary<Fleet> = fc.record({
  clusters: fc.array(cluster, { minLength: 1, maxLength: 4 }),
  base: fc.record({
    of: fc.uniqueArray(fc.nat(3), { maxLength: 4 }),
    namespace,
    prefix: fc.constantFrom("", "", "p-"),
    suffix: fc.constantFrom("", "", "-s"),
  }),
  tenant: fc.option(
    fc.record({ of: fc.nat(3), targetNamespace: namespace, reads: fc.constantFrom("root", "self") }),
    { nil: undefined },
  ),
  sources: fc.array(source, { maxLength: 4 }),
  consumers: fc.array(consumer, { minLength: 1, maxLength: 7 }),
  patches: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(patch, { minLength: 1, maxLength: 2 }) },
  ),
  existing: fc.option(
    fc
      .record({
        place,
        name: fc.constantFrom("app", "flux-system"),
        namespace: fc.constantFrom("apps", "flux-system"),
        isRival: fc.boolean(),
      })
      // A rival of the name holds something that nobody else has: an artifact is that of one repository.
      .map(({ isRival, ...one }) => ({ ...one, url: `oci://ghcr.io/acme/${isRival ? "rival" : one.name}` })),
    { nil: undefined, freq: 4 },
  ),
  shape: fc.record({
    crlf: fc.boolean(),
    mark: fc.boolean(),
    finalNewline: fc.boolean(),
    list: rarely,
    oneFile: rarely,
    shared: rarely,
  }),
});
