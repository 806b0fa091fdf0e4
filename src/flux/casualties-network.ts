import { at, deref, itemsAt, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { namesOf } from "./policy-rules.ts";

/** Which policies limit connections, and where each keeps what it selects and what it allows. */
interface NetworkForm {
  group: string;
  kinds: readonly string[];
  /** Field of `spec` that selects pods; a text in Calico. */
  selector: string;
}

/** From the API references of Kubernetes, Cilium and Calico. */
const FORMS: readonly NetworkForm[] = [
  { group: "networking.k8s.io", kinds: ["NetworkPolicy"], selector: "podSelector" },
  {
    group: "cilium.io",
    kinds: ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"],
    selector: "endpointSelector",
  },
  {
    group: "projectcalico.org",
    kinds: ["NetworkPolicy", "GlobalNetworkPolicy"],
    selector: "selector",
  },
  {
    group: "crd.projectcalico.org",
    kinds: ["NetworkPolicy", "GlobalNetworkPolicy"],
    selector: "selector",
  },
];

const CONTROLLER = "source-controller";
const EVERYWHERE: readonly string[] = ["0.0.0.0/0", "::/0"];

/**
 * What a network policy does to the outgoing connections of source-controller, as far as its own text tells: `limits`,
 * `open` (it allows port 443 to everywhere), or undefined where it is for others.
 * @param inFlux true where it lies in a namespace of Flux
 */
export function egressOf(
  root: YamlNode,
  group: string,
  kind: string,
  inFlux: boolean,
): "limits" | "open" | undefined {
  const form = FORMS.find((one) => one.group === group && one.kinds.includes(kind));
  const spec = at(root, ["spec"]);
  if (!form || !selects(at(spec, [form.selector]), inFlux, kind) || !hasEgress(spec)) return undefined;
  return itemsAt(spec, ["egress"]).some(isOpen) ? "open" : "limits";
}

/** By its labels; an empty selector selects all pods of a namespace of Flux. */
function selects(selector: YamlNode | undefined, inFlux: boolean, kind: string): boolean {
  const texts = scalarsOf(selector);
  if (texts.some((text) => text.includes(CONTROLLER))) return true;
  // A policy of the whole cluster says nothing about Flux unless it names it.
  const isWide = kind.includes("Clusterwide") || kind.startsWith("Global");
  if (isWide) return texts.some((text) => text.includes("flux-system"));
  return inFlux && (texts.length === 0 || texts.every((text) => text === "all()" || text === ""));
}

function scalarsOf(node: YamlNode | undefined): string[] {
  const found = deref(node);
  if (found?.type === "scalar") return [textAt(found) ?? ""];
  if (found?.type === "seq") return found.items.flatMap(scalarsOf);
  return pairsAt(found).flatMap((pair) => scalarsOf(pair.value));
}

function hasEgress(spec: YamlNode | undefined): boolean {
  const types = [...namesOf(spec, "policyTypes"), ...namesOf(spec, "types")];
  return types.includes("Egress") || (types.length === 0 && at(spec, ["egress"]) !== undefined);
}

/** A rule that lets port 443 out to every address. */
function isOpen(rule: YamlNode): boolean {
  if (textAt(rule, ["action"]) === "Deny") return false;
  const ports = [
    ...itemsAt(rule, ["ports"]),
    ...itemsAt(rule, ["toPorts"]).flatMap((one) => itemsAt(one, ["ports"])),
    ...itemsAt(rule, ["destination", "ports"]),
  ];
  const fits = ports.length === 0 || ports.some((port) => isHttps(port));
  const to = pairsAt(rule).some(({ key }) => /^to(?!Ports$)/.test(String(key.value)));
  const entities = namesOf(rule, "toEntities");
  const nets = [
    ...itemsAt(rule, ["to"]).flatMap((peer) =>
      itemsAt(peer, ["ipBlock", "except"]).length > 0 ? [] : (textAt(peer, ["ipBlock", "cidr"]) ?? []),
    ),
    ...namesOf(rule, "toCIDR"),
    ...namesOf(at(rule, ["destination"]), "nets"),
  ];
  const narrow = to || pairsAt(rule, ["destination"]).some(({ key }) => key.value !== "ports");
  const everywhere =
    entities.some((one) => one === "world" || one === "all") || nets.some((net) => EVERYWHERE.includes(net));
  return fits && (everywhere || !narrow);
}

function isHttps(port: YamlNode): boolean {
  const first = textAt(port, ["port"]) ?? textAt(port) ?? "";
  const last = textAt(port, ["endPort"]) ?? first.split(":")[1] ?? first;
  if (first === "" || first === "0" || first === "https") return true;
  return Number(first.split(":")[0]) <= 443 && Number(last) >= 443;
}
