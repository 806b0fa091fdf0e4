/** Files of programs: path → text, and how many of them declare Flux objects. */
export function programs(count: number): { files: Map<string, string>; relevant: number };
/** Makes (or finds) such a tree below `cache`. */
export function programTree(cache: string, count: number): string;
