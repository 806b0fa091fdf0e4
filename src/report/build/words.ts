/** What people may be told of a build: reasons without secrets, and places in files. */
import type { Cluster } from "../../build/cluster.ts";
import type { Origin } from "../../build/node.ts";
import { hideCredentials } from "../../core/credentials.ts";
import type { Location } from "../../core/manifest.ts";
import { Places } from "./places.ts";
import { Secrets } from "./secrets.ts";

/** Words and places of the clusters of one tree. Nothing is looked up before somebody asks. */
export class ClusterWords {
  readonly #clusters: readonly Cluster[];
  readonly #places = new Places();
  #secrets: Secrets | undefined;

  constructor(clusters: readonly Cluster[]) {
    this.#clusters = clusters;
  }

  /** A reason without values of Secrets and without credentials. */
  reason(text: string): string {
    this.#secrets ??= new Secrets(
      this.#clusters.flatMap(({ objects }) => objects.map(({ built }) => built.node)),
    );
    return hideCredentials(this.#secrets.masked(text));
  }

  /** The first place of an origin; undefined for what stands in no file. */
  place(origin: Origin | undefined): Location | undefined {
    const place = this.#places.first(origin);
    if (!place) return undefined;
    const { within: _, ...location } = place;
    return location;
  }
}
