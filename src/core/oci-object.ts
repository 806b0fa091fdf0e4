import type { MigrateDecision } from "./decision.ts";
import type { PlainRecord } from "./ops.ts";

/**
 * Keeps the twin of a root's source when another owner takes over (a FluxInstance): compared without case,
 * and any other value does not protect.
 */
export const PRUNE_DISABLED = ["kustomize.toolkit.fluxcd.io/prune", "disabled"] as const;

/** Media type of the layer that `helm push` makes of a chart (flux-facts 6.4). */
export const CHART_MEDIA_TYPE = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/** The layer of a chart's artifact, taken as it is: helm-controller reads it with the layout that Helm gave it. */
export const CHART_LAYER: PlainRecord = { mediaType: CHART_MEDIA_TYPE, operation: "copy" };

/** What a decision says about signing in and signatures, as fields of OCIRepositorySpec. */
export function accessFields(decision: MigrateDecision): PlainRecord {
  const { access, verify } = decision;
  const fields: PlainRecord = {};
  if (access.provider !== undefined && access.provider !== "generic") fields.provider = access.provider;
  if (access.secretRef !== undefined) fields.secretRef = { name: access.secretRef };
  if (access.serviceAccountName !== undefined) fields.serviceAccountName = access.serviceAccountName;
  if (access.certSecretRef !== undefined) fields.certSecretRef = { name: access.certSecretRef };
  if (access.insecure === true) fields.insecure = true;
  if (verify) {
    const record: PlainRecord = { provider: verify.provider };
    if (verify.secretRef !== undefined) record.secretRef = { name: verify.secretRef };
    if (verify.matchOIDCIdentity)
      record.matchOIDCIdentity = verify.matchOIDCIdentity.map((one) => ({ ...one }));
    if (verify.trustedRootSecretRef !== undefined)
      record.trustedRootSecretRef = { name: verify.trustedRootSecretRef };
    fields.verify = record;
  }
  return fields;
}

/** A whole OCIRepository, for a source whose own declaration cannot hold it. */
export function ociObject(options: {
  apiVersion: string;
  name: string;
  namespace: string | undefined;
  interval: string;
  /** Fields of the Git source that keep their meaning: timeout, ignore, proxySecretRef. */
  kept: PlainRecord;
  root: boolean;
  decision: MigrateDecision;
}): PlainRecord {
  const metadata: PlainRecord = { name: options.name };
  if (options.namespace !== undefined) metadata.namespace = options.namespace;
  if (options.root) metadata.annotations = { [PRUNE_DISABLED[0]]: PRUNE_DISABLED[1] };
  return {
    apiVersion: options.apiVersion,
    kind: "OCIRepository",
    metadata,
    spec: {
      interval: options.interval,
      url: options.decision.url,
      ref: { ...options.decision.ref } as PlainRecord,
      ...(options.decision.chart !== undefined && { layerSelector: { ...CHART_LAYER } }),
      ...accessFields(options.decision),
      ...options.kept,
    },
  };
}
