import { isPlainName } from "../core/code.ts";
import type { MapNode } from "../core/tree.ts";
import { type RenderStyle, renderKey, renderText, renderValue } from "./code-render.ts";
import type { CodeValue } from "./code-values.ts";

/** Fields to write over those of a constant; undefined takes a field away. */
export type Overlay = Map<string, Overlay | { value: CodeValue | undefined }>;

/** What is written over constants at the places that use them, gathered by the field that the constant gives. */
export class Overlays {
  readonly #byMap = new Map<MapNode, Map<string, Overlay>>();

  /** Writes a value over one deep inside of what a constant gives to the field `key` of an object. */
  add(map: MapNode, key: string, path: readonly string[], value: CodeValue | undefined): void {
    const known = this.#byMap.get(map) ?? new Map<string, Overlay>();
    this.#byMap.set(map, known);
    let overlay: Overlay = known.get(key) ?? new Map();
    known.set(key, overlay);
    for (const step of path.slice(0, -1)) {
      const next = overlay.get(step);
      const inner: Overlay = next instanceof Map ? next : new Map();
      overlay.set(step, inner);
      overlay = inner;
    }
    overlay.set(String(path.at(-1)), { value });
  }

  *[Symbol.iterator](): Iterator<{ map: MapNode; key: string; overlay: Overlay }> {
    for (const [map, keys] of this.#byMap) for (const [key, overlay] of keys) yield { map, key, overlay };
  }
}

/** `{ ...expression, field: value }`, on one line; objects inside are overridden in the same way. */
export function overlayText(expression: string, overlay: Overlay, style: RenderStyle): string {
  const fields = [...overlay].map(([key, one]) => {
    const step = isPlainName(key) ? `.${key}` : `[${renderText(key, style.quote)}]`;
    const value =
      one instanceof Map
        ? overlayText(expression + step, one, style)
        : one.value === undefined
          ? "undefined"
          : renderValue(one.value, { ...style, oneLine: true });
    return `${renderKey(key, style.quote)}: ${value}`;
  });
  return `{ ...${expression}, ${fields.join(", ")} }`;
}
