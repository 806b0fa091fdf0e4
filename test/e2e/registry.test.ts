import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf } from "../../src/registry/address.ts";
import type { Credential } from "../../src/registry/credential.ts";
import { annotationsOf, descriptorsIn } from "../../src/registry/descriptors.ts";
import { Registries } from "../../src/registry/open.ts";
import type { Repository } from "../../src/registry/registry.ts";
import { htpasswdLines, READER, STRANGER, startTokens } from "../support/docker-registry.ts";
import { startRegistry } from "../support/publish-lab.ts";
import { publishTools } from "../support/publish-tools.ts";

const tools = publishTools();
const path = "path" in tools ? tools.path : "";
const why = "missing" in tools ? ` (SKIPPED: ${tools.missing} is not here)` : "";
const REVISION = "main@sha1:0123456789012345678901234567890123456789";

/** Kinds of registries, and what each says to whoever does not sign in, or wrongly. */
const KINDS = {
  anonymous: { none: undefined, wrong: undefined, stranger: undefined },
  htpasswd: { none: "not-visible", wrong: "credentials-refused", stranger: undefined },
  token: { none: "not-visible", wrong: "credentials-refused", stranger: "no-right" },
} as const;

describe.skipIf(path === "").each(Object.entries(KINDS))(`docker-registry, %s${why}`, (kind, wanted) => {
  let folder: string;
  let host: string;
  const open: (() => void)[] = [];
  const registries = new Registries({}, () => {});

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "git2oci-registry-"));
    let lines: string[] = [];
    if (kind === "htpasswd") lines = htpasswdLines(folder);
    if (kind === "token") {
      const tokens = await startTokens(folder);
      open.push(tokens.close);
      ({ lines } = tokens);
    }
    const started = await startRegistry(folder, lines);
    open.push(() => started.registry.kill());
    ({ host } = started);
    mkdirSync(join(folder, "content"));
    writeFileSync(join(folder, "content/a.yaml"), "kind: ConfigMap\n");
    const creds = kind === "anonymous" ? [] : ["--creds", `${READER.username}:${READER.password}`];
    // The server of tokens is in this process, so nothing here may hold it.
    for (const name of ["acme/fleet:main", "acme/fleet:v1.0.0", "public/fleet:main"])
      await promisify(execFile)(
        "flux",
        [
          "push",
          "artifact",
          `oci://${host}/${name}`,
          "--path",
          "content",
          "--source",
          "https://example.com/x",
          "--revision",
          REVISION,
          ...creds,
        ],
        { cwd: folder, env: { PATH: path, HOME: folder } },
      );
  });
  afterAll(async () => {
    await registries.close();
    for (const one of open) one();
    rmSync(folder, { recursive: true, force: true });
  });

  const as = (user: { username: string; password: string }): Credential => ({ kind: "password", ...user });
  const repository = (name: string, credential?: Credential): Promise<Repository> =>
    registries.open(addressOf(`oci://${host}/${name}`)!, { credential });

  test("what flux pushed is read: manifest, annotations, layer, tags, no referrers", async () => {
    const fleet = await repository("acme/fleet", kind === "anonymous" ? undefined : as(READER));
    const manifest = (await fleet.manifest("main"))!;
    expect(annotationsOf(manifest.json)["org.opencontainers.image.revision"]).toBe(REVISION);
    expect((await fleet.manifest(manifest.digest))?.bytes).toEqual(manifest.bytes);
    const [layer] = descriptorsIn(manifest.json, "layers");
    const blob = await fleet.blob(layer!);
    expect([blob.length, blob[0], blob[1]]).toEqual([layer!.size, 0x1f, 0x8b]);
    expect([...(await fleet.tags())].sort()).toEqual(["main", "v1.0.0"]);
    expect(await fleet.referrers(manifest.digest)).toEqual([]);
    expect(await fleet.manifest("gone")).toBe(undefined);
    const none = await repository("acme/none", kind === "anonymous" ? undefined : as(READER));
    expect(await none.manifest("main")).toBe(undefined);
    await expect(none.tags()).rejects.toMatchObject({ kind: "artifact-missing" });
  });

  test.each([
    ["none", undefined],
    ["wrong", as({ ...READER, password: "wrong" })],
    ["stranger", as(STRANGER)],
  ] as const)("credentials: %s", async (which, credential) => {
    const asked = (await repository("acme/fleet", credential)).manifest("main");
    const kindWanted = wanted[which];
    if (kindWanted === undefined)
      expect(await asked).toMatchObject({ digest: expect.stringMatching(/^sha256:/) });
    else await expect(asked).rejects.toMatchObject({ kind: kindWanted });
  });

  test.runIf(kind === "token")("what a token shows to everybody needs no credentials", async () => {
    expect(await (await repository("public/fleet")).manifest("main")).toBeDefined();
  });
});
