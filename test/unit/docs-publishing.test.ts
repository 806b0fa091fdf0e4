import { describe, expect, it } from "vitest";
import { CHART_MEDIA_TYPE } from "../../src/core/oci-object.ts";
import { SANITIZE_TAG } from "../../src/flux/tags.ts";
import { page } from "../support/docs.ts";

const text = page("docs/publishing.md");
const [, command = ""] = /## Manifests\n(?:(?!```).*\n)*```sh\n((?:(?!```).*\n)*)/.exec(text) ?? [];

describe("the page about publishing", () => {
  it("makes tags of branches by the rule that git2oci writes", () => {
    expect(command).toContain(SANITIZE_TAG);
  });

  it("never pushes the history of the repository, and keeps what generators need", () => {
    const [, ignored = ""] = /--ignore-paths='([^']*)'/.exec(command) ?? [];
    expect(ignored.split(",")).toContain(".git/");
    expect(ignored).not.toMatch(/png|zip|tar/);
  });

  it("gives a revision that commit status can read, and a digest that does not depend on the zone", () => {
    expect(command).toMatch(/--revision="[^"]*@sha1:/);
    expect(command).toMatch(/^TZ=UTC flux push artifact .*\n(?:.*\\\n)*.*--reproducible$/m);
  });

  it("moves the tag last, and packages charts with Helm alone", () => {
    expect(command.indexOf("flux tag artifact")).toBeGreaterThan(command.indexOf("flux push artifact"));
    expect(CHART_MEDIA_TYPE).toContain("helm.chart");
    expect(text).toMatch(/^helm push \S+\.tgz oci:\/\/ghcr\.io\/acme\/charts$/m);
    expect(text.slice(text.indexOf("## Charts"))).not.toMatch(/^\s*flux push artifact/m);
  });
});
