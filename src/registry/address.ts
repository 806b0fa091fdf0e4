import { BlockList, isIP } from "node:net";

/** A repository of a registry as Flux names it. */
export interface Address {
  /** host[:port]; `index.docker.io` for docker.io, as go-containerregistry has it. */
  host: string;
  path: string;
  /** `host/path`: what keys of Secrets are compared with. */
  name: string;
}

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const PATH = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/** The address of an `oci://` url without a version; undefined for what Flux refuses as well. */
export function addressOf(url: string): Address | undefined {
  const rest = /^oci:\/\/(.+?)\/*$/.exec(url)?.[1];
  const slash = rest?.indexOf("/") ?? -1;
  if (rest === undefined || slash === -1) return undefined;
  const [written, below] = [rest.slice(0, slash), rest.slice(slash + 1)];
  if (!HOST.test(written) || !PATH.test(below)) return undefined;
  const isHub = written === "docker.io" || written === "index.docker.io";
  const host = isHub ? "index.docker.io" : written;
  const path = isHub && !below.includes("/") ? `library/${below}` : below;
  return { host, path, name: `${host}/${path}` };
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Where clouds hand out credentials to whoever asks; no registry is there. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet("169.254.0.0", 16, "ipv4");
LINK_LOCAL.addSubnet("fe80::", 10, "ipv6");
LINK_LOCAL.addAddress("fd00:ec2::254", "ipv6");

/** True for an IP address of this kind; a name is none. */
function isIn(list: BlockList, hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  const version = isIP(bare);
  return version !== 0 && list.check(bare, version === 6 ? "ipv6" : "ipv4");
}

/** True for a host name or address of this machine. @param hostname without a port */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || isIn(LOOPBACK, hostname);
}

/** True for an address that is never asked. @param hostname without a port */
export function isLinkLocal(hostname: string): boolean {
  return isIn(LINK_LOCAL, hostname);
}

/** A url for people: without user, query and fragment, which may sign in. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
