import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { nodeReader } from "../../src/io/read.ts";
import { readChart } from "../../src/scan/chart-facts.ts";
import { findHelm } from "../support/helm.ts";
import { tempTree } from "../support/temp-tree.ts";
import { VERSION_CHARTS } from "../support/version-charts.ts";

const { helm, missing } = findHelm();
const DIGEST = "1.2.0+164cdb63f007";

type Json = Readonly<Record<string, unknown>>;

/** What Helm makes of a chart with a version. */
function objects(files: Readonly<Record<string, string>>, version: string): Json[] {
  const chart = { "web/Chart.yaml": `apiVersion: v2\nname: web\nversion: ${version}\nappVersion: "3.0"\n` };
  const all = Object.entries(files).map(([path, text]) => [`web/${path}`, text] as const);
  const root = tempTree({ ...chart, ...Object.fromEntries(all) });
  const { stdout, stderr, status } = spawnSync(helm!, ["template", "web", `${root}/web`], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).flatMap((one): Json[] => {
    const object: Json | null = one.toJS();
    return object ? [object] : [];
  });
}

const at = (object: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (value as Json | undefined)?.[key], object);

/** All maps of labels of an object, and all selectors. */
function labelsIn(value: unknown, key = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (key === "data") return [];
  const own = /labels$|selector$/i.test(key) ? Object.entries(value).flat() : [];
  return [
    ...own.filter((one) => typeof one === "string"),
    ...Object.entries(value).flatMap(([inner, one]) => labelsIn(one, inner)),
  ];
}

const FIXED: readonly (readonly [kind: RegExp, path: string])[] = [
  [/./, "metadata.name"],
  [/^(?:Deployment|StatefulSet)$/, "spec.selector"],
  [/^StatefulSet$/, "spec.volumeClaimTemplates"],
  [/^Job$/, "spec.template"],
];

/** What an API server would say of an upgrade from one to the other. */
function breaks(before: Json, after: Json): boolean {
  if (labelsIn(after).some((one) => one.includes("+"))) return true;
  const changed = (path: string) => JSON.stringify(at(before, path)) !== JSON.stringify(at(after, path));
  if (JSON.stringify(at(after, "spec.template.spec.containers.0.image") ?? "").includes("+")) return true;
  if (after.immutable === true && changed("data")) return true;
  if (
    at(after, "metadata.annotations") &&
    Object.hasOwn(at(after, "metadata.annotations") as Json, "helm.sh/hook")
  )
    return false;
  return FIXED.some(([kind, path]) => kind.test(String(after.kind)) && changed(path));
}

const restarts = (before: Json, after: Json): boolean =>
  /^(?:Deployment|StatefulSet|DaemonSet)$/.test(String(after.kind)) &&
  JSON.stringify(at(before, "spec.template")) !== JSON.stringify(at(after, "spec.template"));

describe.skipIf(missing !== undefined)("a version with a digest", () => {
  test.each(VERSION_CHARTS)("$name", ({ files, blocks, restarts: expected }) => {
    const [before, after] = [objects(files, "1.2.0"), objects(files, DIGEST)];
    const pairs = after.map((one, index) => [before[index]!, one] as const);
    const broken = pairs.some(([old, one]) => breaks(old, one));
    expect(broken, "what Helm makes").toBe(blocks === "yes");
    if (blocks !== "unproven") expect(pairs.some(([old, one]) => restarts(old, one))).toBe(expected);
  });
});

test.skipIf(missing !== undefined)("the chart of helm create moves, and its pods restart", () => {
  const root = tempTree({});
  expect(spawnSync(helm!, ["create", `${root}/web`]).status).toBe(0);
  expect(readChart(root, "web", nodeReader).versionPlaces).toMatchObject([
    {
      file: "web/templates/deployment.yaml",
      use: "restart",
      path: "spec.template.metadata.labels.helm.sh/chart",
    },
  ]);
});

describe("its verdict", () => {
  test.each(VERSION_CHARTS)("$name", ({ files, blocks, restarts: expected }) => {
    const all = Object.entries(files).map(([path, text]) => [`web/${path}`, text] as const);
    const root = tempTree({ "web/Chart.yaml": "name: web\nversion: 1.2.0\n", ...Object.fromEntries(all) });
    const { versionPlaces } = readChart(root, "web", nodeReader);
    const uses = new Set(versionPlaces.map(({ use }) => use));
    const isRestart = uses.delete("restart") || uses.has("image");
    const verdict = uses.size === 0 ? "no" : [...uses].join() === "unproven" ? "unproven" : "yes";
    expect([verdict, JSON.stringify(versionPlaces, null, 1)]).toEqual([blocks, expect.anything()]);
    expect(isRestart).toBe(expected);
  });
});
