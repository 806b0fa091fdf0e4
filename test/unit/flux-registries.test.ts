import { expect, it } from "vitest";
import { providerOf } from "../../src/flux/registries.ts";

it.each([
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "aws"],
  ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "aws"],
  ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "aws"],
  ["123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "aws"],
  ["public.ecr.aws", "aws"],
  ["Acme.azurecr.io", "azure"],
  ["acme.westeurope.geo.azurecr.us", "azure"],
  ["acme.azurecr.cn", "azure"],
  ["europe-west1-docker.pkg.dev", "gcp"],
  ["gcr.io", "gcp"],
  ["eu.gcr.io", "gcp"],
  ["ghcr.io", "generic"],
  ["localhost:5000", "generic"],
  ["acme.azurecr.io:443", "generic"],
  ["acme.azurecr.io.example.com", "generic"],
  ["azurecr.io", "generic"],
  ["notgcr.io", "generic"],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com.example.com", "generic"],
  ["x.dkr.ecr.eu-west-1.amazonaws.com", "generic"],
  [`\${REGISTRY}.azurecr.io`, "generic"],
  ["", "generic"],
])("%s belongs to %s", (host, provider) => {
  expect(providerOf(host)).toBe(provider);
});
