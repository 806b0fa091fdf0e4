/** What an API server refuses about a built object, with the place of each fault. */
import {
  type BuiltEntry,
  type BuiltList,
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  entryOf,
  isNull,
  type Origin,
} from "../../build/node.ts";
import { UNREAD } from "../../core/code.ts";
import type { PathStep } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import type { ObjectSchema } from "../../flux/object-schemas.ts";
import { celFault } from "./cel-rules.ts";
import { nearestName } from "./nearest-name.ts";
import { scalarFault, typeFault } from "./values.ts";

/** Something in an object that no cluster takes. */
export interface SchemaFault {
  about: "unknown" | "missing" | "type" | "value" | "rule";
  path: readonly PathStep[];
  /** A clause that follows the path. */
  says: string;
  /** Where it is written; for what is missing, the key that it is missing under. */
  at: Origin;
}

interface Place {
  path: readonly PathStep[];
  /** Where the key of the value is written. */
  key: Origin;
}

/** Every fault of an object; what something fills in later is not judged. */
export function schemaFaults(object: BuiltMap, schema: ObjectSchema): SchemaFault[] {
  return faultsOf(object, schema, { path: [], key: object.origin });
}

function faultsOf(node: BuiltNode, schema: ObjectSchema, place: Place): SchemaFault[] {
  if (isUnknown(node) || isNull(node)) return [];
  const wrong = typeFault(node, schema);
  if (wrong !== undefined)
    return [{ about: "type", path: place.path, says: wrong, at: valueAt(node, place) }];
  if (node.type === "scalar") return ofScalar(node, schema, place);
  return node.type === "list" ? ofList(node, schema, place) : ofMap(node, schema, place);
}

/** A collection begins at its first item: its key tells better where it stands. */
function valueAt(node: BuiltNode, { key }: Place): Origin {
  return node.type === "scalar" ? node.origin : key;
}

function ofScalar(node: BuiltScalar, schema: ObjectSchema, { path }: Place): SchemaFault[] {
  const says = scalarFault(node, schema);
  return says === undefined ? [] : [{ about: "value", path, says, at: node.origin }];
}

function ofList({ items }: BuiltList, schema: ObjectSchema, { path, key }: Place): SchemaFault[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items: each } = schema;
  const count =
    items.length < minItems
      ? `has ${items.length} items, and needs at least ${minItems}`
      : items.length > maxItems
        ? `has ${items.length} items, and takes at most ${maxItems}`
        : undefined;
  return [
    ...(count === undefined ? [] : [{ about: "value" as const, path, says: count, at: key }]),
    ...items.flatMap((item, i) =>
      each ? faultsOf(item, each, { path: [...path, i], key: firstKeyOf(item) }) : [],
    ),
  ];
}

/** An item of a list has no key: what is missing in it is missing at its first one. */
function firstKeyOf(item: BuiltNode): Origin {
  const first = item.type === "map" ? item.entries[0]?.keyOrigin : undefined;
  return first ?? item.origin;
}

function ofMap(node: BuiltMap, schema: ObjectSchema, place: Place): SchemaFault[] {
  const { properties = {}, additionalProperties, required = [], rules = [] } = schema;
  const isSeenWhole = !node.entries.some(({ key }) => isLater(key));
  const missing = required.filter((name) => isSeenWhole && isNull(entryOf(node, name)?.value));
  return [
    ...missing.map(
      (name): SchemaFault => ({
        about: "missing",
        path: [...place.path, name],
        says: "is missing, and the API requires it",
        at: entryOf(node, name)?.keyOrigin ?? place.key,
      }),
    ),
    ...node.entries.flatMap((entry) => {
      const field = Object.hasOwn(properties, entry.key) ? properties[entry.key] : additionalProperties;
      const path = [...place.path, entry.key];
      if (field) return faultsOf(entry.value, field, { path, key: entry.keyOrigin });
      return takesAny(schema) || isLater(entry.key) ? [] : [unknownField(entry, node, schema, path)];
    }),
    ...(isSeenWhole && missing.length === 0
      ? rules.flatMap((rule): SchemaFault[] => {
          const says = celFault(rule, node);
          return says === undefined ? [] : [{ about: "rule", path: place.path, says, at: place.key }];
        })
      : []),
  ];
}

/** A map of which nothing is said takes anything. */
function takesAny({ open, properties, additionalProperties, type }: ObjectSchema): boolean {
  return open === true || (type === undefined && !properties && !additionalProperties);
}

function unknownField(
  { key, keyOrigin }: BuiltEntry,
  node: BuiltMap,
  { properties = {} }: ObjectSchema,
  path: readonly PathStep[],
): SchemaFault {
  const free = Object.keys(properties).filter((name) => entryOf(node, name) === undefined);
  const near = nearestName(key, free);
  const inSpec = path.length === 1 && Object.hasOwn(properties.spec?.properties ?? {}, key);
  const advice = inSpec
    ? `; it belongs into spec`
    : near === undefined
      ? ""
      : `; write ${near} if it is meant`;
  return { about: "unknown", path, says: `is a field that the API does not have${advice}`, at: keyOrigin };
}

/** True for what something fills in before the API gets it. */
function isUnknown(node: BuiltNode): boolean {
  return node.type === "scalar" && isFilledLater(node.text);
}

function isLater(key: string): boolean {
  return key === "<<" || key.startsWith(UNREAD) || isFilledLater(key);
}
