import { Argument, Command, CommanderError, Option } from "commander";
import { hideCredentials } from "../core/credentials.ts";
import { errnoCode, errnoText } from "../io/errno.ts";
import { openTerminal } from "../io/terminal.ts";
import { visible } from "../report/colour.ts";
import { defaultLintFormat, LINT_FORMAT_NAMES } from "../report/lint/names.ts";
import { VERIFY_FORMATS } from "../report/verify/names.ts";
import { SHELLS, type Shell } from "./completion/shells.ts";
import { EXAMPLES } from "./examples.ts";
import { EXIT, UsageError } from "./exit.ts";
import type { OutputChoice } from "./output.ts";
import { messageLine } from "./say.ts";
import type { CommonOptions } from "./settings.ts";

/** Options of one command line, before they are used. */
type Given = Record<string, unknown>;

const append = (value: string, list: string[] = []): string[] => [...list, value];

/** Runs a command line and sets the exit code. Never prints a stack trace except for our own bugs. */
export async function main(args: readonly string[], version: string): Promise<void> {
  const terminal = openTerminal(args.includes("--no-color"));
  let code: number;
  try {
    code = await parse(args, version);
  } catch (error) {
    code = report(error, args[0] ?? "", (text) => terminal.writeErr(text));
  }
  await terminal.flush();
  process.exitCode = code;
}

/** Errors whose message is one line for people. */
const PLAIN_ERRORS: ReadonlySet<string> = new Set(["WriteError", "GitError", "DeliveryError"]);

/** Tells an error in lines of the form `git2oci: …`. @param first what may name a command @returns the exit code */
function report(error: unknown, first: string, write: (text: string) => void): number {
  const line = (text: string) => write(messageLine(text));
  // Both repeat what a person typed, and a secret may stand in any place of it.
  const typed = (text: string) => line(hideCredentials(text));
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    if (error.code !== "commander.help") typed(usageText(error.message, first));
    return EXIT.usage;
  }
  if (error instanceof UsageError) {
    error.lines.forEach(typed);
    return EXIT.usage;
  }
  if (error instanceof Error && error.name === "Interrupted") {
    // A write that was stopped knows what became of the tree.
    const { cause } = error;
    const told = cause instanceof Error && cause.name === "WriteError" ? cause.message : undefined;
    line(told ?? "interrupted, nothing was written");
    return EXIT.interrupted;
  }
  if (error instanceof Error && PLAIN_ERRORS.has(error.name)) {
    line(error.message);
    return EXIT.usage;
  }
  if (error instanceof Error && errnoCode(error) === "ERR_MODULE_NOT_FOUND") {
    const missing = "url" in error ? String(error.url).replace("file://", "") : "a part of git2oci";
    line(`${missing} is missing; install the package again, or in a clone run npm ci && npm run build`);
    return EXIT.usage;
  }
  if (error instanceof Error && "syscall" in error) {
    line("path" in error ? `${error.path}: ${errnoText(error)}` : errnoText(error));
    return EXIT.usage;
  }
  // The message may repeat a name of the tree; the lines of the stack stay lines.
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  write(visible(`git2oci: internal error, please report it: ${told}\n`));
  return EXIT.usage;
}

/** Commander's words on one line: `unknown option '--fromat' (did you mean --format?)`, and whose help tells more. */
function usageText(message: string, command: string): string {
  const [first = "", ...hints] = message.replace(/^error: /, "").split("\n");
  const hint = hints.map((one) => one.replace("(Did you mean", "(did you mean")).join(" ");
  const isCommand = buildProgram("", () => {}).commands.some((one) => one.name() === command);
  const help = isCommand ? `git2oci ${command} --help` : "git2oci --help";
  return `${first.replace(/\.$/, "")}${hint === "" ? "" : ` ${hint}`}; ${help} shows what is allowed`;
}

async function parse(args: readonly string[], version: string): Promise<number> {
  let code: number = EXIT.done;
  const program = buildProgram(version, (exit) => {
    code = exit;
  });
  await program.parseAsync([...args], { from: "user" });
  return code;
}

/**
 * The table of commands, options and arguments: the only one. Help, checks, completion and tests read it.
 * @param ran is told the exit code of the command that was run.
 */
