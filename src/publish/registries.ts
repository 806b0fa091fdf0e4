/** Systems for which pipelines are written. */
export type CiName = "github" | "gitlab" | "azure";

/** Values of the two variables by which a pipeline signs in, in the words of its system. */
export interface Login {
  user: string;
  password: string;
}

/** What has to be known of a registry to publish there. */
export interface RegistryRow {
  name: string;
  /** Matches the whole host, in lower case, without a port. */
  host: RegExp;
  /** Form of the urls. */
  url: string;
  /** How somebody signs in who is no pipeline of the host itself. */
  login: string;
  /** The least right that is enough to push. */
  right: string;
  /** Whether a new repository can be pulled by everybody. */
  first: string;
  /** Whether a tag can be kept from moving. A registry that does so refuses a moving tag. */
  immutable: string;
  /** `spec.provider` of Flux; generic for all others. */
  provider: string;
  /** `spec.type` of a Receiver that the registry can call. */
  receiver: string;
  /** Key of the pull secret: clusters take the host exactly so. */
  key: string;
  /** Where it is written. */
  source: string;
  /** What the system itself gives its pipelines; for others the two variables are set by a person. */
  own?: Partial<Record<CiName, Login>>;
  /** Prints the password in a pipeline, with the program of the cloud; needs the cloud's own variables. */
  command?: { user: string; password: string; variables: readonly string[] };
}

/** Registries by their hosts, looked up on 2026-12-01. The last one takes all others. */
export const REGISTRIES: readonly RegistryRow[] = [
  {
    name: "GHCR",
    host: /^ghcr\.io$/,
    url: "oci://ghcr.io/<owner>/<name>",
    login: "a classic token; in GitHub Actions the job's own",
    right: "write:packages; packages: write",
    first: "private",
    immutable: "no",
    provider: "generic",
    receiver: "github",
    key: "ghcr.io",
    source:
      "https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry",
    own: { github: { user: `\${{ github.actor }}`, password: `\${{ secrets.GITHUB_TOKEN }}` } },
  },
  {
    name: "Docker Hub",
    host: /^(?:index\.|registry-1\.)?docker\.io$/,
    url: "oci://docker.io/<owner>/<name>",
    login: "an access token",
    right: "Read & Write",
    first: "as the account says, public by default",
    immutable: "can be set",
    provider: "generic",
    receiver: "dockerhub",
    key: "https://index.docker.io/v1/",
    source: "https://docs.docker.com/security/access-tokens/",
  },
  {
    name: "Amazon ECR",
    host: /^\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
    url: "oci://<account>.dkr.ecr.<region>.amazonaws.com/<name>",
    login: "user AWS, password of aws ecr get-login-password, for 12 hours",
    right: "ecr:GetAuthorizationToken, and push and pull of the repository, which has to be made first",
    first: "private",
    immutable: "can be set; then use versions, for even the same digest is refused",
    provider: "aws",
    receiver: "generic",
    key: "the host",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html",
    command: {
      user: "AWS",
      password: "aws ecr get-login-password",
      variables: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"],
    },
  },
  {
    name: "Artifact Registry",
    host: /^.+-docker\.pkg\.dev$/,
    url: "oci://<region>-docker.pkg.dev/<project>/<repository>/<name>",
    login: "user _json_key_base64, password the key of a service account in base64",
    right: "roles/artifactregistry.writer",
    first: "private",
    immutable: "can be set",
    provider: "gcp",
    receiver: "gcr",
    key: "the host",
    source: "https://cloud.google.com/artifact-registry/docs/docker/authentication",
  },
  {
    name: "ACR",
    host: /^.+\.azurecr\.(?:io|cn|us)$/,
    url: "oci://<registry>.azurecr.io/<name>",
    login: "a token with a scope map, as user and password",
    right: "content/read and content/write; AcrPush",
    first: "private",
    immutable: "a tag or a repository can be locked",
    provider: "azure",
    receiver: "acr",
    key: "the host",
    source:
      "https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions",
  },
  {
    name: "GitLab",
    host: /^registry\.gitlab\.com$/,
    url: "oci://registry.gitlab.com/<group>/<project>/<name>",
    login: "a deploy token; in GitLab CI the job's own",
    right: "write_registry, read_registry",
    first: "as the project",
    immutable: "protected tags",
    provider: "generic",
    receiver: "generic",
    key: "registry.gitlab.com",
    source: "https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/",
    own: { gitlab: { user: "$CI_REGISTRY_USER", password: "$CI_REGISTRY_PASSWORD" } },
  },
  {
    name: "Harbor",
    host: /^(?:harbor|.*\.harbor)\..+$/,
    url: "oci://<host>/<project>/<name>",
    login: "a robot account of the project",
    right: "push and pull of repositories",
    first: "as the project",
    immutable: "rules of the project",
    provider: "generic",
    receiver: "harbor",
    key: "the host",
    source:
      "https://goharbor.io/docs/latest/working-with-projects/project-configuration/create-robot-accounts/",
  },
  {
    name: "Generic",
    host: /^/,
    url: "oci://<host>[:<port>]/<path>",
    login: "user and password",
    right: "push and pull of the repository",
    first: "ask who runs it",
    immutable: "ask who runs it",
    provider: "generic",
    receiver: "generic",
    key: "the host, with its port",
    source: "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
  },
];

/** What is known of the registry of an artifact. */
export function registryOf(artifact: string): RegistryRow {
  const [host = ""] = artifact.replace(/^oci:\/\//, "").split("/");
  const name = host.replace(/:\d+$/, "").toLowerCase();
  return REGISTRIES.find((row) => row.host.test(name))!;
}
