import type { Review } from "../review.ts";
export function htmlReport(review: Review): string {
  return review.title;
}
