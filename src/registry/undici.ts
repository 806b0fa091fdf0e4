/** What of undici is used; a module of its own, so that it loads only once something is asked for. */
export { EnvHttpProxyAgent, ProxyAgent, request } from "undici";
