import { FINDING_PAGES } from "../../flux/findings.ts";
import { visible } from "../colour.ts";
import { place, plainText } from "../lint/sarif-places.ts";
import { placedFindings } from "./findings.ts";
import type { VerifyView } from "./view.ts";

/** The schema of SARIF 2.1.0 at the place that OASIS gives it. */
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
/** GitHub takes no more of one run. */
const MOST_RESULTS = 5_000;

/** A run of verify as a SARIF 2.1.0 log. */
export function verifySarif(view: VerifyView, version: string) {
  const findings = placedFindings(view).slice(0, MOST_RESULTS);
  const ids = [...new Set(findings.map(({ rule }) => rule))];
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "git2oci", version, semanticVersion: version, rules: ids.map(descriptor) } },
        automationDetails: { id: "git2oci/verify/" },
        columnKind: "utf16CodeUnits",
        invocations: [{ executionSuccessful: true }],
        results: findings.map(({ rule, severity, message, help, location, object, fingerprint }) => ({
          ruleId: rule,
          ruleIndex: ids.indexOf(rule),
          kind: "fail",
          level: severity,
          message: { text: plainText(help === undefined ? message : `${message}\n${help}`) },
          locations: [
            {
              ...place(location),
              logicalLocations: [
                {
                  name: visible(object.name),
                  fullyQualifiedName: visible(`${object.kind}/${object.namespace}/${object.name}`),
                  kind: "object",
                },
              ],
            },
          ],
          partialFingerprints: { "objectIdentity/v1": fingerprint },
        })),
      },
    ],
  };
}

function descriptor(id: string) {
  const page = FINDING_PAGES.find((one) => one.id === id);
  return {
    id,
    shortDescription: { text: page?.title ?? id },
    help: { text: `git2oci explain ${id}` },
    properties: { tags: ["flux", "gitops", "oci"] },
  };
}
