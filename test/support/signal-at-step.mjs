// Loaded with `--import`: the program sends the signal SIGNAL_NAME to itself right before its SIGNAL_STEP-th change of
// the disk, so that a test can stop it at each one. The file STEP_LOG gets the changes, one a line.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { SIGNAL_STEP, SIGNAL_NAME, STEP_LOG } = process.env;
const real = { ...fs };
const log = real.openSync(STEP_LOG, "a");
const CHANGES = [
  ...["openSync", "writeFileSync", "fsyncSync", "mkdirSync"],
  ...["linkSync", "renameSync", "unlinkSync", "rmSync"],
];
let step = 0;
for (const name of CHANGES)
  fs[name] = (...args) => {
    // Opened to be read: no change.
    if (name !== "openSync" || args[1] === "wx") {
      step++;
      real.writeSync(log, `${name}\n`);
      if (step === Number(SIGNAL_STEP)) process.kill(process.pid, SIGNAL_NAME);
    }
    return real[name](...args);
  };
// The program imports these functions by name.
syncBuiltinESMExports();
