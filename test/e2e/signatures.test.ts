import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Verify } from "../../src/core/decision.ts";
import { findExecutable } from "../../src/io/process.ts";
import { addressOf } from "../../src/registry/address.ts";
import type { SignatureContext } from "../../src/registry/finding.ts";
import { Registries } from "../../src/registry/open.ts";
import { readBundle } from "../../src/signature/bundle.ts";
import { checkSignatures } from "../../src/signature/check.ts";
import { askCosign } from "../../src/signature/cosign.ts";
import { findSignatures } from "../../src/signature/find.ts";
import { identityOf } from "../../src/signature/identity.ts";
import type { Signature } from "../../src/signature/signature.ts";
import { checkChain } from "../../src/signature/trusted-root.ts";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { runAsync } from "../support/cli-async.ts";
import { startRegistry } from "../support/publish-lab.ts";
import { cosign2, publishTools } from "../support/publish-tools.ts";
import { keySecret } from "../support/signed-repository.ts";
import { openSigstore, type SigstoreLab } from "../support/sigstore-lab.ts";

const tools = publishTools();
const path = "path" in tools ? tools.path : "";
const why = "missing" in tools ? ` (SKIPPED: ${tools.missing} is not here)` : "";
const older = cosign2();
const olderFile = "file" in older ? older.file : "";
const OLDER = `cosign 2, the tag .sig${"missing" in older ? ` (SKIPPED: ${older.missing} is not here)` : ""}`;
const HOWS: readonly (readonly [string, boolean])[] = [
  ["cosign 3, a bundle", true],
  ["cosign 3, the tag .sig", true],
  [OLDER, olderFile !== ""],
];

const ISSUER = "https://token.actions.githubusercontent.com";
const WORKFLOW = "https://github.com/acme/fleet/.github/workflows/publish.yaml@refs/heads";
const escaped = (text: string) => text.replace(/[.]/g, "\\.");
const ALLOWED = [{ issuer: `^${escaped(ISSUER)}$`, subject: `^${escaped(WORKFLOW)}/main$` }];

