/** A Git source that another repository takes away, as `lint --gone` is told of it. */
export interface Gone {
  /** As a person wrote it, without credentials. */
  shown: string;
  /** The url as `SourceNode.repository` has it; undefined if only a name was given. */
  repository: string | undefined;
  /** True if that is the repository of this tree; undefined if this one's url is not known. */
  own: boolean | undefined;
  /** What the source is called where it is declared; none if that was not said. */
  names: readonly GoneName[];
}

/** A name of a source; a namespace that was not said may be any. */
export interface GoneName {
  namespace: string | undefined;
  name: string;
}

/** How a source is given to `--gone`: its url, and what it is called. */
export function goneText(url: string | undefined, namespace: string | undefined, name: string): string {
  const called = namespace === undefined ? name : `${namespace}/${name}`;
  return url === undefined ? called : `${url}=${called}`;
}
