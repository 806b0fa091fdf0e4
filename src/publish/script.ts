import type { Verify } from "../core/decision.ts";
import { type Artifact, type ArtifactRow, VERSIONS } from "./artifacts.ts";
import { signedText } from "./ours.ts";
import BASE from "./script/base.sh?raw";
import CHARTS from "./script/charts.sh?raw";
import HEAD from "./script/head.sh?raw";
import MAIN from "./script/main.sh?raw";
import MANIFESTS from "./script/manifests.sh?raw";
import SIGN from "./script/sign.sh?raw";

/** Where the script stands, from the top of the work tree. */
export const SCRIPT_FILE = ".git2oci/publish.sh";

/** The script that makes every artifact of one repository. @param git url of the repository, told to the registry */
export function publishScript(artifacts: readonly Artifact[], git: string): string {
  const hosts = [...new Set(artifacts.map(({ artifact }) => loginKey(artifact)))];
  const rows = artifacts.flatMap((one) => one.rows);
  const old = rows.some(({ verify, signature }) => verify?.provider === "cosign" && signature === "sig");
  const charts = artifacts.some(({ kind }) => kind === "chart");
  const parts = [
    HEAD,
    "\n# What is signed for clusters below Flux 2.8 has the form of cosign 2.\n",
    `signature=${old ? "sig" : "bundle"}\n`,
    `hosts=${quoted(hosts.join(" "))}\n`,
    `source=${quoted(git)}\n`,
    rowsFunction(artifacts),
    BASE,
    SIGN,
    MANIFESTS,
    charts ? CHARTS : "",
    MAIN,
  ];
  return signedText(parts.join(""));
}

/** The key of a host in the configuration of docker. */
function loginKey(artifact: string): string {
  const [host = ""] = artifact.replace(/^oci:\/\//, "").split("/");
  return /^(?:index\.|registry-1\.)?docker\.io$/.test(host) ? "https://index.docker.io/v1/" : host;
}

/** The rows as a table of the shell: each ref, and the artifacts that it makes. */
function rowsFunction(artifacts: readonly Artifact[]): string {
  const exact = new Map<string, string[]>();
  const versions: string[] = [];
  for (const one of artifacts) {
    const all = one.rows.find(({ from }) => from === VERSIONS);
    if (all || one.kind === "manifests") versions.push(call(one, all));
    for (const row of one.rows)
      if (row.from !== VERSIONS) exact.set(row.from, [...(exact.get(row.from) ?? []), call(one, row)]);
  }
  const entry = (pattern: string, calls: readonly string[]) => [
    `    ${pattern})`,
    ...calls.map((one) => `      ${one}`),
    "      ;;",
  ];
  return [
    "",
    "# The rows of .git2oci/artifacts.json: each ref, and the artifacts that are made of it.",
    "# shellcheck disable=SC2016 # what stands in quotes is a name",
    "rows() {",
    "  case $ref in",
    ...[...exact].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([from, calls]) => entry(quoted(from), calls)),
    ...(versions.length > 0 ? entry("refs/tags/[0-9]* | refs/tags/v[0-9]*", versions) : []),
    ...entry("*", ['say "no artifact is made of $ref"']),
    "  esac",
    "}",
    "",
  ].join("\n");
}

function call({ kind, path, artifact }: Artifact, row: ArtifactRow | undefined): string {
  const repository = artifact.replace(/^oci:\/\//, "");
  const star = kind === "chart" ? "-" : undefined;
  const tag = row === undefined || row.to === "*" ? (star ?? '"$version"') : quoted(row.to);
  return [kind, quoted(path), quoted(repository), tag, ...howSigned(row?.verify)].join(" ");
}

function howSigned(verify: Verify | undefined): string[] {
  if (!verify) return ["none"];
  if (verify.provider === "notation") return ["notation"];
  if (verify.secretRef !== undefined || !verify.matchOIDCIdentity) return ["key"];
  const { matchOIDCIdentity: all } = verify;
  const any = (key: "issuer" | "subject") =>
    quoted(all.length === 1 ? all[0]![key] : all.map((one) => `(${one[key]})`).join("|"));
  return ["keyless", any("issuer"), any("subject")];
}

/** A word of the shell that says just this text. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
