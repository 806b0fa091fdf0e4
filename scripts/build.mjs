// Bundles the command line into dist/: one small entry, and chunks that load only when a command needs them.
// The libraries are bundled too, so that the package installs nothing; their licences go along.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { leftOut } from "./bundle/left-out.mjs";
import { licences } from "./bundle/licences.mjs";
import { bundledPackages } from "./bundle/packages.mjs";
import { sbom } from "./bundle/sbom.mjs";

const own = JSON.parse(readFileSync("package.json", "utf8"));
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
  define: { GIT2OCI_VERSION: JSON.stringify(own.version) },
  // @inquirer/core and fast-glob bring CommonJS code that calls require(); the compiler asks where it lies.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
  },
  plugins: [rawText, leftOut],
  minifySyntax: true,
  minifyWhitespace: true,
  // What a chunk has to say goes into a file beside it, which the chunk names.
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});
const packages = bundledPackages(Object.keys(metafile.inputs));
writeFileSync("dist/THIRD-PARTY-LICENSES.txt", licences(packages));
writeFileSync("dist/sbom.cdx.json", sbom(own, packages));
// `build.mjs <file>` also tells which input is in which chunk; a test of the start-up asks for it.
const [metafileTo] = process.argv.slice(2);
if (metafileTo !== undefined) writeFileSync(metafileTo, JSON.stringify(metafile));
