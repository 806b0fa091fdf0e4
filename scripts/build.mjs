// Bundles the command line into dist/: one small entry, and chunks that load only when a command needs them.
// The libraries are bundled too, so that the package installs nothing; their licences go along.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
/** `import text from "./file.css?raw"` gives the text of a file, as it does in the tests. */
const rawText = {
  name: "raw",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
      path: relative(".", join(resolveDir, path.slice(0, -"?raw".length))),
      namespace: "raw",
    }));
    onLoad({ filter: /.*/, namespace: "raw" }, ({ path }) => ({
      contents: readFileSync(path, "utf8"),
      loader: "text",
    }));
  },
};
const { metafile } = await build({
  entryPoints: { main: "src/cli/main.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // The bundle names modules by their path; a link to a shared node_modules/ must not tell where that is.
  preserveSymlinks: true,
  chunkNames: "chunk-[name]-[hash]",
  define: { GIT2OCI_VERSION: JSON.stringify(version) },
  // @inquirer/core and fast-glob bring CommonJS code that calls require(); the compiler asks where it lies.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
  },
  plugins: [rawText],
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

/** The licence texts of every package that a bundle contains; a package inside of another one is one of its own. */
function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []),
  );
  return [...folders]
    .map((folder) => {
      const { name, version: of, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
      // Without its text the package may not be passed on, so there is no bundle either.
      if (file === undefined) throw new Error(`${folder} has no licence file`);
      return `${name} ${of} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    })
    .sort()
    .join(`\n${"-".repeat(72)}\n\n`);
}
