// The packages in a bundle, as esbuild's metafile tells them, and those that stand inside of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Packages that come as a part of another one's files, where no folder tells of them.
 * `version` finds in `file` which one it is: the same one has to be installed, for its licence and its notices.
 */
const CONTAINED = [
  {
    within: "@ts-morph/common",
    file: "dist/typescript.js",
    name: "typescript",
    version: /^var version = "(.+)";$/m,
  },
];

/**
 * Every package of a bundle, in the order of the names: `folder`, `manifest` (its package.json), `inputs` (its files in
 * the bundle) and `within`, the name of the package whose files hold it.
 * @param root what paths start from
 * @throws Error for two versions of one package, and for a contained package whose notices are those of another version
 */
export function bundledPackages(inputs, root = ".") {
  const byFolder = new Map();
  for (const path of inputs) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
    if (folder) byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  const direct = [...byFolder].map(([folder, files]) => packageAt(root, folder, files));
  const found = [...direct, ...direct.flatMap((one) => containedIn(root, one))];
  return onceEach(found).sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

function packageAt(root, folder, inputs, within) {
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return { folder, inputs, within, manifest };
}

function containedIn(root, { folder, manifest, inputs }) {
  return CONTAINED.filter(
    ({ within, file }) => within === manifest.name && inputs.includes(`${folder}/${file}`),
  ).map(({ within, file, name, version }) => {
    const [, told] = version.exec(readFileSync(join(root, folder, file), "utf8")) ?? [];
    const contained = packageAt(root, `node_modules/${name}`, [], within);
    if (contained.manifest.version !== told)
      throw new Error(
        `${within} contains ${name} ${told}, and ${contained.manifest.version} is installed; pin ${name} ${told}, so that its notices are the right ones`,
      );
    return contained;
  });
}

function onceEach(packages) {
  const first = new Map();
  for (const one of packages) {
    const other = first.get(one.manifest.name);
    if (other)
      throw new Error(
        `${one.manifest.name} is bundled twice: ${other.folder} is ${other.manifest.version}, ${one.folder} is ${one.manifest.version}; an override in package.json makes them one`,
      );
    first.set(one.manifest.name, one);
  }
  return [...first.values()];
}
