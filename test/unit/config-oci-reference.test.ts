import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isDigest,
  isRepositoryPath,
  type OciUrl,
  parseArtifactUrl,
  parseOciUrl,
  parseRegistry,
} from "../../src/config/oci-reference.ts";
import { isSemverRange } from "../../src/config/semver-range.ts";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("parseOciUrl", () => {
  const GOOD: readonly [text: string, parsed: OciUrl][] = [
    [
      "oci://ghcr.io/acme/fleet",
      { url: "oci://ghcr.io/acme/fleet", host: "ghcr.io", repository: "acme/fleet" },
    ],
    [
      "oci://ghcr.io/acme/fleet:v1.2.0",
      { url: "oci://ghcr.io/acme/fleet", host: "ghcr.io", repository: "acme/fleet", tag: "v1.2.0" },
    ],
    [
      `oci://localhost:5000/a@${DIGEST}`,
      { url: "oci://localhost:5000/a", host: "localhost:5000", repository: "a", digest: DIGEST },
    ],
    [
      `oci://[::1]:5000/a:b@${DIGEST}`,
      { url: "oci://[::1]:5000/a", host: "[::1]:5000", repository: "a", tag: "b", digest: DIGEST },
    ],
    [
      "oci://GHCR.io/a/b__c/d--e.f",
      { url: "oci://GHCR.io/a/b__c/d--e.f", host: "GHCR.io", repository: "a/b__c/d--e.f" },
    ],
    ["oci://ghcr.io", { url: "oci://ghcr.io", host: "ghcr.io", repository: "" }],
    [`oci://\${URL}`, { url: `oci://\${URL}`, host: `\${URL}`, repository: "" }],
    [
      `oci://\${HOST:=ghcr.io}:\${PORT:=443}/acme/\${NAME}-x:\${TAG:=a/b@c}`,
      {
        url: `oci://\${HOST:=ghcr.io}:\${PORT:=443}/acme/\${NAME}-x`,
        host: `\${HOST:=ghcr.io}:\${PORT:=443}`,
        repository: `acme/\${NAME}-x`,
        tag: `\${TAG:=a/b@c}`,
      },
    ],
    [
      `oci://ghcr.io/a@sha256:\${SUM}`,
      { url: "oci://ghcr.io/a", host: "ghcr.io", repository: "a", digest: `sha256:\${SUM}` },
    ],
  ];
  test.each(GOOD)("%s", (text, parsed) => {
    expect(parseOciUrl(text)).toEqual(parsed);
  });

  const TAG_RULE =
    "allowed: up to 128 letters, digits, underscores, dots and dashes, not starting with a dot or dash";
  const DIGEST_RULE = "allowed: sha256: and 64 hexadecimal digits in lower case";
  const REPOSITORY_RULE =
    "allowed: lower-case letters and digits, joined by single dots, one or two underscores, or dashes";
  const BAD: readonly [text: string, error: string][] = [
    ["", "must start with oci://"],
    ["ghcr.io/acme/fleet", "must start with oci://"],
    ["OCI://ghcr.io/acme", "must start with oci:// in lower case"],
    ["https://ghcr.io/acme", "must start with oci://, not with another scheme"],
    ["oci://", "has no registry host; allowed: oci://host[:port]/path"],
    ["oci:///acme", "has no registry host; allowed: oci://host[:port]/path"],
    ["oci://ghcr.io/", "has no repository behind the host; allowed: oci://host[:port]/path"],
    ["oci://ghcr.io/:v1", "has no repository behind the host; allowed: oci://host[:port]/path"],
    [
      "oci://ghcr/acme",
      'has the host "ghcr", which Flux would look for on Docker Hub; a host needs a dot or a port',
    ],
    ["oci://-a.io/acme", 'has the illegal registry host "-a.io"'],
    ["oci://a_b.io/acme", 'has the illegal registry host "a_b.io"'],
    ["oci://ghcr.io:65536/acme", 'has an illegal port in "ghcr.io:65536"'],
    ["oci://ghcr.io:x/acme", 'has an illegal port in "ghcr.io:x"'],
    ["oci://ghcr.io:/acme", 'has an illegal port in "ghcr.io:"'],
    [
      "oci://me:secret@ghcr.io/acme",
      "must not hold a user name or password; allowed: oci://host[:port]/path",
    ],
    [
      "oci://me:se/cr$et@ghcr.io/acme",
      "must not hold a user name or password; allowed: oci://host[:port]/path",
    ],
    ["oci://me@ghcr.io", "must not hold a user name or password; allowed: oci://host[:port]/path"],
    [
      "oci://ghcr.io/Acme/Fleet",
      'has capitals in the repository "Acme/Fleet"; registries accept only "acme/fleet"',
    ],
    [
      `oci://ghcr.io/Acme/\${Name}`,
      `has capitals in the repository "Acme/\${Name}"; registries accept only "acme/\${Name}"`,
    ],
    ["oci://ghcr.io/acme//fleet", 'has an empty part in the repository "acme//fleet"'],
    ["oci://ghcr.io/acme/", 'has an empty part in the repository "acme/"'],
    ["oci://ghcr.io/acme/.x", `has the illegal repository "acme/.x"; ${REPOSITORY_RULE}`],
    ["oci://ghcr.io/a___b", `has the illegal repository "a___b"; ${REPOSITORY_RULE}`],
    [`oci://ghcr.io/${"a".repeat(250)}`, "is longer than 255 characters"],
    ["oci://ghcr.io/acme/fleet?x=1", 'holds the character "?", which no registry accepts'],
    ["oci://ghcr.io/acme fleet", 'holds the character " ", which no registry accepts'],
    ["oci://ghcr.io/acme/\u{1F600}", 'holds the character "\u{1F600}", which no registry accepts'],
    ["oci://ghcr.io/$NAME", 'holds the character "$", which no registry accepts'],
    [
      `oci://ghcr.io/\${NAME`,
      `has a variable that is not closed or has no name; allowed: \${NAME}, \${NAME:=default}`,
    ],
    [
      `oci://ghcr.io/\${}`,
      `has a variable that is not closed or has no name; allowed: \${NAME}, \${NAME:=default}`,
    ],
    ["oci://ghcr.io/a:", `has the illegal tag ""; ${TAG_RULE}`],
    ["oci://ghcr.io/a:-b", `has the illegal tag "-b"; ${TAG_RULE}`],
    ["oci://ghcr.io/a:b:c", `has the illegal tag "b:c"; ${TAG_RULE}`],
    [`oci://ghcr.io/a:${"b".repeat(129)}`, `has the illegal tag "${"b".repeat(80)}…"; ${TAG_RULE}`],
    ["oci://ghcr.io/a@main", `has the illegal digest "main"; ${DIGEST_RULE}`],
    ["oci://ghcr.io/a@sha512:00", `has the illegal digest "sha512:00"; ${DIGEST_RULE}`],
  ];
  test.each(BAD)("%j is refused", (text, error) => {
    expect(parseOciUrl(text)).toEqual({ error });
  });
});

