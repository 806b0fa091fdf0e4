/** What an object is called: kustomize compares objects by these, never by the file that they stand in. */
import { type BuiltMap, get, textIn } from "./node.ts";

/** Group, version and kind. */
export interface Gvk {
  group: string;
  version: string;
  kind: string;
}

/** A name that an object has or had on its way through the build. */
export interface ObjectId extends Gvk {
  name: string;
  /** As written; empty if nothing is. */
  namespace: string;
}

/** Splits an apiVersion at its slash; the core group is empty. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  return slash === -1
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Group, version and kind of an object. */
export function gvkOf(node: BuiltMap): Gvk {
  const { group, version } = splitApiVersion(textIn(get(node, "apiVersion")));
  return { group, version, kind: textIn(get(node, "kind")) };
}

/** Ids of nodes, which never change. */
const ids = new WeakMap<BuiltMap, ObjectId>();

/** The id that an object has now. */
export function idOf(node: BuiltMap): ObjectId {
  const known = ids.get(node) ?? readId(node);
  ids.set(node, known);
  return known;
}

function readId(node: BuiltMap): ObjectId {
  const metadata = get(node, "metadata");
  const { group, version, kind } = gvkOf(node);
  const [name, namespace] = [textIn(get(metadata, "name")), textIn(get(metadata, "namespace"))];
  return { group, version, kind, name, namespace };
}

/** Kinds without a namespace, by group: only builtin ones, all others count as namespaced (build-facts 19). */
const CLUSTER_SCOPED: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    "": ["ComponentStatus", "Namespace", "Node", "PersistentVolume"],
    "admissionregistration.k8s.io": [
      "MutatingWebhookConfiguration",
      "ValidatingAdmissionPolicy",
      "ValidatingAdmissionPolicyBinding",
      "ValidatingWebhookConfiguration",
    ],
    "apiextensions.k8s.io": ["CustomResourceDefinition"],
    "apiregistration.k8s.io": ["APIService"],
    "certificates.k8s.io": ["CertificateSigningRequest"],
    "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
    "networking.k8s.io": ["IngressClass"],
    "node.k8s.io": ["RuntimeClass"],
    policy: ["PodSecurityPolicy"],
    "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
    "scheduling.k8s.io": ["PriorityClass"],
    "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
  }).map(([group, kinds]) => [group, new Set(kinds)]),
);

/** True for builtin kinds that have no namespace. */
export function isClusterScoped({ group, kind }: Gvk): boolean {
  return CLUSTER_SCOPED.get(group)?.has(kind) ?? false;
}

/** The namespace that kustomize compares: `default` if none is written, a word of its own for cluster-scoped kinds. */
export function effectiveNamespace(gvk: Gvk, namespace: string): string {
  if (isClusterScoped(gvk)) return "_non_namespaceable_";
  return namespace === "" ? "default" : namespace;
}

/** Keys of ids, which never change. */
const KEYS = new WeakMap<ObjectId, string>();

/** Tells ids apart as kustomize does. */
export function idKey(id: ObjectId): string {
  const key = KEYS.get(id) ?? makeKey(id);
  KEYS.set(id, key);
  return key;
}

function makeKey(id: ObjectId): string {
  return `${id.group}|${id.version}|${id.kind}|${effectiveNamespace(id, id.namespace)}|${id.name}`;
}

/** An id for messages: `Kustomization/flux-system/apps`. */
export function idText({ kind, namespace, name }: ObjectId): string {
  return namespace === "" ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}
