// Preloaded into a measured program: writes its peak memory in KiB to a file when it ends.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const file = process.env.GIT2OCI_BENCH_PEAK;
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