describe("parseArtifactUrl and parseRegistry", () => {
  test("an artifact needs a repository, unless a variable may hold it", () => {
    expect(parseArtifactUrl("oci://ghcr.io")).toEqual({
      error: "has no repository behind the host; allowed: oci://host[:port]/path",
    });
    expect(parseArtifactUrl(`oci://\${URL}`)).toMatchObject({ url: `oci://\${URL}` });
  });

  test("a registry loses its final slash and takes no tag", () => {
    expect(parseRegistry("oci://ghcr.io/acme/")).toEqual({
      url: "oci://ghcr.io/acme",
      host: "ghcr.io",
      repository: "acme",
    });
    expect(parseRegistry("oci://localhost:5000")).toMatchObject({ url: "oci://localhost:5000" });
    const error = "must not hold a tag or digest; allowed: oci://host[:port][/path]";
    expect(parseRegistry("oci://ghcr.io/acme:v1")).toEqual({ error });
    expect(parseRegistry(`oci://ghcr.io/acme@${DIGEST}`)).toEqual({ error });
    expect(parseRegistry("oci:////")).toEqual({
      error: "has no registry host; allowed: oci://host[:port]/path",
    });
  });
});

test("digests", () => {
  expect([DIGEST, `\${DIGEST}`, `sha256:\${SUM}`].map(isDigest)).toEqual([true, true, true]);
  const illegal = [DIGEST.toUpperCase(), `${DIGEST}0`, DIGEST.slice(7), "sha256:", `sha256:\${A}\${B`, ""];
  expect(illegal.map(isDigest)).toEqual(illegal.map(() => false));
});