describe.skipIf(path === "")(`signatures of the real cosign${why}`, () => {
  let folder: string;
  let host: string;
  let stop = () => {};
  let sigstore: SigstoreLab;
  let cli: BuiltCli;
  let pushed = 0;
  const registries = new Registries({}, () => {});

  /** The servers are in this process, so nothing here may hold it. */
  const run = async (command: string, ...args: string[]) => {
    const env = {
      PATH: path,
      HOME: folder,
      COSIGN_PASSWORD: "",
      TUF_ROOT: join(folder, "tuf"),
      SIGSTORE_ROOT_FILE: sigstore.files.root,
      SIGSTORE_REKOR_PUBLIC_KEY: sigstore.files.rekor,
      SIGSTORE_CT_LOG_PUBLIC_KEY_FILE: sigstore.files.ctLog,
    };
    return (await promisify(execFile)(command, args, { cwd: folder, env })).stdout;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "git2oci-signatures-"));
    cli = buildCli();
    sigstore = await openSigstore(folder);
    const started = await startRegistry(folder);
    stop = () => started.registry.kill();
    ({ host } = started);
    await run("cosign", "signing-config", "create", "--out", "key.json");
    const service = (url: string) =>
      `url=${url},api-version=1,start-time=2020-01-01T00:00:00Z,operator=tests`;
    await run(
      "cosign",
      ...["signing-config", "create", "--fulcio", service(sigstore.fulcio)],
      ...["--rekor", service(sigstore.rekor), "--rekor-config", "ANY", "--out", "keyless.json"],
    );
    for (const name of ["right", "wrong"])
      await run("cosign", "generate-key-pair", "--output-key-prefix", name);
  });
  afterAll(async () => {
    await registries.close();
    stop();
    sigstore?.close();
    cli?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Pushes a new artifact; its name with its digest. */
  async function push(): Promise<string> {
    const content = join(folder, `content-${++pushed}`);
    mkdirSync(content);
    writeFileSync(join(content, "a.yaml"), `kind: ConfigMap # ${pushed}\n`);
    const told = await run(
      "flux",
      ...["push", "artifact", `oci://${host}/acme/fleet-${pushed}:main`, "--path", content],
      ...[
        "--source",
        "https://github.com/acme/fleet",
        "--revision",
        `main@sha1:${"0".repeat(40)}`,
        "-o",
        "json",
      ],
    );
    const { repository, digest } = JSON.parse(told);
    return `${repository}@${digest}`;
  }

  /** How each form is signed with a key. */
  const byKey: Record<string, (artifact: string, key?: string) => Promise<string>> = {
    "cosign 3, a bundle": (artifact, key = "right") =>
      run("cosign", "sign", "--yes", "--key", `${key}.key`, "--signing-config", "key.json", artifact),
    "cosign 3, the tag .sig": (artifact, key = "right") =>
      run(
        "cosign",
        ...["sign", "--yes", "--key", `${key}.key`, "--tlog-upload=false"],
        ...["--new-bundle-format=false", "--use-signing-config=false", artifact],
      ),
    [OLDER]: (artifact, key = "right") =>
      run(olderFile, "sign", "--yes", "--key", `${key}.key`, "--tlog-upload=false", artifact),
  };

  async function signKeyless(form: string, artifact: string, issuer: string, subject: string): Promise<void> {
    const file = join(folder, "token");
    writeFileSync(file, sigstore.token(issuer, subject));
    const how =
      form === "a bundle"
        ? ["--signing-config", "keyless.json", "--trusted-root", sigstore.files.trustedRoot]
        : [
            ...["--new-bundle-format=false", "--use-signing-config=false"],
            ...["--fulcio-url", sigstore.fulcio, "--rekor-url", sigstore.rekor],
          ];
    await run("cosign", "sign", "--yes", "--identity-token", file, ...how, artifact);
  }

  async function open(artifact: string) {
    const [name = "", digest = ""] = artifact.split("@");
    const address = addressOf(`oci://${name}`);
    if (address === undefined) throw new Error(`no address: ${name}`);
    const repository = await registries.open(address);
    const manifest = await repository.manifest(digest);
    if (manifest === undefined) throw new Error(`not there: ${artifact}`);
    return { repository, manifest };
  }

  async function check(
    artifact: string,
    verify: Omit<Verify, "provider">,
    more: Partial<SignatureContext> = {},
  ) {
    const { repository, manifest } = await open(artifact);
    const secret = () => keySecret({ "cosign.pub": readFileSync(join(folder, "right.pub"), "utf8") });
    const context = { secret, minor: 9, trustedRoot: sigstore.trustedRoot, env: {}, ...more };
    return checkSignatures(repository, manifest, { provider: "cosign", ...verify }, context);
  }
  const rows = async (...args: Parameters<typeof check>) => (await check(...args)).map(({ row }) => row);
  const KEY = { secretRef: "cosign" };

  /** Puts what signs one artifact beside another one, as somebody who has no key could. */
  async function copySignature(from: string, to: string): Promise<void> {
    const there = await open(from);
    const [name = "", digest = ""] = to.split("@");
    const tag = (of: string, end: string) => `${of.replace(":", "-")}${end}`;
    if (await there.repository.manifest(tag(there.manifest.digest, ".sig"))) {
      const held = `${from.split("@")[0]}:${tag(there.manifest.digest, ".sig")}`;
      return void (await run("crane", "copy", "--insecure", held, `${name}:${tag(digest, ".sig")}`));
    }
    const [listed] = await there.repository.referrers(there.manifest.digest);
    const holder = listed && (await there.repository.manifest(listed.digest));
    if (holder === undefined) throw new Error(`no bundle beside ${from}`);
    await run("crane", "copy", "--insecure", `${from.split("@")[0]}@${holder.digest}`, `${name}:copied`);
    const { manifest } = await open(to);
    const subject = { mediaType: manifest.mediaType, digest, size: manifest.bytes.length };
    const json = { ...(holder.json as object), subject };
    const descriptor = await putManifest(name, "forged", MANIFEST, json);
    const index = { schemaVersion: 2, mediaType: INDEX, manifests: [descriptor] };
    await putManifest(name, tag(digest, ""), INDEX, index);
  }

  async function putManifest(name: string, tag: string, mediaType: string, json: object) {
    const [registry, ...way] = name.split("/");
    const body = JSON.stringify(json);
    const put = await fetch(`http://${registry}/v2/${way.join("/")}/manifests/${tag}`, {
      method: "PUT",
      headers: { "content-type": mediaType },
      body,
    });
    if (put.status !== 201) throw new Error(`${put.status} ${await put.text()}`);
    return { mediaType, digest: put.headers.get("docker-content-digest"), size: Buffer.byteLength(body) };
  }

  test("unsigned", async () => {
    expect(await rows(await push(), KEY)).toEqual(["unsigned"]);
    expect(await rows(await push(), {})).toEqual(["unsigned"]);
  });

  describe.each(HOWS)("by key, %s", (how, isHere) => {
    const sign = (artifact: string, key?: string) => byKey[how]!(artifact, key);

    test.skipIf(!isHere)("good; wrong-key; other-digest", async () => {
      const artifact = await push();
      await sign(artifact);
      expect(await rows(artifact, KEY)).toEqual([]);
      const another = await push();
      await sign(another, "wrong");
      expect(await rows(another, KEY)).toEqual(["wrong-key"]);
      const third = await push();
      await copySignature(artifact, third);
      const [finding] = await check(third, KEY);
      expect(finding?.row).toBe("other-digest");
      expect(finding?.evidence).toBe(`signed: ${artifact.split("@")[1]}; pulled: ${third.split("@")[1]}`);
    });

    test.skipIf(!isHere)("Flux below 2.8 sees the tag alone", async () => {
      const artifact = await push();
      await sign(artifact);
      const expected = how.includes("bundle") ? ["signature-not-seen"] : [];
      expect(await rows(artifact, KEY, { minor: 7 })).toEqual(expected);
    });
  });

  test("git2oci verify says it of each OCIRepository, with the Flux of its cluster", async () => {
    const [bundle, tag, wrong, unsigned, keyless] = [
      await push(),
      await push(),
      await push(),
      await push(),
      await push(),
    ];
    await byKey["cosign 3, a bundle"]!(bundle);
    await byKey["cosign 3, the tag .sig"]!(tag);
    await byKey["cosign 3, a bundle"]!(wrong, "wrong");
    await signKeyless("a bundle", keyless, ISSUER, `${WORKFLOW}/main`);
    const [byTheKey, byIdentity] = [
      "{ provider: cosign, secretRef: { name: cosign } }",
      `{ provider: cosign, matchOIDCIdentity: ${JSON.stringify(ALLOWED)} }`,
    ];
    const sources = [
      source("bundle", bundle, byTheKey),
      source("tag", tag, byTheKey),
      source("wrong", wrong, byTheKey),
      source("unsigned", unsigned, byTheKey),
      source("not-given", tag, "{ provider: cosign, secretRef: { name: other } }"),
      source("keyless", keyless, byIdentity),
    ];
    const secret = {
      kind: "Secret",
      metadata: { namespace: "flux-system", name: "cosign" },
      data: { "cosign.pub": readFileSync(join(folder, "right.pub")).toString("base64") },
    };
    const found = async (flux: string) => {
      const root = mkdtempSync(join(folder, "tree-"));
      writeFileSync(join(root, "sources.yaml"), sources.join(""));
      if (flux !== "") writeFileSync(join(root, "git2oci.yaml"), `flux: "${flux}"\n`);
      commitAll(root);
      const args = [
        "--secret=flux-system/cosign=-",
        `--trusted-root=${sigstore.files.trustedRoot}`,
        "--format=json",
      ];
      const ran = await runAsync(cli, ["verify", ...args], { cwd: root, input: JSON.stringify(secret) });
      expect(ran).toMatchObject({ status: 1, stderr: "" });
      const { artifacts } = JSON.parse(ran.stdout) as {
        artifacts: { name: string; findings: { finding: string }[] }[];
      };
      return Object.fromEntries(
        artifacts.map(({ name, findings }) => [name, findings.map(({ finding }) => finding)]),
      );
    };
    const same = { tag: [], unsigned: ["unsigned"], "not-given": ["not-checked"] };
    expect(await found("2.9")).toEqual({ ...same, bundle: [], wrong: ["wrong-key"], keyless: [] });
    // Plain HTTP: Flux 2.8 does not see a bundle there. A report has the worst first.
    const unseen = { bundle: ["signature-not-seen"], keyless: ["signature-not-seen"] };
    expect(await found("2.8")).toEqual({ ...same, ...unseen, wrong: ["wrong-key", "signature-not-seen"] });
    const unknown = ["not-checked"];
    expect(await found("")).toEqual({ ...same, bundle: unknown, wrong: unknown, keyless: unknown });
  });

  describe.each(["a bundle", "the tag .sig"])("keyless, %s", (form) => {
    const sign = (to: string, issuer: string, subject: string) => signKeyless(form, to, issuer, subject);
    let artifact: string;
    beforeAll(async () => {
      artifact = await push();
      await sign(artifact, ISSUER, `${WORKFLOW}/main`);
    });

    test("the right identity is good, whoever may sign too", async () => {
      expect(await check(artifact, { matchOIDCIdentity: ALLOWED })).toEqual([]);
      expect(await rows(artifact, {})).toEqual([]);
    });

    test("another branch and another issuer: wrong-identity, with who it was", async () => {
      const branch = await push();
      await sign(branch, ISSUER, `${WORKFLOW}/topic`);
      expect(await check(branch, { matchOIDCIdentity: ALLOWED })).toMatchObject([
        { row: "wrong-identity", evidence: `issuer ${ISSUER}, subject ${WORKFLOW}/topic` },
      ]);
      const issuer = await push();
      await sign(issuer, "https://issuer.example", `${WORKFLOW}/main`);
      expect(await check(issuer, { matchOIDCIdentity: ALLOWED })).toMatchObject([
        { row: "wrong-identity", evidence: `issuer https://issuer.example, subject ${WORKFLOW}/main` },
      ]);
    });

    test("another artifact: other-digest", async () => {
      const another = await push();
      await copySignature(artifact, another);
      expect(await rows(another, { matchOIDCIdentity: ALLOWED })).toEqual(["other-digest"]);
    });

    test("an authority that the trusted root does not name: wrong-identity", async () => {
      const stranger = mkdtempSync(join(folder, "stranger-"));
      const other = await openSigstore(stranger);
      other.close();
      const found = await check(artifact, { matchOIDCIdentity: ALLOWED }, { trustedRoot: other.trustedRoot });
      expect(found).toMatchObject([{ row: "wrong-identity" }]);
      expect(found[0]?.message).toContain("nobody vouches for");
    });

    test("without a trusted root and without cosign: identity read, chain not checked", async () => {
      const found = await check(artifact, { matchOIDCIdentity: ALLOWED }, { trustedRoot: undefined });
      expect(found).toMatchObject([
        { row: "not-checked", evidence: `issuer ${ISSUER}, subject ${WORKFLOW}/main` },
      ]);
      expect(found[0]?.message).toContain("identity read, chain not checked");
    });

    test("without a log of certificates nothing is proven", async () => {
      const root = JSON.stringify({ ...JSON.parse(sigstore.trustedRoot), ctlogs: [] });
      expect(await rows(artifact, { matchOIDCIdentity: ALLOWED }, { trustedRoot: root })).toEqual([
        "not-checked",
      ]);
    });

    test("words that were changed behind the signature: the signature does not fit", async () => {
      const { repository, manifest } = await open(artifact);
      const [signature] = (await findSignatures(repository, manifest.digest)) as Signature[];
      const changed = withDigest(signature!, manifest.digest, `sha256:${"0".repeat(64)}`);
      expect(changed.digests).toEqual([`sha256:${"0".repeat(64)}`]);
      expect(await checkChain(signature!, sigstore.trustedRoot)).toEqual({ result: "good" });
      expect(await checkChain(changed, sigstore.trustedRoot)).toMatchObject({
        result: "bad",
        by: "signature",
      });
    });

    test("cosign in PATH says the same of the files, without a registry", async () => {
      const { repository, manifest } = await open(artifact);
      const [found] = await findSignatures(repository, manifest.digest);
      const signature = found as Signature;
      const who = await identityOf(signature.certificate!);
      const ask = (identity = who!, digest = manifest.digest) =>
        askCosign(findExecutable("cosign", { PATH: path })!, signature, identity, digest, { HOME: folder }, [
          "--trusted-root",
          sigstore.files.trustedRoot,
        ]);
      expect(await ask()).toEqual({ result: "good" });
      expect(await ask({ ...who!, subject: `${WORKFLOW}/topic` })).toMatchObject({
        result: "bad",
        by: "certificate",
      });
    });
  });
});

