import type { FileChange, Migration, Plan } from "../core/plan.ts";
import type { Review } from "../report/review.ts";
import type { Analysis } from "../run.ts";
import type { OutputChoice, Renderer } from "./output.ts";
import { withModes } from "./with-modes.ts";

/** Formats of `migrate` for the reviewer of a pull request. */
export const REVIEW_FORMATS: readonly string[] = ["markdown", "html"];

/** What the reports for reviewers are made of. */
export interface ReviewParts {
  analysis: Analysis;
  plan: Plan;
  files: readonly FileChange[];
  waiting: readonly Migration[];
}

/** A review of a plan; the modules for it load here, and those of a format only where it is asked for. */
export async function review({ analysis, plan, files, waiting }: ReviewParts): Promise<Review> {
  const { reviewOf } = await import("../report/review.ts");
  return reviewOf(analysis.graph, plan, withModes(files, analysis), waiting);
}

/** The renderers of the formats that were asked for, by name. */
export async function reviewRenderers(
  outputs: readonly OutputChoice[],
  parts: ReviewParts,
): Promise<Map<string, Renderer>> {
  const renderers = new Map<string, Renderer>();
  const asked = new Set(outputs.map((one) => one.format));
  if (asked.has("markdown")) {
    const { markdownMigrate } = await import("../report/markdown.ts");
    const text = markdownMigrate(await review(parts));
    renderers.set("markdown", () => text);
  }
  if (asked.has("html")) {
    const { htmlReport } = await import("../report/html/page.ts");
    const text = htmlReport(await review(parts));
    renderers.set("html", () => text);
  }
  return renderers;
}

/** The commit message that `--message` writes. */
export async function messageOf(parts: ReviewParts): Promise<string> {
  const { commitMessage } = await import("../report/commit-message.ts");
  return commitMessage(await review(parts));
}
