import { describe, expect, it } from "vitest";
import { SANITIZE_TAG } from "../../src/flux/tags.ts";
import { publishFiles } from "../../src/publish/files.ts";
import { REGISTRIES } from "../../src/publish/registries.ts";
import { page, rowsOf, section } from "../support/docs.ts";

const text = page("docs/publishing.md");
const [, command = ""] = /```sh\n((?:(?!```).*\n)*)/.exec(section(text, "By hand")) ?? [];
const script = publishFiles([], "https://github.com/acme/fleet", undefined).get(".git2oci/publish.sh") ?? "";
const listOf = (pattern: RegExp, from: string) => pattern.exec(from)?.[1];

describe("the page about publishing", () => {
  it("makes tags of branches by the rule that git2oci writes", () => {
    expect(command).toContain(SANITIZE_TAG);
  });

  it("leaves out what the script leaves out, and never pushes the history of the repository", () => {
    const ignored = listOf(/--ignore-paths='([^']*)'/, command);
    expect(ignored).toBe(listOf(/^ignored=(.*)$/m, script));
    expect(ignored?.split(",")).toContain(".git/");
  });

  it("gives a revision that commit status can read, and a digest that does not depend on the zone", () => {
    expect(command).toMatch(/--revision="[^"]*@sha1:/);
    expect(command).toMatch(/^TZ=UTC flux push artifact .*\n(?:.*\\\n)*.*--reproducible$/m);
    expect(script).toMatch(/^export .*TZ=UTC$/m);
    expect(script).toContain("--reproducible");
  });

  it("moves the tag last", () => {
    for (const one of [command, script])
      expect(one.lastIndexOf("flux tag artifact")).toBeGreaterThan(one.indexOf("flux push artifact"));
  });

  it("has every registry, as the pipelines know it", () => {
    const rows = rowsOf(section(text, "Registries")).map((row) => row.map((one) => one.replaceAll("`", "")));
    expect(rows).toEqual(
      REGISTRIES.map((one) => [
        ...[
          one.name,
          one.url,
          one.login,
          one.right,
          one.first,
          one.immutable,
          one.provider,
          one.receiver,
          one.key,
        ],
        `[source](${one.source})`,
      ]),
    );
  });
});
