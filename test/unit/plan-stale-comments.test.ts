import { describe, expect, it } from "vitest";
import { cluster, migrate } from "../support/small-fleet.ts";

/** What is said of comments of a source and its reader that move. */
function comments(source: string, reader = "    kind: GitRepository\n    name: web\n"): string[] {
  const head =
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: web, namespace: apps}\n";
  const end = `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: apps}\nspec:\n  interval: 1m\n  path: ./deploy\n  prune: true\n  sourceRef:\n${reader}`;
  const files = new Map([
    cluster("clusters/a"),
    ["clusters/a/web.yaml", `${head}spec:\n  interval: 5m\n${source}${end}`],
  ]);
  const { findings } = migrate(files, { map: ["apps/web=oci://ghcr.io/acme/web:stable"] });
  return findings.flatMap(({ rule, severity, location, message }) =>
    rule === "stale-comment"
      ? [`${severity} ${location.line}:${location.column} ${message.split(": ")[1]}`]
      : [],
  );
}

const URL = "  url: https://github.com/acme/app";
const REF = "  ref:\n    branch: trunk";

describe("a comment beside a value that changes", () => {
  it.each([
    ["of Git", `${URL}\n${REF} # the release branch\n`, ["note 8:19 # the release branch"]],
    ["with the old value", `${URL}\n${REF} # trunk, always\n`, ["note 8:19 # trunk, always"]],
    ["above it", `  # see github.com/acme/app\n${URL}\n${REF}\n`, ["note 6:3 # see github.com/acme/app"]],
    ["of something else", `${URL} # the shop\n${REF} # trunks are long\n`, []],
    ["beside what stays", `  timeout: 1m # git is slow\n${URL}\n${REF}\n`, []],
    ["that is none", `  url: "https://github.com/acme/app"\n  ref: {branch: "a #git"}\n`, []],
    ["of a tool", `${URL}\n${REF} # renovate: datasource=git-refs\n`, []],
  ])("%s", (_, source, expected) => {
    expect(comments(source)).toEqual(expected);
  });

  it("in a reference", () => {
    const reader = "    kind: GitRepository # a Git clone\n    name: web # git\n";
    expect(comments(`${URL}\n${REF}\n`, reader)).toEqual(["note 18:25 # a Git clone"]);
  });
});
