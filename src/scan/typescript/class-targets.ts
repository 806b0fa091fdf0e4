import { ts } from "ts-morph";
import type { ClassPath, CodeModel } from "../../core/code.ts";
import { cdk8sClass, pulumiFile } from "../../core/generators.ts";
import { isRefused, type Refusal, refuse } from "../../core/refusal.ts";
import { type ClassUse, declaredKind, kindOf, meaningAt } from "./classes.ts";
import { type ClassKind, isStable } from "./generators.ts";
import type { Module } from "./module.ts";
import type { Modules } from "./modules.ts";

/** What objects of a kind may have to become: kind and version. */
const TARGETS: Readonly<Record<string, readonly (readonly [kind: string, version: string])[]>> = {
  GitRepository: [
    ["OCIRepository", "v1"],
    ["OCIRepository", "v1beta2"],
  ],
  HelmRelease: [["HelmRelease", "v2"]],
};

/** How the classes are reached that objects of a class may have to become; each is looked up where that is possible. */
export function targetsOf(module: Module, use: ClassUse, modules: Modules): CodeModel["targets"] {
  const { group } = use.is;
  return new Map(
    (TARGETS[use.is.kind] ?? []).map(([kind, version]) => {
      const to = { ...use.is, kind, version };
      return [`${group}/${version} ${kind}`, targetOf(module, use, to, modules)] as const;
    }),
  );
}

function targetOf(module: Module, use: ClassUse, to: ClassKind, modules: Modules): ClassPath | Refusal {
  const { from, steps, home } = use;
  if (!from) return refuse(`its class is not imported by a statement; write ${to.kind} by hand`);
  const written = steps.map(({ text }) => text);
  const names = from.name === undefined ? written.slice(1) : [from.name, ...written.slice(1)];
  const old = { module: from.module, names };
  const path = use.is.style === "cdk8s" ? cdk8sPath(old, use, to) : versionedPath(old, use.is, to);
  if (isRefused(path)) return path;
  const found = meaningAt(module, path.module, path.names, modules);
  const isOther = found !== undefined && (found === "missing" || !sameKind(kindOf(found), to));
  if (!isOther && (found || !home)) return path;
  const file = modules.resolve(module.path, path.module)?.path;
  // A module that only hands on what another one declares.
  if (file !== undefined && file !== home?.path && use.is.style === "cdk8s")
    return refuse(`${file} does not export ${path.names.at(-1)}; export it there, then run again`);
  const where = file ?? home?.path ?? path.module;
  return refuse(
    `${where} has no class ${path.names.at(-1)}; ${REMEDY[use.is.style](to.kind)}, then run again`,
  );
}

const REMEDY: Readonly<Record<ClassKind["style"], (kind: string) => string>> = {
  cdk8s: (kind) => `run cdk8s import with the ${kind} CRD`,
  crd2pulumi: (kind) => `run crd2pulumi with the ${kind} CRD`,
  "kubernetes-models": (kind) => `export ${kind} there`,
};

function sameKind(one: ClassKind | undefined, other: ClassKind): boolean {
  return one?.group === other.group && one.version === other.version && one.kind === other.kind;
}

/** The class of that version among those of the imports file; by the rule of its names where the file is not there. */
function cdk8sPath({ module, names }: ClassPath, { is, home }: ClassUse, to: ClassKind): ClassPath | Refusal {
  const own = names.at(-1) ?? "";
  const at = own.lastIndexOf(cdk8sClass(is.kind));
  if (at === -1) return refuse(`the class is called ${own} in ${module}; write ${to.kind} by hand`);
  const plain = own.slice(0, at) + cdk8sClass(to.kind);
  const path = (name: string) => ({ module, names: [...names.slice(0, -1), name] });
  if (!home)
    return isStable(to, to.version)
      ? path(plain)
      : refuse(
          `the class of ${to.kind} ${to.version} depends on the CRDs that ${module} was made from, and it is not in this tree; write it by hand`,
        );
  const classes = home.file.statements.filter(ts.isClassDeclaration);
  const found = classes.find((one) => {
    const kind = declaredKind(one);
    return one.name?.text.startsWith(plain) && kind && sameKind(kind, to);
  });
  return path(found?.name?.text ?? plain);
}

/** The way to a class whose module says the version: each part that changes is replaced where it stands. */
function versionedPath({ module, names }: ClassPath, is: ClassKind, to: ClassKind): ClassPath | Refusal {
  if (names.at(-1) !== is.kind)
    return refuse(`the class is called ${names.at(-1)} in ${module}; write ${to.kind} by hand`);
  const ending = /\.[jt]s$/.exec(module)?.[0] ?? "";
  const folders = module.slice(0, module.length - ending.length).split("/");
  const owners = names.slice(0, -1);
  const file = is.style === "crd2pulumi" ? pulumiFile : (kind: string) => kind;
  if (owners.length === 0 && folders.at(-1) === file(is.kind)) folders[folders.length - 1] = file(to.kind);
  if (is.version !== to.version) {
    const part = owners.includes(is.version) ? owners : folders;
    const at = part.lastIndexOf(is.version);
    if (at === -1) return refuse(`${module} does not tell the version of its class; write it by hand`);
    part[at] = to.version;
  }
  return { module: folders.join("/") + ending, names: [...owners, to.kind] };
}