/** An OCIRepository of an artifact. */
function source(name: string, artifact: string, verify: string): string {
  const [repository = "", digest = ""] = artifact.split("@");
  return [
    "apiVersion: source.toolkit.fluxcd.io/v1",
    "kind: OCIRepository",
    `metadata: { name: ${name}, namespace: flux-system }`,
    `spec: { url: "oci://${repository}", interval: 10m, insecure: true, ref: { digest: "${digest}" }, verify: ${verify} }`,
    "---",
    "",
  ].join("\n");
}

/** The same signature over a text that speaks of another digest. */
function withDigest(signature: Signature, from: string, to: string): Signature {
  const hex = (text: string) => text.replace(from.replace("sha256:", ""), to.replace("sha256:", ""));
  if (signature.form === "tag")
    return {
      ...signature,
      digests: [to],
      signed: Buffer.from(hex(Buffer.from(signature.signed).toString())),
    };
  const bundle = structuredClone(signature.bundle) as { dsseEnvelope: { payload: string } };
  const payload = hex(Buffer.from(bundle.dsseEnvelope.payload, "base64").toString());
  bundle.dsseEnvelope.payload = Buffer.from(payload).toString("base64");
  return readBundle(Buffer.from(JSON.stringify(bundle)), signature.holder) as Signature;
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const INDEX = "application/vnd.oci.image.index.v1+json";
