import { resolve } from "node:path";
import { repositoryKey } from "../config/git-url.ts";
import { hideCredentials } from "../core/credentials.ts";
import { PIPELINE_FILES } from "../flux/pipeline-files.ts";
import { findGitDirectories } from "../io/git-dir.ts";
import { originUrl } from "../io/git-origin.ts";
import { onInterrupt } from "../io/interrupt.ts";
import { told } from "../io/progress.ts";
import type { Terminal } from "../io/terminal.ts";
import type { Artifact } from "../publish/artifacts.ts";
import { ARTIFACTS_FILE, artifactsText } from "../publish/artifacts-file.ts";
import { publishFiles } from "../publish/files.ts";
import { tame } from "../report/ci-orders.ts";
import { visible } from "../report/colour.ts";
import { patch } from "../report/unified-diff.ts";
import { type Analysis, plan } from "../run.ts";
import { pickedUpBy } from "../scan/picked-up.ts";
import { remediesFor } from "../scan/picked-up-remedies.ts";
import { EXIT, UsageError } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { type Change, changesFor, ciOf, prettyPublish } from "./publish-files.ts";
import { publishNotes } from "./publish-notes.ts";
import { readRows } from "./publish-rows.ts";
import { STDIN, start } from "./session.ts";
import type { CommonOptions } from "./settings.ts";

/** Options of `publish` beside the common ones. */
export interface PublishOptions extends CommonOptions {
  ci?: string;
  into?: string;
  for?: string;
  dryRun?: boolean;
  yes?: boolean;
  allowDirty?: boolean;
}

/** Where files go: the repository that they publish, and the top of its work tree. */
interface Place {
  git: string;
  root: string;
}

/** `git2oci publish`: writes the pipelines that make every artifact. It pushes nothing and uses no network. */
export async function publish(path: string, options: PublishOptions): Promise<number> {
  if (path === STDIN) throw new UsageError("publish needs a tree: its files are written there");
  if ((options.into === undefined) !== (options.for === undefined))
    throw new UsageError("--into <checkout> and --for <git url> belong together");
  checkFormats(options.outputs, ["pretty", "diff"], "publish");
  const { terminal, analysis, progress, say } = await start(path, options);
  const current = told(progress, () => plan(analysis, new Map(), true, new Map(), progress));
  const { artifacts, open } = readRows(analysis, current);
  const place = options.into === undefined ? here(analysis) : there(options.into, options.for ?? "");
  const key = repositoryKey(place.git);
  const own = artifacts.filter(({ git }) => git !== undefined && repositoryKey(git) === key);
  if (options.into !== undefined && own.length === 0)
    throw new UsageError(`--for ${options.for}: no artifact is made of it; there are ${gitList(artifacts)}`);
  const ci = ciOf(options.ci, place);
  const texts = own.length === 0 ? new Map<string, string>() : publishFiles(own, place.git, ci);
  if (options.into === undefined && artifacts.length > 0) texts.set(ARTIFACTS_FILE, artifactsText(artifacts));
  const changes = changesFor(place.root, texts, (text) => terminal.writeOut(text));
  if (options.into === undefined) refusePickedUp(changes, analysis);
  for (const line of [...open.map((one) => `not published: ${one}`), ...publishNotes(own, place.git, ci)])
    say(hideCredentials(line));
  if (options.into === undefined) for (const line of elsewhere(artifacts, own, path)) say(line);
  const renderers = new Map<string, Renderer>([
    ["pretty", () => tame(visible(prettyPublish(own, changes)))],
    ["diff", () => patch(changes)],
  ]);
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  if (changes.length === 0) {
    say(artifacts.length === 0 ? "there is nothing to publish" : "every file is written already");
    return EXIT.done;
  }
  if (!(await mayWrite(options, terminal, say, changes))) return EXIT.done;
  if (!options.allowDirty) await (await import("./dirty.ts")).refuseDirty(place.root, changes);
  const interrupt = onInterrupt();
  try {
    await (await import("./write-tree.ts")).writeTree(place.root, changes, interrupt, say, progress);
  } finally {
    await interrupt.release();
  }
  say(`wrote ${changes.length} file${changes.length === 1 ? "" : "s"}`);
  return EXIT.done;
}

/** A pipeline file that a Kustomization takes for a manifest stops its cluster (publish-facts 37), so none is written. */
function refusePickedUp(changes: readonly Change[], { scanned, built, clusters }: Analysis): void {
  const { root, reader } = scanned;
  for (const { path } of changes.filter((one) => PIPELINE_FILES.some((row) => row.path.test(one.path))))
    for (const found of pickedUpBy(path, { clusters, builder: built.builder, root, reader })) {
      // If nobody knows, a fleet without its gotk-sync.yaml must still get its pipeline.
      if (found.isDoubtful) continue;
      const { kind, namespace, name } = found.by.id;
      throw new UsageError(
        `${path}: ${kind} ${namespace}/${name} ${found.how}, and Flux would stop at this file ("missing Resource metadata"), so nothing was written`,
        ...remediesFor(found).split("\n"),
      );
    }
}

function here({ scanned, origin }: Analysis): Place {
  if (findGitDirectories(scanned.root) === undefined)
    throw new UsageError("no Git repository contains this directory, and a pipeline publishes commits");
  if (origin === undefined)
    throw new UsageError("the repository has no remote origin, so nobody knows which artifacts it makes");
  return { git: origin, root: scanned.root };
}

/** Another checkout, which must be one of the repository that was named. */
function there(into: string, url: string): Place {
  const git = findGitDirectories(resolve(into));
  if (git === undefined) throw new UsageError(`--into ${into}: no Git repository contains it`);
  const origin = originUrl(git.workTree);
  if (origin === undefined || repositoryKey(origin) !== repositoryKey(url))
    throw new UsageError(`--into ${into} is a checkout of ${origin ?? "no remote"}, and not of ${url}`);
  return { git: origin, root: git.workTree };
}

/** What other repositories have to publish, each with the command to run. */
function elsewhere(artifacts: readonly Artifact[], own: readonly Artifact[], path: string): string[] {
  return artifacts
    .filter((one) => !own.includes(one))
    .map(({ artifact, git }) =>
      git === undefined
        ? `${artifact} is made elsewhere: nothing here tells of which repository`
        : `${artifact} is made of ${hideCredentials(git)}; git2oci publish ${path} --into <its checkout> --for ${hideCredentials(git)} writes its pipeline`,
    );
}

function gitList(artifacts: readonly Artifact[]): string {
  const urls = [...new Set(artifacts.flatMap(({ git }) => git ?? []))];
  return urls.length === 0 ? "none" : urls.map(hideCredentials).join(", ");
}

async function mayWrite(
  options: PublishOptions,
  terminal: Terminal,
  say: (text: string) => void,
  changes: readonly Change[],
): Promise<boolean> {
  if (options.dryRun || options.yes) return options.dryRun !== true;
  if (!terminal.interactive) {
    say("no terminal and no --yes: showing the files, writing nothing");
    return false;
  }
  const ui = await (await import("./confirm/open-ui.ts")).openUi(terminal, false);
  try {
    const { menuPage } = await import("./confirm/pages.ts");
    const { prose } = await import("../report/styled.ts");
    const lines = [prose(`Write ${changes.map(({ path }) => path).join(", ")}?`, ["bold"])];
    return (await ui.ask(menuPage(lines, ["y", "n"], "Write them? [y,n]"))) === "y";
  } finally {
    ui.close();
  }
}
