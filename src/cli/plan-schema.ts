/** A plan that was saved, as its schema (schema/plan.schema.json) describes it. */
export interface SavedPlan {
  scanned: string;
  exclude: string[];
  configuration: { path: string; sha256: string | null } | null;
  read: { path: string; sha256: string }[];
  files: {
    path: string;
    change: "modified" | "added" | "removed";
    sha256: { before: string | null; after: string | null };
    edits: {
      start: number;
      end: number;
      startByte: number;
      endByte: number;
      text: string;
      rule: string;
      why: string;
    }[];
  }[];
  sha256: string;
}

/** What is wrong with a plan, in one clause; undefined for one that can be used. Loads ajv. */
export async function planProblem(value: unknown): Promise<string | undefined> {
  const record = (value ?? {}) as { apiVersion?: unknown; kind?: unknown };
  if (record.kind !== "Plan") return "is no saved plan; give a file that migrate --plan-out wrote";
  if (record.apiVersion !== "git2oci/v1")
    return `is of version ${JSON.stringify(record.apiVersion)}, and this program reads git2oci/v1; plan again`;
  const [{ default: ajvModule }, { default: schema }] = await Promise.all([
    import("ajv"),
    import("../../schema/plan.schema.json", { with: { type: "json" } }),
  ]);
  const validate = new ajvModule.Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  if (validate(value)) return undefined;
  const [error] = validate.errors ?? [];
  return `is no saved plan: ${error?.instancePath || "/"} ${error?.message ?? "is wrong"}`;
}
