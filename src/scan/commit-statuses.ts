/** Providers that write the state of Kustomizations to commits of a Git forge (flux-facts 3.4). */
import type { Cluster, ClusterObject } from "../build/cluster.ts";
import { entriesIn, get, itemsIn, textIn } from "../build/node.ts";
import { idText } from "../build/object-id.ts";
import type { Casualty } from "../core/neighbours.ts";
import { CASUALTIES } from "../flux/casualties.ts";
import { GROUP } from "../flux/groups.ts";
import type { BuildWords } from "../graph/doors.ts";

/** Values of `spec.type` of a Provider that posts commit statuses. */
const FORGES: ReadonlySet<string> = new Set([
  "azuredevops",
  "bitbucket",
  "bitbucketserver",
  "gitea",
  "github",
  "gitlab",
]);

/** Providers of Git forges that Alerts use for Kustomizations of Git sources, one a provider and cluster. */
export function commitStatuses(clusters: readonly Cluster[], words: BuildWords): Casualty[] {
  const found = clusters.flatMap(({ objects }) => inCluster(objects, words));
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

function inCluster(objects: readonly ClusterObject[], words: BuildWords): Casualty[] {
  const ofKind = (group: string, kind: string) =>
    objects.filter(({ id }) => id.group === group && id.kind === kind);
  const kustomizations = ofKind(GROUP.kustomize, "Kustomization").filter(readsGit);
  const alerts = ofKind(GROUP.notification, "Alert");
  const { message, severity } = CASUALTIES["commit-status"];
  return ofKind(GROUP.notification, "Provider").flatMap((provider) => {
    const type = get(get(provider.built.node, "spec"), "type");
    const location = words.place(type?.origin);
    if (!FORGES.has(textIn(type)) || !location) return [];
    const told = kustomizations.filter((one) => alerts.some((alert) => tellsOf(alert, provider, one)));
    const names = told.map(({ built }) => textIn(built.node, ["spec", "sourceRef", "name"]));
    if (names.length === 0) return [];
    const what = idText(provider.id);
    return [{ rule: "commit-status", severity, location, what, message, help: HELP, names }];
  });
}

const HELP = 'flux push artifact … --revision="main@sha1:$(git rev-parse HEAD)"';

function readsGit({ built }: ClusterObject): boolean {
  return textIn(built.node, ["spec", "sourceRef", "kind"]) === "GitRepository";
}

/** True if an Alert sends the events of a Kustomization to a Provider. */
function tellsOf(alert: ClusterObject, provider: ClusterObject, kustomization: ClusterObject): boolean {
  const { node } = alert.built;
  if (alert.id.namespace !== provider.id.namespace) return false;
  if (textIn(node, ["spec", "providerRef", "name"]) !== provider.id.name) return false;
  return itemsIn(node, ["spec", "eventSources"]).some((entry) => {
    const namespace = textIn(entry, ["namespace"]) || alert.id.namespace;
    const labels = entriesIn(entry, ["matchLabels"]);
    const name = textIn(entry, ["name"]);
    return (
      textIn(entry, ["kind"]) === "Kustomization" &&
      (name === "*" || name === kustomization.id.name) &&
      namespace === kustomization.id.namespace &&
      labels.every(
        ({ key, value }) => textIn(kustomization.built.node, ["metadata", "labels", key]) === textIn(value),
      )
    );
  });
}
