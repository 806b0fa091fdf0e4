import type { DecisionFlags } from "../../src/config/merge-flags.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import { type Review, reviewOf } from "../../src/report/review.ts";
import { type Analysis, changesOf, plan } from "../../src/run.ts";
import { loadFixture } from "./fixture.ts";
import { analyseTexts } from "./memory-tree.ts";
import { cluster } from "./small-fleet.ts";

/** A fleet, understood and planned, with what its reviewer gets. */
export interface Reviewed {
  analysis: Analysis;
  plan: ReturnType<typeof plan>;
  files: ReturnType<typeof changesOf>;
  review: Review;
}

/** Plans the migration of files in memory. */
export function reviewed(files: ReadonlyMap<string, string>, config: Config): Reviewed {
  const analysis = analyseTexts(files, config);
  const current = plan(analysis);
  const changes = changesOf(current, analysis);
  return { analysis, plan: current, files: changes, review: reviewOf(analysis.graph, current, changes) };
}

/** As `reviewed`, with flags alone. */
export function reviewedWith(files: ReadonlyMap<string, string>, flags: DecisionFlags): Reviewed {
  const merged = mergeFlags(emptyConfig(), flags);
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  return reviewed(files, merged.config);
}

/** The fleet of fixtures/demo. */
export async function demoReview(): Promise<Reviewed> {
  const { before, config } = await loadFixture("demo");
  return reviewed(new Map([...before].map(([path, bytes]) => [path, bytes.toString("utf8")])), config);
}

/** A fleet of one cluster with a folder for each application, `files` of them, all of one source; `more` says more. */
export function manyFiles(files: number, more: (i: number) => string = () => ""): Map<string, string> {
  const apps = Array.from({ length: files }, (_, i): [string, string] => {
    const folder = `clusters/prod/team-${i % 40}/app-${i}`;
    return [`${folder}/sync.yaml`, kustomization(`app-${i}`, "app", more(i))];
  });
  const source = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: app
  namespace: flux-system
spec:
  interval: 5m
  url: https://github.com/acme/app
  ref:
    branch: main
`;
  return new Map([cluster("clusters/prod"), ["clusters/prod/source.yaml", source], ...apps]);
}

/** A Kustomization that reads a source; `more` are further lines of its spec. */
export function kustomization(name: string, source: string, more = ""): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${JSON.stringify(name)}
  namespace: flux-system
spec:
  interval: 10m
  path: ./deploy
  prune: true
${more}  sourceRef:
    kind: GitRepository
    name: ${JSON.stringify(source)}
`;
}

/** The decision for the source of `manyFiles`. */
export const MANY: DecisionFlags = { map: ["flux-system/app=oci://ghcr.io/acme/app:main"] };
