import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Looks at the screen at most this often before giving up; each look is one process, a few milliseconds. */
const MAX_LOOKS = 3_000;

/** True where tmux can be started. */
export function haveTmux(): boolean {
  return spawnSync("tmux", ["-V"]).status === 0;
}

/** A shell in a real terminal of 80 by 24, on a tmux server of its own. */
export class Terminal {
  readonly #dir = mkdtempSync(join(tmpdir(), "git2oci-tmux-"));

  /** `env` is added to an environment that has little more than PATH. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    const size = ["-x", "80", "-y", "24"];
    const vars = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    // `-f /dev/null`: the settings of whoever runs the test must not matter.
    this.#tmux(["-f", "/dev/null", "new-session", "-d", ...size, ...vars, "env PS1='$ ' sh"]);
    try {
      this.waitFor((screen) => screen.startsWith("$"));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Types text as it is. */
  type(text: string): void {
    this.#tmux(["send-keys", "-l", "--", text]);
  }

  /** Presses a named key: Enter, C-c, Up. */
  press(key: string): void {
    this.#tmux(["send-keys", key]);
  }

  resize(columns: number, rows: number): void {
    this.#tmux(["resize-window", "-x", `${columns}`, "-y", `${rows}`]);
  }

  /** What stands on the screen; with `colours` as escape sequences too, with `history` also what scrolled away. */
  screen(options: { colours?: boolean; history?: boolean } = {}): string {
    const flags = [...(options.colours ? ["-e"] : []), ...(options.history ? ["-S", "-"] : [])];
    return this.#tmux(["capture-pane", "-p", ...flags]);
  }

  /**
   * Looks until the screen satisfies the condition, and gives it; with `history` also what scrolled away.
   * @throws Error with the last screen when it never does.
   */
  waitFor(condition: string | ((screen: string) => boolean), options: { history?: boolean } = {}): string {
    const holds = typeof condition === "string" ? (s: string) => s.includes(condition) : condition;
    let screen = "";
    for (let look = 0; look < MAX_LOOKS; look++) {
      screen = this.screen(options);
      if (holds(screen)) return screen;
    }
    throw new Error(`the terminal never showed ${condition}; it shows:\n${screen}`);
  }

  /** Ends the tmux server and everything in it; closing twice does no harm. */
  close(): void {
    spawnSync("tmux", ["-S", join(this.#dir, "socket"), "kill-server"]);
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #tmux(args: readonly string[]): string {
    const env = { PATH: process.env.PATH, HOME: "/nonexistent", TERM: "xterm-256color", LC_ALL: "C.UTF-8" };
    const result = spawnSync("tmux", ["-S", join(this.#dir, "socket"), ...args], { env, encoding: "utf8" });
    if (result.status !== 0) throw new Error(`tmux ${args.join(" ")}: ${result.stderr}`);
    return result.stdout;
  }
}
