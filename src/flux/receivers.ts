/** How a registry tells Flux of a new artifact. */
export interface ReceiverRow {
  /** Matches the whole host of the registry, in lower case. */
  host: RegExp;
  /** `spec.type` of the Receiver. */
  type: string;
  /** `spec.events`, for the types that filter by event. */
  events?: readonly string[];
  /** What a person does beside applying the object. */
  how: string;
  /** Where the rule was read. */
  source: string;
}

const HANDLERS = "notification-controller internal/server/receiver_handlers.go";

/**
 * Registries that call a webhook of their own. Harbor runs under any host name, so its type cannot be told by the host,
 * and ECR has no webhook that a Receiver understands: both get the type that the pipeline calls.
 */
const RECEIVERS: readonly ReceiverRow[] = [
  {
    host: /^ghcr\.io$/,
    type: "github",
    events: ["ping", "package"],
    how: "add a webhook with the event Packages to the repository or organisation on GitHub",
    source: `${HANDLERS}: events are compared to X-GitHub-Event; flux-facts 3.3`,
  },
  {
    host: /^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)$/,
    type: "dockerhub",
    how: "add a webhook to the repository on Docker Hub",
    source: HANDLERS,
  },
  {
    host: /^quay\.io$/,
    type: "quay",
    how: "add a repository notification of type Webhook POST for a push on Quay",
    source: HANDLERS,
  },
  {
    host: /^(?:(?:.+\.)?gcr\.io|.+-docker\.pkg\.dev)$/,
    type: "gcr",
    how: "let the Pub/Sub topic gcr push to it; since Flux 2.9 its Secret needs email and audience too",
    source: `${HANDLERS}; flux-facts 3.3`,
  },
  {
    host: /^.+\.azurecr\.(?:io|cn|de|us)$/,
    type: "acr",
    how: "add a webhook with the action push to the registry",
    source: HANDLERS,
  },
];

/** The type for every other registry. */
const BY_PIPELINE: ReceiverRow = {
  host: /^/,
  type: "generic-hmac",
  how: "let the pipeline call it as its last step, after the tag has moved, with the body signed by the token (X-Signature: sha256=…); a Harbor registry can call one of type harbor instead",
  source: `${HANDLERS}; flux-facts 3.3`,
};

/** The Receiver for artifacts at `oci://host/…`. */
export function receiverFor(url: string): ReceiverRow {
  const host = /^oci:\/\/([^/:]+)/.exec(url)?.[1]?.toLowerCase() ?? "";
  return RECEIVERS.find((row) => row.host.test(host)) ?? BY_PIPELINE;
}

/** Every registry with a type of its own, for documentation; the last is for all others. */
export const RECEIVER_ROWS: readonly ReceiverRow[] = [...RECEIVERS, BY_PIPELINE];
