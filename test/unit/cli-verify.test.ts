import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { runAsync } from "../support/cli-async.ts";
import { scriptedServer } from "../support/scripted-registry.ts";
import { tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const FORM = "git2oci: --secret takes <namespace>/<name>=<file>, or - for standard input as the file\n";
const KUBECTL = "allowed: what kubectl get secret <name> -o json prints\n";

/** What is refused, in a tree with nothing in it. */
function refused(args: readonly string[], files: Readonly<Record<string, string>> = {}, input = "") {
  const cwd = tempTree({ "a.yaml": "kind: x\n", ...files });
  const { status, stdout, stderr } = cli.run(["verify", ...args], { cwd, input });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.split("\n").length).toBe(2);
  return stderr;
}

describe("git2oci verify refuses, with one line and no secret in it,", () => {
  const metadata = { namespace: "a", name: "b" };
  const json = (object: object) => ({ "s.json": JSON.stringify(object) });

  it.each(["b=s.json", "a/b", "a/b=", "A/b=s.json", "a/b/c=s.json"])("--secret %s", (text) => {
    expect(refused(["--secret", text])).toBe(FORM);
  });

  it("a file that is not there", () => {
    expect(refused(["--secret", "a/b=none.json"])).toBe(
      "git2oci: none.json: no such file or directory (ENOENT)\n",
    );
  });

  it.each([
    ["no JSON", "password: hunter2"],
    ["another kind", '{"kind":"ConfigMap","data":{"a":"hunter2"}}'],
    ["a list", '[{"kind":"Secret"}]'],
  ])("a file that is %s", (_, text) => {
    expect(refused(["--secret", "a/b=s.json"], { "s.json": text })).toBe(
      `git2oci: s.json: is no Secret and no ServiceAccount as JSON; ${KUBECTL}`,
    );
  });

  it("a file that is no trusted root", () => {
    for (const text of ["hunter2", "{}", '{"certificateAuthorities":"hunter2"}'])
      expect(refused(["--trusted-root", "r.json"], { "r.json": text })).toBe(
        "git2oci: r.json: is no trusted root; allowed: what cosign trusted-root create writes\n",
      );
  });

  it("a value that is no base64", () => {
    const files = json({ kind: "Secret", metadata, data: { password: "hunter2!" } });
    expect(refused(["--secret", "a/b=s.json"], files)).toBe(
      `git2oci: s.json: data."password" is no base64; ${KUBECTL}`,
    );
  });

  it("the Secret of another name, one given twice, and two on standard input", () => {
    const files = json({ kind: "Secret", metadata });
    expect(refused(["--secret", "a/c=s.json"], files)).toBe('git2oci: --secret a/c: s.json holds "a/b"\n');
    expect(refused(["--secret", "a/b=s.json", "--secret", "a/b=s.json"], files)).toBe(
      "git2oci: --secret a/b is given twice\n",
    );
    expect(refused(["--secret", "a/b=-", "--secret", "a/c=-"])).toBe(
      "git2oci: --secret: standard input can be one Secret only\n",
    );
    expect(refused(["-", "--secret", "a/b=-"])).toBe(
      "git2oci: standard input cannot be both the tree and a Secret\n",
    );
  });

  it("two logins, and a docker configuration that nobody can read", () => {
    expect(refused(["--docker-config", "c.json", "--anonymous"])).toBe(
      "git2oci: --docker-config and --anonymous say two things; give one\n",
    );
    const bad = (text: string) => refused(["--docker-config", "c.json"], { "c.json": text });
    expect(bad("hunter2")).toBe("git2oci: c.json: is no JSON\n");
    expect(bad('{"credsStore":"../evil"}')).toBe(
      'git2oci: c.json: the helper of "credsStore" is not allowed; allowed: [a-z0-9-]+\n',
    );
  });

  it("a format that it does not have", () => {
    expect(refused(["--format", "junit"])).toBe(
      'git2oci: unknown format "junit" for verify; allowed: pretty, json, markdown, sarif, github\n',
    );
  });
});

