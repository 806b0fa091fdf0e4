import { repositoryKey } from "../config/git-url.ts";
import { shownPath } from "../core/area.ts";
import type { Plan } from "../core/plan.ts";
import { readNamed } from "../io/read.ts";
import { repositoryPrefix } from "../io/repository-prefix.ts";
import { appendStepSummary } from "../io/step-summary.ts";
import { CredentialError } from "../registry/credential.ts";
import { findInDockerConfig, readDockerConfig } from "../registry/docker-config.ts";
import { Registries } from "../registry/open.ts";
import { ClusterWords } from "../report/build/words.ts";
import { tameJson } from "../report/ci-orders.ts";
import { paint } from "../report/colour.ts";
import { githubVerify } from "../report/verify/github.ts";
import { verifyReport } from "../report/verify/json.ts";
import { verifyMarkdown } from "../report/verify/markdown.ts";
import { VERIFY_FORMATS } from "../report/verify/names.ts";
import { prettyVerify } from "../report/verify/pretty.ts";
import { verifySarif } from "../report/verify/sarif.ts";
import { type VerifyView, verifyView } from "../report/verify/view.ts";
import { type Analysis, changesOf, plan, rebuilt } from "../run.ts";
import { isTrustedRoot } from "../signature/trusted-root.ts";
import type { Given } from "../verify/access.ts";
import type { Checked } from "../verify/check.ts";
import { checkAll, isGood } from "../verify/run.ts";
import type { Subject } from "../verify/subject.ts";
import { findSubjects, originOf } from "../verify/subjects.ts";
import { EXIT, UsageError } from "./exit.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { STDIN, start } from "./session.ts";
import type { CommonOptions } from "./settings.ts";
import { readSecrets } from "./verify-secrets.ts";
import { sourcesOfArtifacts } from "./verify-sources.ts";

/** Options of `verify` beside the common ones. */
export interface VerifyOptions extends CommonOptions {
  secret?: string[];
  dockerConfig?: string;
  anonymous?: boolean;
  trustedRoot?: string;
}

/** `git2oci verify`: can every artifact be pulled, and is it the right one. The only command that uses the network. */
export async function verify(path: string, options: VerifyOptions, version: string): Promise<number> {
  checkFormats(options.outputs, VERIFY_FORMATS, "verify");
  const { secret = [], anonymous = false } = options;
  if (options.dockerConfig !== undefined && anonymous)
    throw new UsageError("--docker-config and --anonymous say two things; give one");
  if (path === STDIN && secret.some((one) => one.endsWith("=-")))
    throw new UsageError("standard input cannot be both the tree and a Secret");
  const secrets = await readSecrets(secret);
  const trustedRoot = trustedRootOf(options.trustedRoot);
  const { terminal, analysis, progress, say } = await start(path, options);
  const own = ownLogin(options.dockerConfig, analysis.scanned.root);
  const given: Given = { ...secrets, anonymous, ...(own && { own }) };
  const registries = new Registries(process.env, say);
  let checked: Checked[];
  try {
    const current = plan(analysis, new Map(), true, new Map(), progress);
    const subjects = subjectsOf(analysis, current);
    sayUnused(secrets.secrets.keys(), subjects, say);
    const madeOf = sourcesOfArtifacts(analysis, current, repositoryKey);
    checked = await checkAll(
      subjects,
      { registries, given, madeOf, trustedRoot, root: analysis.scanned.root },
      progress,
    );
  } finally {
    progress.done();
    await registries.close();
  }
  emit(options.outputs, renderersOf(checked, analysis, path, version), terminal);
  if (options.outputs.some(({ format }) => format === "github")) {
    const view = fromTop(checked, analysis, path);
    const failed = appendStepSummary(process.env.GITHUB_STEP_SUMMARY, (limit) => verifyMarkdown(view, limit));
    if (failed !== undefined) say(`warning: ${failed}; the findings are in the log alone`);
  }
  await terminal.flush();
  return isGood(checked) ? EXIT.done : EXIT.failed;
}

function subjectsOf(analysis: Analysis, current: Plan): Subject[] {
  const { graph, clusters, scanned } = analysis;
  const files = changesOf(current, analysis);
  const after = files.length === 0 ? [] : rebuilt(analysis, current, files);
  const words = new ClusterWords([...clusters, ...after]);
  const subjects = findSubjects({
    graph,
    plan: current,
    clusters,
    after,
    placeOf: (object) => words.place(originOf(object)),
    words: (reason) => words.reason(reason),
  });
  return subjects.filter(({ location }) => scanned.area.outside(location.file) === undefined);
}

/** A Secret that nothing asks for is most often a mistyped name. */
function sayUnused(given: Iterable<string>, subjects: readonly Subject[], say: (text: string) => void): void {
  const namespaces = new Set(subjects.map(({ namespace }) => namespace));
  for (const id of given)
    if (!namespaces.has(id.split("/")[0]!))
      say(`warning: --secret ${id}: no OCIRepository is in this namespace`);
}

function trustedRootOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const text = readNamed(file, "baseline").toString("utf8");
  if (isTrustedRoot(text)) return text;
  throw new UsageError(`${file}: is no trusted root; allowed: what cosign trusted-root create writes`);
}

/** What `--docker-config` signs in with. */
function ownLogin(file: string | undefined, root: string): Given["own"] {
  if (file === undefined) return undefined;
  try {
    const config = readDockerConfig(readNamed(file, "configuration").toString("utf8"));
    return (name) => findInDockerConfig(config, name, process.env, root);
  } catch (error) {
    if (error instanceof CredentialError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

/** What is shown at a commit needs paths from the top of the repository. */
function fromTop(checked: readonly Checked[], { scanned }: Analysis, path: string): VerifyView {
  const prefix = path === STDIN ? "" : repositoryPrefix(scanned.root);
  return verifyView(checked, (file) => prefix + file);
}

function renderersOf(
  checked: readonly Checked[],
  analysis: Analysis,
  path: string,
  version: string,
): Map<string, Renderer> {
  const here = () => verifyView(checked, (file) => shownPath(file, analysis.scanned.area));
  const top = () => fromTop(checked, analysis, path);
  return new Map<(typeof VERIFY_FORMATS)[number], Renderer>([
    ["pretty", (colour) => prettyVerify(here(), paint(colour))],
    ["json", () => tameJson(verifyReport(here()))],
    ["markdown", () => verifyMarkdown(top())],
    ["sarif", () => tameJson(verifySarif(top(), version))],
    ["github", () => githubVerify(top())],
  ]);
}
