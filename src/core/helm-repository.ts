import type { MigrateDecision } from "./decision.ts";
import { accessFields } from "./oci-object.ts";
import type { PlainRecord } from "./ops.ts";
import { dirname } from "./paths.ts";

/** The HelmRepository of type oci that holds a chart: its url is that of the chart's artifact without the last part. */
export function helmRepository(options: {
  apiVersion: string;
  name: string;
  namespace: string | undefined;
  interval: string;
  decision: MigrateDecision;
}): PlainRecord {
  const { decision, namespace, name } = options;
  // The signature is checked by the release, chart by chart.
  const { verify: _, ...access } = accessFields(decision);
  return {
    apiVersion: options.apiVersion,
    kind: "HelmRepository",
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: { type: "oci", interval: options.interval, url: dirname(decision.url), ...access },
  };
}
