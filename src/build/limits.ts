/** Limits of a build: hostile trees end as a failure or a gap with the limit in the reason, never as a stall. */

/** Nested directories, components and Kustomizations. Kustomize has none; real fleets stay below 12. */
export const MAX_BUILD_DEPTH = 64;

/** Objects of one directory. The largest of 29 real fleets has 600. */
export const MAX_OBJECTS = 20_000;

/** Patches and replacements times the objects that they look at, for one directory. Real fleets stay below 100,000. */
export const MAX_SELECTIONS = 500_000;

/** Components that one directory includes, each counted as often as it is included. */
export const MAX_COMPONENTS = 2_000;

/** Deliveries of one cluster; more are a tree that makes itself. */
export const MAX_DELIVERIES = 5_000;

/** Objects of one cluster. */
export const MAX_CLUSTER_OBJECTS = 100_000;

/** Characters of a pattern in a selector. */
export const MAX_PATTERN = 1_000;