describe("properties", () => {
  const placeholder = fc.constantFrom(`\${VAR}`, `\${VAR:=a/b:c@d}`, `\${V_1:-x}`);
  const word = fc.oneof(fc.stringMatching(/^[a-z0-9]{1,8}$/), placeholder);
  const host = fc.oneof(
    fc.stringMatching(/^[a-z0-9]{1,8}\.[a-z]{2,3}$/),
    fc.stringMatching(/^[a-z]{1,8}:[0-9]{2,4}$/),
    placeholder,
  );
  const component = fc
    .array(word, { minLength: 1, maxLength: 3 })
    .chain((words) => fc.constantFrom("-", "_", "__", ".", "---").map((separator) => words.join(separator)));
  const repository = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  const tag = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/), placeholder);

  test("what is put together comes apart again", () => {
    fc.assert(
      fc.property(
        host,
        repository,
        fc.option(tag, { nil: undefined }),
        fc.option(fc.constantFrom(DIGEST, `\${DIGEST}`), { nil: undefined }),
        (host, repository, tag, digest) => {
          const text = `oci://${host}/${repository}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
          const expected: OciUrl = { url: `oci://${host}/${repository}`, host, repository };
          if (tag !== undefined) expected.tag = tag;
          if (digest !== undefined) expected.digest = digest;
          expect(parseOciUrl(text)).toEqual(expected);
        },
      ),
    );
  });

  test("any text gives a url that reads as itself, or one line without break", () => {
    const soup = fc
      .array(
        fc.oneof(
          fc.constantFrom("/", ":", "@", ".", `\${`, "}", "\n", "A", "sha256"),
          word,
          fc.string({ maxLength: 4 }),
        ),
      )
      .map((parts) => `oci://${parts.join("")}`);
    fc.assert(
      fc.property(soup, (text) => {
        const parsed = parseOciUrl(text);
        if ("error" in parsed) expect(parsed.error).toMatch(/^[a-z][^\n\r]*$/);
        else {
          const { tag, digest, ...bare } = parsed;
          expect(parseOciUrl(parsed.url)).toEqual(bare);
          expect(
            `${parsed.url}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`,
          ).toBe(text);
        }
      }),
    );
  });

  test("a repository path has no capital and no empty part", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (isRepositoryPath(text)) expect(text).toMatch(/^[a-z0-9][a-z0-9._/-]*$/);
        expect(isRepositoryPath(`${text}/`)).toBe(false);
      }),
    );
  });
});

describe("isSemverRange", () => {
  const RANGES = [
    "1",
    "v1.2",
    "1.2.3",
    "1.2.3-rc.1+build.5",
    "*",
    "x",
    "1.x",
    "1.2.X",
    ">=1.4.0",
    ">= 1.4.0",
    "=>1",
    "=<2",
    "!=1.5",
    "~1.4",
    "~>1.4",
    "^1",
    ">=1.4.0 <2.0.0",
    ">=1.4.0, <2.0.0",
    ">=1.0,<2 || >=3",
    "1.2 - 2.0",
    "1.2 - 2.0 || 3.x",
    ">=0.0.0-0",
    "2024.01.0",
    `\${RANGE}`,
    `>=\${FROM:=1.0.0} <2`,
  ];
  test.each(RANGES)("%s", (text) => {
    expect(isSemverRange(text)).toBe(true);
  });

  const OTHERS = [
    "",
    " ",
    "main",
    "latest",
    "1.2.3.4",
    "1..2",
    ">",
    ">= ",
    "1.0 ||",
    "|| 1.0",
    "1.0,",
    ",1.0",
    ">=1.0 - 2.0",
    "1.2 - 2.0 3.0",
    "=>=1",
    "== 1",
    "1.0 and 2.0",
    "sha256:00",
    "$RANGE",
    `\${RANGE`,
    "1.0-",
    "1".repeat(257),
  ];
  test.each(OTHERS)("%j is none", (text) => {
    expect(isSemverRange(text)).toBe(false);
  });
});
