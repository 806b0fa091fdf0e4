declare const GIT2OCI_VERSION: string;

const args = process.argv.slice(2);
/** All that people type to learn the version. */
const VERSION_WORDS: readonly (string | undefined)[] = ["--version", "-V", "-v", "version"];
// Asked by scripts at every turn, so it loads nothing.
if (args.length === 1 && VERSION_WORDS.includes(args[0])) {
  // A disk that cannot take one line is told by the code alone; a reader that is gone does not want it.
  process.stdout.on("error", ({ code }: Error & { code?: string }) => {
    process.exitCode = code === "EPIPE" ? 0 : 2;
  });
  process.stdout.write(`git2oci ${GIT2OCI_VERSION}\n`);
} else {
  const { main } = await import("./program.ts");
  await main(args, GIT2OCI_VERSION);
}