export function buildProgram(version: string, ran: (exit: number) => void): Command {
  const program = new Command("git2oci")
    .description("Moves Flux fleets from Git sources to OCI sources, and keeps them there.")
    .version(`git2oci ${version}`, "-V, --version", "print name and version")
    .helpOption("-h, --help", "print this help")
    .showSuggestionAfterError()
    .exitOverride()
    // `report` says it, in one line.
    .configureOutput({ outputError: () => {} })
    .addHelpText("after", EXAMPLES);
  const outputs: OutputChoice[] = [];
  const formatsOf = new Map<Option, readonly string[]>();
  const common = (name: string, description: string, formats: readonly string[]) =>
    withCommon(program.command(name).description(description), formats).argument(
      "[path]",
      "root of the fleet repository, one file, or - for standard input",
      ".",
    );
  const formatOption = (formats: readonly string[]) => {
    const option = new Option("--format <name>", `${formats.join(", ")}; repeatable`).argParser(
      (value: string) => {
        outputs.push({ format: value });
      },
    );
    formatsOf.set(option, formats);
    return option;
  };
  const withCommon = (command: Command, formats: readonly string[]) =>
    command
      .option("--config <file>", "configuration (default: git2oci.yaml at the root)")
      .option("--flux-version <minor>", "target Flux, such as 2.6 (default: detected per cluster)")
      .option("--registry <oci://…>", "registry for your own repositories")
      .option("--access <host=…>", "secret, anonymous or cloud of a registry, repeatable", append)
      .option("--map <source=oci://…>", "[namespace/]name=oci://host/path[:tag], repeatable", append)
      .option("--declare-in <place>", "[source=]file or [source=]elsewhere, repeatable", append)
      .option("--exclude <glob>", "neither list nor edit files, repeatable", append)
      .option("--templates", "edit plain references in Helm and other templates too")
      .addOption(formatOption(formats))
      .addOption(
        new Option("--output <file>", "where the report of the --format before it goes").argParser(
          (value: string) => {
            const last = outputs.at(-1);
            if (!last) throw new UsageError("--output needs a --format before it");
            if (last.output !== undefined)
              throw new UsageError(`--format ${last.format} has two --output; give one`);
            last.output = value;
          },
        ),
      )
      .option("--no-color", "no colour (NO_COLOR and FORCE_COLOR work too)")
      .option("--quiet", "only errors and the report")
      .option("--verbose", "say more on standard error; scan shows each source whole");
  const options = (given: Given, format = "pretty"): CommonOptions & Given => ({
    ...given,
    outputs: outputs.length > 0 ? outputs : [{ format }],
  });

  common("scan", "inventory: sources, references, decisions, blockers; needs no configuration", [
    "pretty",
    "json",
    "markdown",
  ])
    .option("--strict", "exit 1 where anything is skipped or undecided")
    .action(async (path: string, given: Given) => {
      const { scan } = await import("./scan.ts");
      ran(await scan(path, options(given), version));
    });
  common("migrate", "plan, diff, confirm, write", ["pretty", "json", "diff", "markdown", "html"])
    .option("--dry-run", "show the plan, write nothing")
    .option("--yes", "apply every safe change without asking")
    .option("--only <source>", "only these sources, repeatable", append)
    .option("--patch <file>", "write the change as a patch for git apply")
    .option("--plan-out <file>", "save the plan for git2oci apply")
    .option("--message <file>", "write a commit message for the change")
    .option("--strict", "exit 1 where anything is skipped, undecided, remaining or pending")
    .option("--allow-dirty", "write also to files with uncommitted changes, and outside of Git")
    .option("--line-prompts", "ask line by line: no redrawing, for screen readers")
    .option("--resume", "go on with the answers of a session that was interrupted or quit")
    .action(async (path: string, given: Given) => {
      const { migrate } = await import("./migrate.ts");
      ran(await migrate(path, options(given), version));
    });
  program
    .command("init")
    .description("ask what becomes of each source, and write git2oci.yaml")
    .argument("[path]", "root of the fleet repository", ".")
    .option("--yes", "take what is proposed, without asking; writes over nothing")
    .option("--registry <oci://…>", "registry for your own repositories")
    .option("--access <host=…>", "secret, anonymous or cloud of a registry, repeatable", append)
    .option("--exclude <glob>", "neither list nor edit files, repeatable", append)
    .option("--no-color", "no colour (NO_COLOR and FORCE_COLOR work too)")
    .option("--quiet", "only errors")
    .option("--line-prompts", "ask line by line: no redrawing, for screen readers")
    .action(async (path: string, given: Given) => {
      const { init } = await import("./init.ts");
      ran(await init(path, given));
    });
  program
    .command("apply")
    .description("write exactly a plan that migrate --plan-out saved, in the current directory")
    .argument("<plan>", "the saved plan")
    .option("--allow-dirty", "write also to files with uncommitted changes, and outside of Git")
    .option("--no-color", "no colour (NO_COLOR and FORCE_COLOR work too)")
    .option("--quiet", "only errors")
    .action(async (path: string, given: Given) => {
      const { apply } = await import("./apply.ts");
      ran(await apply(path, given));
    });
  common("lint", "CI check: fails where a Git source is left that could move", LINT_FORMAT_NAMES)
    .option("--preset <name>", "levels of all rules: recommended, strict")
    .option("--severity <rule=level>", "level of one rule: off, note, warning, error; repeatable", append)
    .option("--max-warnings <n>", "exit 1 where there are more warnings")
    .option("--fail-on-empty", "exit 1 where there is no Flux object to check")
    .option("--baseline <file>", "accepted findings (default: .git2oci-baseline.json at the root)")
    .option("--update-baseline", "accept every finding, and take out what is gone")
    .option("--since <revision>", "only what has changed since; the whole tree is read all the same")
    .option(
      "--gone <git url>",
      "only readers of a source that another repository takes away: <git url>[=<namespace>/<name>]; repeatable",
      append,
    )
    .option("--fix", "apply the safe fixes, then check again")
    .option("--allow-dirty", "with --fix: write also to files with uncommitted changes, and outside of Git")
    .action(async (path: string, given: Given) => {
      const { lint } = await import("./lint.ts");
      ran(await lint(path, options(given, defaultLintFormat(process.env)), version));
    });
  common("build", "the Flux objects that each cluster gets, as kustomize and Flux build them", [
    "yaml",
    "json",
  ])
    .option("--at <dir>", "only this directory, as kustomize build gives it; a path from the root")
    .action(async (path: string, given: Given) => {
      const { build } = await import("./build.ts");
      ran(await build(path, options(given, "yaml")));
    });
  common("publish", "the pipelines that make every artifact; writes files, pushes nothing", [
    "pretty",
    "diff",
  ])
    .addOption(
      new Option("--ci <name>", "system of the pipeline (default: what the tree has)").choices([
        "github",
        "gitlab",
        "azure",
        "none",
      ]),
    )
    .option("--into <checkout>", "write into the checkout of another repository")
    .option("--for <git url>", "with --into: the url of that repository")
    .option("--dry-run", "show the files, write nothing")
    .option("--yes", "write without asking")
    .option("--allow-dirty", "write also over files with uncommitted changes")
    .action(async (path: string, given: Given) => {
      const { publish } = await import("./publish.ts");
      ran(await publish(path, options(given)));
    });
  common("verify", "ask the registries: can each artifact be pulled, and is it the right one", VERIFY_FORMATS)
    .option(
      "--secret <ns/name=file>",
      "a Secret or ServiceAccount of the cluster, as kubectl get -o json prints it; - for standard input; repeatable",
      append,
    )
    .option(
      "--docker-config <file>",
      "look with your own login where a Secret is missing; proves nothing of the cluster",
    )
    .option("--anonymous", "look without a login where a Secret is missing; proves nothing of the cluster")
    .option("--trusted-root <file>", "roots of keyless signatures, as cosign trusted-root create writes them")
    .action(async (path: string, given: Given) => {
      const { verify } = await import("./verify.ts");
      ran(await verify(path, options(given, defaultLintFormat(process.env)), version));
    });
  withCommon(
    program
      .command("explain")
      .description("why: the page of a rule, or how one source or reference of a tree resolved")
      .argument(
        "[what]",
        "a rule or a finding of verify; the id of a source; or Kind/namespace/name of an object that names one; without it: all rules",
      ),
    ["pretty", "json"],
  )
    .option("--path <dir>", "root of the fleet repository, one file, or - for standard input", ".")
    .action(async (what: string | undefined, given: Given) => {
      const { explain } = await import("./explain.ts");
      ran(await explain(what, options(given)));
    });
  withCommon(
    program
      .command("config")
      .description(
        "print: every setting in force, and whether a flag, a line of the file or a default says so",
      )
      .addArgument(new Argument("<action>", "what to do with the configuration").choices(["print"])),
    ["pretty", "json"],
  )
    .argument("[path]", "root of the fleet repository, one file, or - for standard input", ".")
    .action(async (_action: string, path: string, given: Given) => {
      const { config } = await import("./config.ts");
      ran(await config(path, options(given)));
    });
  program
    .command("completion")
    .description("print a script that completes git2oci in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action(async (shell: Shell) => {
      const { completion } = await import("./completion.ts");
      ran(await completion(shell, program, formatsOf));
    });
  return program;
}
