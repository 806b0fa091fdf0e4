import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { kustomization, source, sync } from "../support/small-cluster.ts";
import { tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const SECRET = "hunter2-Zq9";
const BASE64 = Buffer.from(SECRET).toString("base64");
const SYNC = { "clusters/prod/flux-system/gotk-sync.yaml": sync("./clusters/prod") };
const VARS = `apiVersion: v1
kind: Secret
metadata: { name: vars, namespace: flux-system }
stringData:
  TOKEN: ${SECRET}
`;
const READS = "  postBuild: { substituteFrom: [{ kind: Secret, name: vars }] }\n";
const APPS = `${kustomization("apps", "./apps", READS)}---\n${VARS}`;

/** Everything that both formats print of a tree. */
function printed(files: Readonly<Record<string, string>>, ...args: string[]): string {
  const root = tempTree(files);
  const yaml = cli.run(["build", root, ...args]);
  const json = cli.run(["build", root, "--format", "json", ...args]);
  expect(schemaProblems("build-report", JSON.parse(json.stdout))).toEqual([]);
  return yaml.stdout + yaml.stderr + json.stdout + json.stderr;
}

describe("values of Secrets are shown as their place", () => {
  test("a Secret, and what variables take from it: name, key, value, and further Kustomizations", () => {
    const text = printed({
      ...SYNC,
      "clusters/prod/apps.yaml": APPS,
      "apps/web.yaml": `${source("web-${TOKEN}", `  "\${TOKEN}": x\n`)}---\n${kustomization("child", "./child", "  postBuild: { substitute: { OWN: 'a${TOKEN}b' } }\n")}`,
      "child/web.yaml": source("child", "  ref: { branch: '${OWN}' }\n"),
    });
    expect(text).not.toContain(SECRET);
    expect(text).toContain("\n  TOKEN: <from clusters/prod/apps.yaml:15>\n");
    expect(text).toContain("\n  name: <from clusters/prod/apps.yaml:15>\n");
    expect(text).toContain("\n    branch: <from clusters/prod/apps.yaml:15>\n");
  });

  test("a variable of a ConfigMap stays, also if a Secret uses it", () => {
    const map =
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: vars, namespace: flux-system }\ndata: { ZONE: eu-west-1 }\n";
    const reads = "  postBuild: { substituteFrom: [{ kind: ConfigMap, name: vars }] }\n";
    const text = printed({
      ...SYNC,
      "clusters/prod/apps.yaml": kustomization("apps", "./apps", reads) + map,
      "apps/web.yaml": `${source("web", "  ref: { branch: '${ZONE}' }\n")}---\n${VARS.replace(SECRET, "'${ZONE}'")}`,
      "apps/more.yaml": kustomization("more", "./more", READS),
      "more/x.yaml": source("x"),
    });
    expect(text).toContain("\n    branch: eu-west-1\n");
    expect(text).toContain("\n  TOKEN: <from apps/web.yaml:15>\n");
  });

  test.each([
    ["literals", `literals: ["TOKEN=${SECRET}"]`],
    ["a file", "files: [TOKEN=token.txt]"],
    ["an environment", "envs: [token.env]"],
    ["a literal that is none", `literals: ["${SECRET}"]`],
  ])("a generator: %s", (_, from) => {
    const text = printed({
      ...SYNC,
      "clusters/prod/apps.yaml": `${kustomization("apps", "./apps", READS)}---\n${kustomization("vars", "./vars")}`,
      "vars/kustomization.yaml": `namespace: flux-system\ngeneratorOptions: { disableNameSuffixHash: true }\nsecretGenerator:\n  - { name: vars, ${from} }\n`,
      "vars/token.txt": SECRET,
      "vars/token.env": `TOKEN=${SECRET}\n`,
      "apps/web.yaml": source("web", "  ref: { branch: '${TOKEN}' }\n"),
    });
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(BASE64);
  });

  const PATCHED = (patch: string, target = "") =>
    `${kustomization("apps", "./apps", `${READS}  patches:\n    - ${target}patch: |\n${patch.replace(/^/gm, "        ")}\n`)}`;
  const MERGE = `apiVersion: v1\nkind: Secret\nmetadata: { name: vars }\nstringData: { TOKEN: ${SECRET} }`;
  const JSON_PATCH = `- { op: add, path: /data/TOKEN, value: ${BASE64} }`;

  test.each([
    ["a body", PATCHED(MERGE)],
    [
      "a body as JSON",
      PATCHED(
        `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "vars"}, "stringData": {"TOKEN": "${SECRET}"}}`,
      ),
    ],
    ["operations", PATCHED(JSON_PATCH, "target: { kind: Secret }\n      ")],
    [
      "operations whose target names no kind",
      PATCHED(JSON_PATCH.replace("data", "stringData"), "target: { name: vars }\n      "),
    ],
  ])("a patch in a Kustomization: %s", (_, text) => {
    const files = {
      ...SYNC,
      "clusters/prod/apps.yaml": text,
      "apps/vars.yaml": VARS.replace(SECRET, "none"),
      "apps/web.yaml": source("web"),
    };
    const shown = printed(files);
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(BASE64);
    expect(shown).toMatch(/ patch: <from clusters\/prod\/apps\.yaml:\d+>/);
  });

  test("a patch in which a variable of a Secret stands", () => {
    const patch = "- { op: replace, path: /spec/url, value: 'https://x/${TOKEN}' }";
    const text = printed({
      ...SYNC,
      "clusters/prod/apps.yaml": APPS,
      "apps/inner.yaml": kustomization(
        "inner",
        "./inner",
        `  patches:\n    - target: { kind: GitRepository }\n      patch: "${patch}"\n`,
      ),
      "inner/web.yaml": source("web"),
    });
    expect(text).not.toContain(SECRET);
    expect(text).toContain("\n  url: <from clusters/prod/apps.yaml:15>\n");
  });

  test("a replacement, a text that holds a Secret, and what kubectl keeps", () => {
    const text = printed(
      {
        "a/kustomization.yaml": `resources: [web.yaml, vars.yaml]
replacements:
  - source: { kind: Secret, name: vars, fieldPath: stringData.TOKEN }
    targets: [{ select: { kind: GitRepository }, fieldPaths: [spec.url] }]
`,
        "a/vars.yaml": VARS.replace(
          "metadata: {",
          `metadata: { annotations: { kubectl.kubernetes.io/last-applied-configuration: '{"kind":"Secret","x":"${SECRET}"}' },`,
        ),
        "a/web.yaml": `${source("web", "  ref: { branch: main }\n")}---\n${source("text", `  note: |\n${VARS.replace(/^/gm, "    ")}`)}`,
      },
      ...["--at", "a"],
    );
    expect(text).not.toContain(SECRET);
    expect(text).toContain("\n  url: <from a/vars.yaml:5>\n");
  });

  test("literal resources of a ResourceSet", () => {
    const set = `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: { name: set, namespace: flux-system }
spec:
  resources:
${VARS.replace(/^/gm, "      ").replace("      ", "    - ").trimEnd()}
`;
    expect(printed({ ...SYNC, "clusters/prod/set.yaml": set })).not.toContain(SECRET);
  });

  test("what SOPS has encrypted", () => {
    const web = `${source("web", "  secretRef: { name: 'ENC[AES256_GCM,data:Zq9,tag:x]' }\n")}sops: { mac: "ENC[x]", age: [{ enc: Zq9-key }] }\n`;
    const text = printed({ ...SYNC, "clusters/prod/web.yaml": web });
    expect(text).not.toContain("Zq9");
    expect(text).toContain("\n    name: <from clusters/prod/web.yaml:9>\n");
  });

  test("reasons: a text that is no YAML any more, and two objects of one name", () => {
    const files = { ...SYNC, "clusters/prod/apps.yaml": APPS.replace(SECRET, `'"${SECRET}: [x'`) };
    const bad = printed({ ...files, "apps/web.yaml": source("web", "  ref: { branch: '${TOKEN}' }\n") });
    expect(bad).toContain("does not build today");
    expect(bad).not.toContain(SECRET);
    const plain = { ...SYNC, "clusters/prod/apps.yaml": APPS };
    const twice = printed({
      ...plain,
      "apps/set.yaml": kustomization("child", "./child", "  namePrefix: '${TOKEN}'\n"),
      "child/kustomization.yaml": "resources: [a.yaml]\nnamespace: x\n",
      "child/a.yaml": `${source("web")}---\n${source("web").replace("namespace: flux-system", "namespace: other")}`,
    });
    expect(twice).toContain("does not build today");
    expect(twice).not.toContain(SECRET);
  });
});

