/** Where a registry sends who pulls from it: other hosts that serve its blobs or its tokens. */
interface HostRow {
  host: RegExp;
  others: readonly string[];
}

/** From the firewall pages of the providers. A registry of one's own that is not here serves its blobs itself, as a rule. */
const HOSTS: readonly HostRow[] = [
  { host: /^ghcr\.io$/, others: ["pkg-containers.githubusercontent.com"] },
  {
    host: /^(?:docker\.io|registry-1\.docker\.io)$/,
    others: ["registry-1.docker.io", "auth.docker.io", "production.cloudflare.docker.com"],
  },
  { host: /^quay\.io$/, others: ["cdn01.quay.io", "cdn02.quay.io", "cdn03.quay.io"] },
  { host: /^registry\.gitlab\.com$/, others: ["gitlab.com", "cdn.registry.gitlab-static.net"] },
  { host: /\.azurecr\.(?:io|cn|us)$/, others: ["*.blob.core.windows.net"] },
  {
    host: /\.dkr\.ecr[.-].*amazonaws\.com/,
    others: ["api.ecr.<region>.amazonaws.com", "*.s3.<region>.amazonaws.com"],
  },
  { host: /^public\.ecr\.aws$/, others: ["*.cloudfront.net"] },
  { host: /(?:-docker\.pkg\.dev|gcr\.io)$/, others: ["storage.googleapis.com"] },
];

/** Needed to verify a keyless signature of cosign: the certificate authority's roots and the log. */
const SIGSTORE: readonly string[] = [
  "tuf-repo-cdn.sigstore.dev",
  "rekor.sigstore.dev",
  "fulcio.sigstore.dev",
];

/** Hosts that source-controller has to reach to pull `oci://…` urls, and to verify keyless signatures of them. */
export function hostsFor(urls: readonly string[], keyless: boolean): string[] {
  const hosts = urls.flatMap((url) => {
    const host = url.replace(/^oci:\/\//, "").split("/")[0] ?? "";
    const name = host.replace(/:\d+$/, "").toLowerCase();
    return [host, ...HOSTS.filter((row) => row.host.test(name)).flatMap((row) => row.others)];
  });
  return [...new Set([...hosts, ...(keyless ? SIGSTORE : [])])];
}
