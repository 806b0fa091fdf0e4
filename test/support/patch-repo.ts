import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** An empty git repository in a temporary directory, deaf to the configuration of the machine. */
export class PatchRepo {
  readonly dir: string = mkdtempSync(join(tmpdir(), "git2oci-patch-"));

  constructor() {
    this.git(["init", "-q"]);
  }

  /** Runs git in the repository; its standard output, byte by byte as latin1. */
  git(args: readonly string[], input = ""): string {
    const none = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", HOME: this.dir };
    return execFileSync("git", args, {
      cwd: this.dir,
      env: { PATH: process.env.PATH, LC_ALL: "C", ...none },
      input: Buffer.from(input, "utf8"),
      stdio: ["pipe", "pipe", "pipe"],
    }).toString("latin1");
  }

  /** Writes a file, or removes it for undefined. */
  put(path: string, text: string | undefined, mode = 0o644): void {
    const full = join(this.dir, path);
    if (text === undefined) {
      rmSync(full, { force: true });
      return;
    }
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    chmodSync(full, mode);
  }

  /** The bytes of a file as hex, undefined where there is none: a comparison of bytes that also fails readably. */
  bytes(path: string): string | undefined {
    const full = join(this.dir, path);
    return existsSync(full) ? readFileSync(full).toString("hex") : undefined;
  }

  /** True where the owner may execute the file. */
  executable(path: string): boolean {
    return (statSync(join(this.dir, path)).mode & 0o100) !== 0;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** What `PatchRepo.bytes` gives for a text. */
export function hex(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, "utf8").toString("hex");
}