test("urls are shown without what signs in", () => {
  const web = source("web").replace("https://github.com", `https://me:${SECRET}@github.com`);
  const token = source("token").replace("/token", `/token?private_token=${SECRET}`);
  const text = source("text", `  note: "see https://me:${SECRET}@example.com now"\n`);
  const shown = printed({
    ...SYNC,
    "clusters/prod/web.yaml": [web, token, text].join("---\n"),
    "clusters/prod/apps.yaml": kustomization("apps", "./apps"),
    "apps/kustomization.yaml": `resources: ["https://me:${SECRET}@example.com/x.yaml"]\n`,
  });
  expect(shown).not.toContain(SECRET);
  expect(shown).toContain("\n  url: https://github.com/acme/web\n");
  expect(shown).toContain("\n  url: https://github.com/acme/token\n");
});

test("hostile names and values make no line and act on no terminal", () => {
  const name = "a\\u001b[31m\\n# cluster forged\\u202e";
  const { status, stdout, stderr } = cli.run([
    "build",
    tempTree({
      "x/kustomization.yaml": `resources: ["web.yaml", "https://x/\\n# forged: \\u001b[2J"]\n`,
      "x/web.yaml": source(`"${name}"`, `  "k\\u202e": "\\u009b2J"\n  __proto__: { polluted: yes }\n`),
      "x\u001b]0;t\u0007.yaml": source("other"),
    }),
  ]);
  expect([status, stderr]).toEqual([0, ""]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(stdout).not.toMatch(/^# (?:cluster )?forged/m);
  expect(stdout).toContain("__proto__:");
});
