// Bundles the command line into dist/: one small entry, and chunks that load only when a command needs them.
// The libraries are bundled too, so that the package installs nothing; their licences go along.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
const { metafile } = await build({
  entryPoints: { main: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  chunkNames: "chunk-[name]-[hash]",
  define: { GIT2OCI_VERSION: JSON.stringify(version) },
  // @inquirer/core and fast-glob bring CommonJS code that calls require().
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
writeFileSync("dist/THIRD-PARTY-LICENSES.txt", licences(Object.keys(metafile.inputs)));
// `build.mjs <file>` also tells which input is in which chunk; a test of the start-up asks for it.
const [metafileTo] = process.argv.slice(2);
if (metafileTo !== undefined) writeFileSync(metafileTo, JSON.stringify(metafile));

/** The licence texts of every package that a bundle contains. */
function licences(inputs) {
  const names = new Set(
    inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  return [...names]
    .sort()
    .map((name) => {
      const folder = join("node_modules", name);
      const { version: of, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
      const text =
        file && existsSync(join(folder, file))
          ? readFileSync(join(folder, file), "utf8")
          : `Licence: ${license}`;
      return `${name} ${of} (${license})\n\n${text.trim()}\n`;
    })
    .join(`\n${"-".repeat(72)}\n\n`);
}
