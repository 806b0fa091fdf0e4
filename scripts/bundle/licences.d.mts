import type { BundledPackage } from "./packages.mjs";

export function licences(packages: readonly BundledPackage[]): string;
