// The texts that have to go along with what is bundled: licences, notices, and comments that name a copyright.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LICENCE = /^(?:licen[cs]e|copying)/i;
/** NOTICE, which Apache-2.0 asks for, and lists of what a package took from others. */
const NOTICES = /notice/i;
/** A comment that begins a line, as a block or as lines; one inside of a text of a program does not count. */
const COMMENT = /^\/\*[\s\S]*?\*\/|(?:^\/\/.*\r?\n?)+/gm;
/** Comments that the bundler itself collects: `legalComments` in build.mjs puts them into a file beside each chunk. */
const LEGAL = /^\/[/*]!|@licen[cs]e|@preserve/;

/** One text with what every package of a bundle asks for. @throws Error for a package without a licence text */
export function licences(packages) {
  return packages.map((one) => licenceOf(one, packages)).join(`\n${"-".repeat(72)}\n\n`);
}

function licenceOf({ folder, manifest, inputs, within }, packages) {
  const { name, version, license } = manifest;
  const files = readdirSync(folder);
  const file = licenceFile(folder) ?? licenceBeside(manifest, packages);
  // Without its text the package may not be passed on, so there is no bundle either.
  if (file === undefined) throw new Error(`${folder} has no licence file`);
  const head = `${name} ${version} (${license})${within === undefined ? "" : `, contained in ${within}`}`;
  const notices = files.filter((one) => NOTICES.test(one));
  const texts = [file, ...notices.map((one) => join(folder, one))].map((one) => readFileSync(one, "utf8"));
  return `${[head, ...texts, ...copyrights(inputs)].map(tidy).join("\n\n")}\n`;
}

function licenceFile(folder) {
  const file = readdirSync(folder).find((one) => LICENCE.test(one));
  return file === undefined ? undefined : join(folder, file);
}

/** The text that another package of the same repository brings, under the same licence: @sigstore/verify leaves it out. */
function licenceBeside({ license, repository }, packages) {
  if (repository?.url === undefined) return undefined;
  const others = packages.filter(
    ({ manifest }) => manifest.repository?.url === repository.url && manifest.license === license,
  );
  return others.map(({ folder }) => licenceFile(folder)).find((one) => one !== undefined);
}

/** What files of a package say about a copyright, each text once. */
function copyrights(inputs) {
  const comments = inputs.flatMap((path) => readFileSync(path, "utf8").match(COMMENT) ?? []);
  return new Set(comments.filter((one) => /copyright/i.test(one) && !LEGAL.test(one)).map(tidy));
}

function tidy(text) {
  return text.replaceAll("\r\n", "\n").trim();
}
