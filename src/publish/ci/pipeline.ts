import { type Artifact, VERSIONS } from "../artifacts.ts";
import { type CiName, type Login, type RegistryRow, registryOf } from "../registries.ts";
import { TOOLS } from "../tools.ts";

/** What a pipeline has to know of the rows of its repository. */
export interface Pipeline {
  branches: string[];
  /** Git tags, in the patterns that all systems share. */
  tags: string[];
  tools: string[];
  registry: RegistryRow;
  keyless: boolean;
  key: boolean;
}

/** Reads off the rows what a pipeline has to do. */
export function pipelineOf(artifacts: readonly Artifact[]): Pipeline {
  const rows = artifacts.flatMap((one) => one.rows);
  const named = (prefix: string) =>
    rows.flatMap(({ from }) =>
      from.startsWith(prefix) && from !== VERSIONS ? [from.slice(prefix.length)] : [],
    );
  const cosign = rows.flatMap(({ verify }) => (verify?.provider === "cosign" ? [verify] : []));
  const keyed = cosign.filter((one) => one.secretRef !== undefined || !one.matchOIDCIdentity);
  const charts = artifacts.some(({ kind }) => kind === "chart");
  const tools = ["flux", ...(cosign.length > 0 ? ["cosign"] : []), ...(charts ? ["helm"] : [])];
  return {
    branches: unique(named("refs/heads/")),
    tags: unique(["[0-9]*", "v[0-9]*", ...named("refs/tags/").filter((tag) => !/^v?\d/.test(tag))]),
    tools: tools.filter((tool) => tool in TOOLS),
    registry: registryOf(artifacts[0]!.artifact),
    keyless: cosign.length > keyed.length,
    key: keyed.length > 0,
  };
}

/** The variables of a job that pushes: its sign-in, and the key. @param secret how the system writes a secret of that name */
export function variablesOf(
  { registry, key }: Pipeline,
  ci: CiName,
  secret: (name: string) => string,
): Record<string, string> {
  const login: Login | undefined = registry.own?.[ci];
  const cloud = registry.command;
  return {
    ...(cloud
      ? { GIT2OCI_REGISTRY_USER: cloud.user, ...named(cloud.variables, secret) }
      : {
          GIT2OCI_REGISTRY_USER: login?.user ?? secret("GIT2OCI_REGISTRY_USER"),
          GIT2OCI_REGISTRY_PASSWORD: login?.password ?? secret("GIT2OCI_REGISTRY_PASSWORD"),
        }),
    ...(key ? named(["GIT2OCI_COSIGN_KEY", "COSIGN_PASSWORD"], secret) : {}),
  };
}

function named(names: readonly string[], secret: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, secret(name)]));
}

/** Commands of the shell that a job runs. @param ref an expression of the shell */
export function commandsOf({ tools, registry }: Pipeline, mode: "check" | "push", ref: string): string[] {
  return [
    `sh .git2oci/install-tools.sh "$HOME/git2oci-tools" ${tools.join(" ")}`,
    'export PATH="$HOME/git2oci-tools:$PATH"',
    ...(registry.command && mode === "push"
      ? [`GIT2OCI_REGISTRY_PASSWORD=$(${registry.command.password})`, "export GIT2OCI_REGISTRY_PASSWORD"]
      : []),
    `sh .git2oci/publish.sh ${mode} "${ref}"`,
  ];
}

/** A text as a scalar of YAML that every reader takes for that text. */
export function yamlText(text: string): string {
  return JSON.stringify(text);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
