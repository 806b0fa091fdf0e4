import { type BuiltMap, entryOf, get, isNull, itemsIn, textIn } from "../../build/node.ts";
import { isFilledLater } from "../../core/variables.ts";

/** True if a map meets a rule. Where a text is not known yet, it does. */
type Meets = (self: BuiltMap) => boolean;

interface CelRule {
  meets: Meets;
  /** A clause that follows the path of the map. */
  says: string;
}

const has = (self: BuiltMap, field: string) => !isNull(entryOf(self, field)?.value);
const isLater = (self: BuiltMap, field: string) => isFilledLater(textIn(self, [field]));
const is = (self: BuiltMap, field: string, values: readonly string[]) =>
  isLater(self, field) || values.includes(textIn(self, [field]));
const isNot = (self: BuiltMap, field: string, value: string) =>
  isLater(self, field) || textIn(self, [field]) !== value;
/** Names of artifacts in the CRD of ArtifactGenerator. */
const OBJECT_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Every rule in CEL that the schemas have, by its text. A test holds each against an evaluator of CEL, and finds rules
 * that are not here.
 */
export const CEL_RULES: ReadonlyMap<string, CelRule> = new Map([
  [
    "(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))",
    {
      meets: (self) => has(self, "chart") !== has(self, "chartRef"),
      says: "needs one of chart and chartRef",
    },
  ],
  [
    "!has(self.retryInterval) || self.name != 'RemediateOnFailure'",
    {
      meets: (self) => !has(self, "retryInterval") || isNot(self, "name", "RemediateOnFailure"),
      says: "has a retryInterval, which the API does not take if name is RemediateOnFailure",
    },
  ],
  [
    "!has(self.retryInterval) || self.name == 'RetryOnFailure'",
    {
      meets: (self) => !has(self, "retryInterval") || is(self, "name", ["RetryOnFailure"]),
      says: "has a retryInterval, which the API takes only if name is RetryOnFailure",
    },
  ],
  [
    "has(self.configMapRef) || has(self.secretRef)",
    {
      meets: (self) => has(self, "configMapRef") || has(self, "secretRef"),
      says: "needs one of configMapRef and secretRef",
    },
  ],
  [
    "!has(self.configMapRef) || !has(self.secretRef)",
    {
      meets: (self) => !has(self, "configMapRef") || !has(self, "secretRef"),
      says: "has configMapRef and secretRef, and the API takes one of them",
    },
  ],
  [
    "!has(self.serviceAccountName) || (has(self.provider) && self.provider == 'azure')",
    {
      meets: (self) =>
        !has(self, "serviceAccountName") || (has(self, "provider") && is(self, "provider", ["azure"])),
      says: "has a serviceAccountName, which the API takes only if provider is azure",
    },
  ],
  [
    "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
    {
      meets: (self) =>
        !has(self, "serviceAccountName") || (has(self, "provider") && is(self, "provider", ["azure", "aws"])),
      says: "has a serviceAccountName, which the API takes only if provider is azure or aws",
    },
  ],
  [
    "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)",
    {
      meets: (self) => isNot(self, "type", "generic-oidc") || itemsIn(self, ["oidcProviders"]).length > 0,
      says: "needs oidcProviders, because its type is generic-oidc",
    },
  ],
  [
    "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0",
    {
      meets: (self) => is(self, "type", ["generic-oidc"]) || itemsIn(self, ["oidcProviders"]).length === 0,
      says: "has oidcProviders, which the API takes only if type is generic-oidc",
    },
  ],
  [
    "self.type != 'generic-oidc' || !has(self.secretRef)",
    {
      meets: (self) => isNot(self, "type", "generic-oidc") || !has(self, "secretRef"),
      says: "has a secretRef, which the API does not take if type is generic-oidc",
    },
  ],
  [
    "self.type == 'generic-oidc' || has(self.secretRef)",
    {
      meets: (self) => is(self, "type", ["generic-oidc"]) || has(self, "secretRef"),
      says: "needs a secretRef, because its type is not generic-oidc",
    },
  ],
  [
    "has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, a.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))",
    {
      meets: (self) =>
        textIn(self, ["pathPattern"]) !== "" ||
        itemsIn(self, ["artifacts"]).every(
          (one) => isFilledLater(textIn(one, ["name"])) || OBJECT_NAME.test(textIn(one, ["name"])),
        ),
      says: "has an artifact whose name no object can have, and no pathPattern",
    },
  ],
  [
    "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
    {
      meets: (self) => {
        const source = get(self, "sourceRef");
        return !has(self, "verify") || source?.type !== "map" || is(source, "kind", ["HelmRepository"]);
      },
      says: "has verify, which the API takes only if the kind of sourceRef is HelmRepository",
    },
  ],
]);

/** What a map has wrong by a rule in CEL; undefined if it meets it. */
export function celFault(rule: string, self: BuiltMap): string | undefined {
  const known = CEL_RULES.get(rule);
  return !known || known.meets(self) ? undefined : known.says;
}
