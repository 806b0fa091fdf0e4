/** The formats of `git2oci verify`, as a person asks for them. */
export const VERIFY_FORMATS = ["pretty", "json", "markdown", "sarif", "github"] as const;