it("a tree without an OCIRepository is good, and a Secret that nothing asks for is said", () => {
  const cwd = tempTree({ "a.yaml": "kind: x\n" });
  writeFileSync(
    join(cwd, "s.json"),
    JSON.stringify({ kind: "Secret", metadata: { namespace: "a", name: "b" } }),
  );
  const { status, stdout, stderr } = cli.run(["verify", "--secret", "a/b=s.json"], { cwd });
  expect([status, stdout]).toEqual([0, "0 OCIRepositories to verify.\n"]);
  expect(stderr).toBe("git2oci: warning: --secret a/b: no OCIRepository is in this namespace\n");
});

it("undici loads only once something is asked for", () => {
  const [chunk = ""] =
    [...cli.inputsOf].find(([, paths]) => paths.some((path) => path.includes("node_modules/undici/"))) ?? [];
  expect(chunk).toMatch(/undici/);
  const inputs = cli.inputsOf.get(chunk) ?? [];
  expect(inputs.filter((path) => path.startsWith("src/"))).toEqual(["src/registry/undici.ts"]);
});

it("what another repository has to declare is looked at too, and points at what reads it", () => {
  const lines = [
    "apiVersion: kustomize.toolkit.fluxcd.io/v1",
    "kind: Kustomization",
    "metadata: { name: web, namespace: apps }",
    "spec: { interval: 1m, prune: true, path: ./deploy, sourceRef: { kind: GitRepository, name: lost } }",
  ];
  const cwd = tempTree({ "web.yaml": `${lines.join("\n")}\n` });
  const args = ["--map", "apps/lost=oci://127.0.0.1:1/acme/web:main", "--declare-in", "apps/lost=elsewhere"];
  const { status, stdout } = cli.run(["verify", "--format", "json", ...args], { cwd });
  expect(status).toBe(1);
  expect(JSON.parse(stdout).artifacts).toMatchObject([
    {
      namespace: "apps",
      name: "lost",
      planned: true,
      file: "web.yaml",
      line: 4,
      findings: [{ finding: "unreachable" }],
    },
  ]);
});

it("on a runner of GitHub the summary of the job has the table", () => {
  const cwd = tempTree({
    "a.yaml":
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: a, namespace: b}\nspec: {url: oci://host/X}\n",
  });
  const summary = join(cwd, "summary.md");
  const { status, stdout } = cli.run(["verify"], {
    cwd,
    env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary },
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^::error file=a\.yaml,line=3,/);
  expect(readFileSync(summary, "utf8")).toContain("| `wrong-kind` | `b/a` `a.yaml:3` |");
});

it("sends no login of a person without TLS, whatever a tree says", async () => {
  const { host, seen } = await scriptedServer(({ authorization }) => ({
    status: authorization === undefined ? 401 : 200,
    headers: { "www-authenticate": "Basic realm=x" },
  }));
  // An address that leads here and does not count as this machine.
  const other = host.replace("127.0.0.1", "0.0.0.0");
  const spec = `{url: "oci://${other}/x", insecure: true, secretRef: {name: none}}`;
  const config = JSON.stringify({ auths: { [other]: { username: "me", password: "hunter2" } } });
  const cwd = tempTree({
    "a.yaml": `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: a, namespace: b}\nspec: ${spec}\n`,
  });
  const folder = tempTree({ "config.json": config });
  const look = (...args: string[]) => runAsync(cli, ["verify", ...args], { cwd });
  const signedIn = await look("--docker-config", join(folder, "config.json"));
  expect(signedIn).toMatchObject({ status: 1, stdout: expect.stringContaining("it does not speak TLS") });
  expect(seen).toEqual([]);
  await look("--anonymous");
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.every(({ authorization }) => authorization === undefined)).toBe(true);
});
