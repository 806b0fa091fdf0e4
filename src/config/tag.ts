export * from "../flux/tags.ts";
