// Draws docs/images/terminal.svg: the first question of `git2oci migrate` about fixtures/demo, as it stands in a real
// terminal. Needs Node, git and tmux, no network. Usage: node scripts/terminal-picture.mjs [file]
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const COLUMNS = 96;
const ROWS = 34;
const CELL = { width: 8.4, height: 18 };
const MARGIN = 16;
const LOOKS = 3_000;
/** An escape sequence that sets styles. */
const STYLE = new RegExp(`(${"\u001b"}\\[[\\d;]*m)`);

/** Foreground colours by the number in the escape sequence; dark background. */
const COLOURS = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 36: "#79c0ff" };
const INK = "#e6edf3";
const PAPER = "#0d1117";

/** What escape sequences of `tmux capture-pane -e` mean here; a number that is missing changes nothing. */
const CODES = {
  0: () => ({}),
  1: (style) => ({ ...style, bold: true }),
  2: (style) => ({ ...style, dim: true }),
  7: (style) => ({ ...style, inverse: true }),
  22: ({ bold: _bold, dim: _dim, ...style }) => style,
  27: ({ inverse: _inverse, ...style }) => style,
  39: ({ colour: _colour, ...style }) => style,
  ...Object.fromEntries(
    Object.entries(COLOURS).map(([code, colour]) => [code, (style) => ({ ...style, colour })]),
  ),
};

/** A screen with escape sequences as a picture: one text element a line, one tspan a style. */
export function screenToSvg(screen, columns = COLUMNS) {
  const lines = screen.trimEnd().split("\n");
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + 2 * MARGIN;
  const marks = [];
  let style = {};
  const texts = lines.map((line, row) => {
    let column = 0;
    const y = MARGIN + row * CELL.height + 13;
    const spans = line.split(STYLE).flatMap((piece) => {
      if (STYLE.test(piece)) {
        for (const code of piece.slice(2, -1).split(";")) style = CODES[Number(code)]?.(style) ?? style;
        return [];
      }
      if (piece === "") return [];
      const x = MARGIN + column * CELL.width;
      const columnsTaken = [...piece].length;
      column += columnsTaken;
      const colour = style.colour ?? INK;
      if (style.inverse)
        marks.push(
          `<rect x="${x.toFixed(1)}" y="${y - 13}" width="${(columnsTaken * CELL.width).toFixed(1)}" height="${CELL.height}" fill="${colour}"/>`,
        );
      const looks = [
        `fill="${style.inverse ? PAPER : colour}"`,
        ...(style.bold ? ['font-weight="bold"'] : []),
        ...(style.dim ? ['opacity="0.7"'] : []),
      ];
      // The length keeps columns under each other whatever font draws them.
      const length = (columnsTaken * CELL.width).toFixed(1);
      return `<tspan x="${x.toFixed(1)}" textLength="${length}" ${looks.join(" ")}>${asXml(piece)}</tspan>`;
    });
    return `<text y="${y}">${spans.join("")}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="git2oci migrate at a question">
<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>
${marks.join("\n")}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${texts.join("\n")}
</g>
</svg>
`;
}

/** Spaces become such as no reader of XML takes away. */
const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", " ": "\u00a0" };

function asXml(text) {
  return text.replace(/[&<> ]/g, (one) => ESCAPED[one]);
}

function main(target) {
  const project = fileURLToPath(new URL("..", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "git2oci-picture-"));
  const fleet = join(folder, "fleet");
  const socket = join(folder, "socket");
  const env = { PATH: process.env.PATH, HOME: folder, TERM: "xterm-256color", LC_ALL: "C.UTF-8" };
  const run = (program, args) => {
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: fleet, env, encoding: "utf8" });
    if (error || status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error ?? stderr}`);
    return stdout;
  };
  const tmux = (...args) => run("tmux", ["-S", socket, "-f", "/dev/null", ...args]);
  cpSync(join(project, "fixtures/demo/before"), fleet, { recursive: true });
  cpSync(join(project, "fixtures/demo/git2oci.yaml"), join(fleet, "git2oci.yaml"));
  try {
    run("git", ["init", "--quiet"]);
    run("git", ["add", "--all"]);
    run("git", [
      "-c",
      "user.name=demo",
      "-c",
      "user.email=demo@git2oci.invalid",
      "commit",
      "--quiet",
      "-m",
      "fleet",
    ]);
    const size = ["-x", String(COLUMNS), "-y", String(ROWS)];
    tmux("new-session", "-d", ...size, `'${process.execPath}' '${join(project, "bin/git2oci.js")}' migrate`);
    for (let look = 0; ; look++) {
      if (/k,w,u\]\s*$/.test(tmux("capture-pane", "-p"))) break;
      if (look > LOOKS) throw new Error("the question never came");
    }
    writeFileSync(target, screenToSvg(tmux("capture-pane", "-p", "-e")));
  } finally {
    spawnSync("tmux", ["-S", socket, "kill-server"], { env });
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  main(process.argv[2] ?? fileURLToPath(new URL("../docs/images/terminal.svg", import.meta.url)));
