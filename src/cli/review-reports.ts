import { tame, tameHtml } from "../report/ci-orders.ts";
import type { Shown } from "../report/in-area.ts";
import type { OutputChoice, Renderer } from "./output.ts";

/** Formats of `migrate` for the reviewer of a pull request. */
export const REVIEW_FORMATS: readonly string[] = ["markdown", "html"];

/** The reports that were asked for, and the commit message where one was. */
export interface ReviewReports {
  renderers: ReadonlyMap<string, Renderer>;
  message?: string;
}

/**
 * Makes what was asked for, and loads nothing for the rest: only the page needs a library of its own.
 * @param wantsMessage true for a commit message too
 */
export async function reviewReports(
  outputs: readonly OutputChoice[],
  wantsMessage: boolean,
  { graph, plan, files, waiting }: Shown,
): Promise<ReviewReports> {
  const renderers = new Map<string, Renderer>();
  const asked = new Set(outputs.map((one) => one.format));
  if (!wantsMessage && !REVIEW_FORMATS.some((one) => asked.has(one))) return { renderers };
  const { reviewOf } = await import("../report/review.ts");
  const review = reviewOf(graph, plan, files, waiting);
  if (asked.has("markdown")) {
    const { markdownMigrate } = await import("../report/markdown.ts");
    renderers.set("markdown", () => tame(markdownMigrate(review)));
  }
  if (asked.has("html")) {
    const { htmlReport } = await import("../report/html/page.ts");
    renderers.set("html", () => tameHtml(htmlReport(review)));
  }
  if (!wantsMessage) return { renderers };
  const { commitMessage } = await import("../report/commit-message.ts");
  return { renderers, message: commitMessage(review) };
}
