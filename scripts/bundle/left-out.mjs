// What libraries import and git2oci never calls. Each weighs more than all of our own code, so the bundle goes without.

/** Package → why nothing calls it. */
const LEFT_OUT = {
  "@inquirer/editor": "git2oci registers its own prompts, and none of them starts an editor",
  tinyglobby: "ts-morph reads a file system in memory only, so it looks for no files",
};

/** An esbuild plugin: in the place of these packages stands a module whose every function says that it is not there. */
export const leftOut = {
  name: "left-out",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(?:${Object.keys(LEFT_OUT).join("|")})$`) }, ({ path }) => ({
      path,
      namespace: "left-out",
    }));
    onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => () => { throw new Error(${JSON.stringify(`${path} is not in the bundle: ${LEFT_OUT[path]}; asked for `)} + String(name)); } });`,
      loader: "js",
    }));
  },
};
