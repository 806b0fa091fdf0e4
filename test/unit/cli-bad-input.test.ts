import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LINT_RULE_IDS } from "../../src/flux/rules/lint.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { MAP, refusedIn, SECRET, WEB } from "../support/refused.ts";
import { tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

/** Two clusters that name a source which no file declares. */
function twoClusters(): Record<string, string> {
  const root = (cluster: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: https://github.com/acme/fleet, ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, prune: true, path: ./clusters/${cluster}, sourceRef: {kind: GitRepository, name: flux-system}}
`;
  const child = WEB.slice(WEB.indexOf("---\n") + 4).replace("name: web}\n", "name: lost}\n");
  return Object.fromEntries(
    ["a", "b"].flatMap((one) => [
      [`fleet/clusters/${one}/flux-system/gotk-sync.yaml`, root(one)],
      [`fleet/clusters/${one}/web.yaml`, child],
    ]),
  );
}

const SEE_HELP = "git2oci --help shows what is allowed";
const helpOf = (command: string) => `git2oci ${command} --help shows what is allowed`;
const MAP_FORM = "allowed: --map [namespace/]name[@scope]=oci://host/path[:tag]";
const TAG_FORM =
  "allowed: up to 128 letters, digits, underscores, dots and dashes, not starting with a dot or dash";
const NO_USER = "must not hold a user name or password; allowed: oci://host[:port]/path";
const PATHS = "give the directory of a fleet, a file, or - for standard input";

/** The command line, separated by blanks, and the one line it gives. */
const FLAGS: readonly [args: string, line: string][] = [
  ["scan nowhere", `nowhere: no such file or directory (ENOENT); ${PATHS}`],
  [
    "scan fleet/apps/web.yaml/x",
    `fleet/apps/web.yaml/x: a part of the path is not a directory (ENOTDIR); ${PATHS}`,
  ],
  ["lint /dev/null", "/dev/null: neither a directory nor a regular file; - reads standard input"],
  [
    `scan https://me:${SECRET}@host.example/x`,
    `https://host.example/x: no such file or directory (ENOENT); ${PATHS}`,
  ],
  ["scna fleet", `unknown command 'scna' (did you mean scan?); ${SEE_HELP}`],
  [`oci://me:${SECRET}@ghcr.io/x`, `unknown command 'oci://ghcr.io/x'; ${SEE_HELP}`],
  ["scan fleet --fromat json", `unknown option '--fromat' (did you mean --format?); ${helpOf("scan")}`],
  [
    `scan --regstry=oci://me:${SECRET}@ghcr.io/x`,
    `unknown option '--regstry=oci://ghcr.io/x'; ${helpOf("scan")}`,
  ],
  ["lint fleet --strict", `unknown option '--strict'; ${helpOf("lint")}`],
  ["scan fleet other", `too many arguments for 'scan'. Expected 1 argument but got 2; ${helpOf("scan")}`],
  ["scan fleet --format", `option '--format <name>' argument missing; ${helpOf("scan")}`],
  ["scan fleet --format xml", 'unknown format "xml" for scan; allowed: pretty, json, markdown'],
  [
    "lint fleet --format diff",
    'unknown format "diff" for lint; allowed: pretty, json, sarif, github, gitlab, junit, checkstyle, markdown',
  ],
  [
    "migrate fleet --format sarif",
    'unknown format "sarif" for migrate; allowed: pretty, json, diff, markdown, html',
  ],
  [
    `scan --format oci://me:${SECRET}@h.io`,
    'unknown format "oci://h.io" for scan; allowed: pretty, json, markdown',
  ],
  [
    "scan fleet --format json --format pretty",
    "--format json and --format pretty would share standard output; give all but one an --output",
  ],
  ["scan fleet --output x", "--output needs a --format before it"],
  ["scan fleet --format json --output x --output y", "--format json has two --output; give one"],
  ["migrate fleet --patch x --format json --output x", "x would be written twice; name two files"],
  ["migrate fleet --patch -", "--patch needs a file; --format diff prints the patch"],
  ["scan fleet --map web", `--map web: has no "="; ${MAP_FORM}`],
  ["scan fleet --map =oci://ghcr.io/x", `--map =oci://ghcr.io/x: names no source before "="; ${MAP_FORM}`],
  ["scan fleet --map web=ghcr.io/x", "--map web=ghcr.io/x: the url must start with oci://"],
  [
    "scan fleet --map web=OCI://ghcr.io/x",
    "--map web=OCI://ghcr.io/x: the url must start with oci:// in lower case",
  ],
  [
    "scan fleet --map web=https://ghcr.io/x",
    "--map web=https://ghcr.io/x: the url must start with oci://, not with another scheme",
  ],
  [
    "scan fleet --map web=oci://ghcr.io/Acme/web",
    '--map web=oci://ghcr.io/Acme/web: the url has capitals in the repository "Acme/web"; registries accept only "acme/web"',
  ],
  [
    "scan fleet --map web=oci://ghcr.io/x:-1",
    `--map web=oci://ghcr.io/x:-1: the url has the illegal tag "-1"; ${TAG_FORM}`,
  ],
  [`scan fleet --map web=oci://me:${SECRET}@ghcr.io/x`, `--map web=oci://ghcr.io/x: the url ${NO_USER}`],
  [
    `scan fleet --map web=oci://ghcr.io/me:${SECRET}@acme/x`,
    `--map web=oci://ghcr.io/acme/x: the url ${NO_USER}`,
  ],
  [`scan fleet --map web=me:${SECRET}@ghcr.io/x`, "--map web=ghcr.io/x: the url must start with oci://"],
  [
    "scan fleet --map web=oci://ghcr.io/x:a --map web=oci://ghcr.io/x:b",
    "--map web=oci://ghcr.io/x:b: contradicts --map web=oci://ghcr.io/x:a; keep one of the two",
  ],
  [
    "migrate fleet --yes --allow-dirty --map w*=oci://ghcr.io/x:a --map we*=oci://ghcr.io/x:b",
    "--map we*=oci://ghcr.io/x:b: is a second decision for GitRepository/apps/web, which --map w*=oci://ghcr.io/x:a decides; keep one of the two, or make them exclude each other",
  ],
  ["scan fleet --registry ghcr.io/x", "--registry ghcr.io/x: must start with oci://"],
  [
    "scan fleet --registry oci://ghcr.io/x:v1",
    "--registry oci://ghcr.io/x:v1: must not hold a tag or digest; allowed: oci://host[:port][/path]",
  ],
  [`scan fleet --registry oci://${SECRET}@ghcr.io/x`, `--registry oci://ghcr.io/x: ${NO_USER}`],
  [
    "scan fleet --flux-version 3",
    '--flux-version 3: "3" is no version of Flux 2; allowed: a minor such as 2.9',
  ],
  [
    "migrate fleet --declare-in x.txt",
    '--declare-in x.txt: "x.txt" is no place for a declaration; allowed: elsewhere, or a .yaml or .yml file relative to the scanned root',
  ],
  [
    "migrate fleet --declare-in api=x.yaml",
    "--declare-in api=x.yaml: no such Git source; there are GitRepository/apps/web",
  ],
  ["migrate fleet --only api", "--only api: no such Git source; there are GitRepository/apps/web"],
  [
    `migrate fleet --only https://me:${SECRET}@host.example/x`,
    '--only https://host.example/x: is no source: "https://host.example/x"; allowed: [namespace/]name[@scope], * and ? as wildcards',
  ],
  ["scan fleet --config nowhere.yaml", "nowhere.yaml: no such file or directory (ENOENT)"],
  ["scan fleet --config fleet", "fleet: not a regular file"],
];

/** git2oci.yaml, and the line behind its name. */
const CONFIGURATIONS: readonly [yaml: string, line: string][] = [
  ["registry: oci://ghcr.io/acme\n\tname: x\n", "2:1: Tabs are not allowed as indentation"],
  ["registry: oci://ghcr.io/a\nregistry: oci://ghcr.io/b\n", "2:1: the key registry is repeated in its map"],
  ["- registry\n", "1:1: must be a map of settings, such as registry and sources"],
  ["registry: oci://ghcr.io/a\n---\nname: x\n", "2:1: another document starts here"],
  [
    "registri: oci://ghcr.io/acme\n",
    '1:1: unknown key "registri" (did you mean "registry"?); allowed: apiVersion, kind, metadata, flux, registry, owners, name, sources, charts, access, chartDefaults, references, exclude, lint',
  ],
  ["registry: ghcr.io/acme\n", '1:11: registry: "ghcr.io/acme" must start with oci://'],
  [`registry: oci://me:${SECRET}@ghcr.io/acme\n`, `1:11: registry: ${NO_USER}`],
  ['flux: "3"\n', '1:7: flux: "3" is no Flux version; allowed: a minor such as "2.9"'],
  [
    "sources:\n  - source: apps/web\n    action: move\n",
    '3:13: sources[0].action: "move" is not allowed; allowed: migrate, keep',
  ],
  [
    "sources:\n  - source: apps/web\n    action: keep\n",
    '2:5: sources[0]: action: keep needs "reason" beside it',
  ],
  [
    "sources:\n  - source: apps/web\n    action: keep\n    reason: theirs\n    url: oci://ghcr.io/x\n",
    "5:10: sources[0].url: has no meaning with action: keep",
  ],
  [
    "sources:\n  - {source: apps/web, action: migrate}\n  - {source: apps/web, action: keep, reason: x}\n",
    "3:5: sources[1]: selects the same as sources[0] in line 2; keep one of the two",
  ],
  [
    "sources:\n  - {source: web, action: migrate, url: oci://ghcr.io/x:v1}\n",
    '2:41: sources[0].url: must not hold a tag; write ref: { tag: "v1" }',
  ],
  [
    "sources:\n  - {source: web, action: migrate, url: oci://ghcr.io/X}\n",
    '2:41: sources[0].url: has capitals in the repository "X"; registries accept only "x"',
  ],
  [
    "sources:\n  - {source: web, action: migrate, ref: {branch: main}}\n",
    '2:42: sources[0].ref: unknown key "branch"; allowed: tag, semver, digest',
  ],
  [
    "sources:\n  - {source: web, action: migrate, ref: {tag: -x}}\n",
    `2:47: sources[0].ref.tag: "-x" is no legal tag; ${TAG_FORM}`,
  ],
  [
    "sources:\n  - {source: web, action: migrate, waive: [all], reason: x}\n",
    '2:44: sources[0].waive[0]: "all" is not allowed; allowed: dropped-verify, excluded-readers, policy-lost, suspended',
  ],
  [
    "lint: {rules: {git-sorce: error}}\n",
    `1:16: lint.rules: unknown rule "git-sorce" (did you mean "git-source"?); allowed: ${LINT_RULE_IDS.join(", ")}`,
  ],
];

describe("one line, exit code 2, nothing written", () => {
  test.each(FLAGS)("%s", (args, line) => {
    const given = args.split(" ");
    // What a command that writes would do at its most eager.
    refusedIn(cli, {}, given[0] === "migrate" ? [...given, ...MAP, "--yes", "--allow-dirty"] : given, line);
  });

  test.each(CONFIGURATIONS)("git2oci.yaml: %j", (yaml, line) => {
    const files = { "fleet/git2oci.yaml": yaml };
    refusedIn(
      cli,
      files,
      ["migrate", "fleet", ...MAP, "--yes", "--allow-dirty"],
      `fleet/git2oci.yaml:${line}`,
    );
    refusedIn(cli, files, ["lint", "fleet", "--quiet"], `fleet/git2oci.yaml:${line}`);
  });

  test.each([
    [["scan", ""], `"": no such file or directory (ENOENT); ${PATHS}`],
    [["scan", "fleet", "--exclude", ""], "--exclude: is empty; allowed: a glob relative to the root"],
    [
      ["migrate", "fleet", ...MAP, "--yes", "--allow-dirty", "--patch", ""],
      "a file without a name cannot be written; --output and --patch take a path",
    ],
    [
      ["migrate", "fleet", ...MAP, "--yes", "--allow-dirty", "--format", "json", "--output", ""],
      "a file without a name cannot be written; --output and --patch take a path",
    ],
  ])("an empty value: %j", (args, line) => refusedIn(cli, {}, args, line));

  test("each problem of a configuration has its own line, in the order of the file", () => {
    const cwd = tempTree({ "fleet/git2oci.yaml": "flux: '9'\nregistry: x\nnames: y\n" });
    const { status, stderr } = cli.run(["scan", "fleet"], { cwd });
    expect(status).toBe(2);
    expect(stderr.split("\n").map((line) => line.split(": ")[1])).toEqual([
      "fleet/git2oci.yaml:1:7",
      "fleet/git2oci.yaml:2:11",
      "fleet/git2oci.yaml:3:1",
      undefined,
    ]);
  });

  test("a bare --declare-in that several clusters need names them all", () => {
    const map = ["--map", "lost=oci://ghcr.io/acme/lost:v1"];
    refusedIn(
      cli,
      twoClusters(),
      ["migrate", "fleet", ...map, "--declare-in", "oci.yaml", "--yes", "--allow-dirty"],
      "--declare-in oci.yaml names one place for several clusters; write one for each, as in --declare-in apps/lost@clusters/a=<file>: GitRepository/apps/lost@clusters/a, GitRepository/apps/lost@clusters/b",
    );
  });
});
