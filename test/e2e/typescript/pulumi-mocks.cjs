// Loaded before a Pulumi program: nothing is deployed. What the program registers is printed when it ends, one JSON a line.
const { createRequire } = require("node:module");

const program = createRequire(process.argv[1]);
const pulumi = program("@pulumi/pulumi");
const registered = [];

pulumi.runtime.setMocks(
  {
    newResource({ name, inputs }) {
      // A group registers its objects once more, one by one; only those are objects of the cluster.
      if (inputs.apiVersion && inputs.kind) registered.push(inputs);
      return { id: `${name}-id`, state: inputs };
    },
    call: ({ inputs }) => inputs,
  },
  "fleet",
  "test",
);

process.on("exit", () => {
  // In which order resources are registered depends on their outputs, not on the program's lines.
  const lines = registered.map((one) => JSON.stringify(one));
  process.stdout.write(`${lines.sort().join("\n")}\n`);
});
