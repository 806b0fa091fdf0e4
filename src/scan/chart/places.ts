import type { VersionPlace, VersionUse } from "../../core/units.ts";
import type { MarkedObject, MarkedPlace } from "./lines.ts";
import { objectsOf } from "./lines.ts";
import type { Rendered } from "./render.ts";
import { MARK, MARKS } from "./value.ts";

/** Where a kind has its pod template, and what a change of it does. */
const PODS: Readonly<Record<string, { at: readonly string[]; change: VersionUse | undefined }>> = {
  Deployment: { at: ["spec", "template"], change: "restart" },
  StatefulSet: { at: ["spec", "template"], change: "restart" },
  DaemonSet: { at: ["spec", "template"], change: "restart" },
  ReplicaSet: { at: ["spec", "template"], change: "restart" },
  ReplicationController: { at: ["spec", "template"], change: "restart" },
  Rollout: { at: ["spec", "template"], change: "restart" },
  // The next job takes it.
  CronJob: { at: ["spec", "jobTemplate", "spec", "template"], change: undefined },
  Job: { at: ["spec", "template"], change: "immutable" },
};

/** Fields of objects without pods that take any text and can change. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ["data", "binaryData"],
  Secret: ["data", "stringData"],
};

const SELECTOR = /selector$|^matchLabels$/i;

/** In the order in which the worst comes first. */
const MARKS_IN_ORDER = [MARK.version, MARK.maybe, MARK.rendered, MARK.changing];

/** The places of a rendered file that matter: where the version is refused, changes what cannot change, or restarts. */
export function placesOf(rendered: Rendered, file: string): VersionPlace[] {
  const found = objectsOf(rendered.text).flatMap((object) =>
    object.places.flatMap((place) => {
      const line = lineAt(rendered, place.at);
      const uses = MARKS_IN_ORDER.filter((mark) => place.text.includes(mark)).flatMap((mark) => {
        const use = useOf(object, place, mark);
        return use === undefined ? [] : [{ use, mark }];
      });
      return uses.slice(0, 1).map(({ use, mark }) => ({
        file,
        line,
        path: shownPath(place.path),
        use,
        ofValues: mark === MARK.rendered,
        why: mark === MARK.maybe ? rendered.reasons.get(line) : undefined,
      }));
    }),
  );
  const unproven = rendered.unproven.map(({ line, why }) => ({
    file,
    line,
    path: "",
    use: "unproven" as const,
    ofValues: false,
    why,
  }));
  return [...found, ...unproven];
}

/** What the version does at a place; undefined for what takes any text and may change. */
function useOf(object: MarkedObject, { path, isKey }: MarkedPlace, mark: string): VersionUse | undefined {
  const isSure = mark === MARK.version || mark === MARK.changing;
  if (isKey) return isSure ? "key" : "unproven";
  const uses = new Set([...kindsOf(object)].map((kind) => useIn(kind, object, path, mark !== MARK.changing)));
  const use = ORDER.find((one) => uses.has(one));
  return use === undefined || use === "restart" || isSure ? use : "unproven";
}

/** The first that fits one of the kinds counts. */
const ORDER: readonly VersionUse[] = [
  "label",
  "selector",
  "claim",
  "image",
  "name",
  "immutable",
  "key",
  "unproven",
  "restart",
];

function kindsOf({ kinds }: MarkedObject): Iterable<string> {
  return kinds.size === 0 ? [""] : kinds;
}

function useIn(
  kind: string,
  object: MarkedObject,
  path: readonly string[],
  hasPlus: boolean,
): VersionUse | undefined {
  if (path[0] === "metadata") return useInMetadata(path.slice(1), hasPlus, undefined);
  const texts = TEXTS[kind];
  if (texts?.includes(path[0] ?? "")) return object.isImmutable && !object.isHook ? "immutable" : undefined;
  const pods = PODS[kind];
  if (path.includes("volumeClaimTemplates")) return "claim";
  if (pods?.at.every((key, index) => path[index] === key))
    return useInPod(path.slice(pods.at.length), hasPlus, object.isHook ? undefined : pods.change);
  if (kind === "Pod" && path[0] === "spec")
    return useInPod(path, hasPlus, object.isHook ? undefined : "immutable");
  if (path.some((key) => SELECTOR.test(key))) return "selector";
  return path.some((key) => /labels$/i.test(key)) && hasPlus ? "label" : "unproven";
}

function useInMetadata(
  path: readonly string[],
  hasPlus: boolean,
  change: VersionUse | undefined,
): VersionUse | undefined {
  if (path[0] === "annotations") return change;
  if (path[0] === "labels") return hasPlus ? "label" : change;
  return path[0] === "name" || path[0] === "generateName" ? "name" : "unproven";
}

function useInPod(
  path: readonly string[],
  hasPlus: boolean,
  change: VersionUse | undefined,
): VersionUse | undefined {
  if (path[0] === "metadata") return useInMetadata(path.slice(1), hasPlus, change);
  if (path.at(-1) === "image") return "image";
  const isText =
    path.at(-1) === "args" || path.at(-1) === "command" || path.slice(-2).join("/") === "env/value";
  if (isText) return change;
  if (!path.some((key) => SELECTOR.test(key))) return "unproven";
  return hasPlus ? "label" : change;
}

/** The line of the part that printed what stands at an offset. */
function lineAt({ parts }: Rendered, at: number): number {
  let [low, high] = [0, parts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (parts[middle]!.at <= at) low = middle;
    else high = middle;
  }
  return parts[low]?.line ?? 1;
}

function shownPath(path: readonly string[]): string {
  return path.map((key) => key.replace(MARKS, "*")).join(".");
}
