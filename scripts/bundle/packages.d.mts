/** A package in a bundle. */
export interface BundledPackage {
  folder: string;
  manifest: { name: string; version: string; license: string; dependencies?: Record<string, string> };
  inputs: string[];
  within: string | undefined;
}

export function bundledPackages(inputs: readonly string[], root?: string): BundledPackage[];
