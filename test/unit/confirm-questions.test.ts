import { beforeAll, describe, expect, test } from "vitest";
import { checkResult } from "../../src/check.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import type { Analysis } from "../../src/run.ts";
import { demoFleet, dialogue, result } from "../support/demo-fleet.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, reader } from "../support/small-fleet.ts";

const SOURCE = { name: "flux-system", namespace: "flux-system" };
const FLEET = "GitRepository/flux-system/fleet";
const SHOP = "GitRepository/flux-system/shop";
const WEB = (scope: string) => `GitRepository/flux-system/web@clusters/${scope}`;
const SYSTEM = (scope: string) => `GitRepository/flux-system/flux-system@clusters/${scope}`;
const DATA = "GitRepository/team-data/data-pipelines";
/** What is asked about, in this order, while everything is accepted: a cluster after the other. */
const ALL = [FLEET, SHOP, WEB("prod"), SYSTEM("dev"), WEB("dev"), SYSTEM("staging"), WEB("staging"), DATA];

let fleet: Analysis;
beforeAll(async () => {
  fleet = await demoFleet();
});

/** Ids of the migrations that were shown, in order. */
const asked = (seen: readonly { title: string }[]) => seen.map(({ title }) => title.split(" → ")[0]);

describe("yes and no", () => {
  test("each question once, and the whole migration in the end", async () => {
    const { ending, seen, told } = await dialogue(fleet, [..."yyyyyyyy"]);
    expect(asked(seen)).toEqual(ALL);
    expect(result(ending).moved.toSorted()).toEqual(ALL.toSorted());
    expect(told.at(-1)).toBe(
      "8 accepted, 0 declined: 11 files to write; 1 reference to change by hand, which the report lists",
    );
  });

  test("a no makes a new plan: what shares the declaration stays too, and is said to", async () => {
    const { ending, seen, told } = await dialogue(fleet, [..."yynyyy"]);
    expect(asked(seen)).toEqual([FLEET, SHOP, WEB("prod"), SYSTEM("dev"), SYSTEM("staging"), DATA]);
    expect(told).toContain(`no   ${WEB("prod")} → OCIRepository/flux-system/web`);
    for (const scope of ["dev", "staging"])
      expect(told).toContain(
        `stay ${WEB(scope)} → OCIRepository/flux-system/web, which moves only with what was declined`,
      );
    expect(result(ending).moved.toSorted()).toEqual(
      [FLEET, SHOP, SYSTEM("dev"), SYSTEM("staging"), DATA].toSorted(),
    );
  });

  test("a yes that an answer after it makes impossible is said to be lost", async () => {
    const { ending, told } = await dialogue(fleet, [..."yyyynyy"]);
    expect(told).toContain(
      `stay ${WEB("prod")} → OCIRepository/flux-system/web, which moves only with what was declined`,
    );
    expect(result(ending).moved).not.toContain(WEB("prod"));
  });

  test("after the last answer the totals and the files are shown, u goes back, and y ends it", async () => {
    const { ending, seen, totals } = await dialogue(fleet, [..."yyyyyyyyunuy", "y"]);
    expect(asked(seen)).toEqual([...ALL, DATA, DATA]);
    const [first = "", second = ""] = totals;
    expect(first).toMatch(/^8 accepted, 0 declined: 11 files to write/);
    expect(first.split("\n").slice(1)).toContain("  clusters/prod/shop.yaml");
    expect(second).toMatch(/^7 accepted, 1 declined: /);
    expect(result(ending).answers[DATA]).toBe("yes");
  });

  test("q at the totals gives nothing and keeps the answers", async () => {
    const { ending, kept } = await dialogue(fleet, [..."Aq"]);
    expect([ending, kept.at(-1)?.length]).toEqual(["quit", 1]);
  });

  test("quit, and the end of the input, give nothing", async () => {
    expect((await dialogue(fleet, [..."yyq"])).ending).toBe("quit");
    expect((await dialogue(fleet, [..."yy"])).ending).toBe("quit");
  });
});

describe("groups", () => {
  test("a: yes to the rest of the cluster; the screen says which and how many", async () => {
    const { ending, seen } = await dialogue(fleet, [..."ayydy"]);
    expect(seen[0]?.position).toBe("1 of 8, 8 open · group (3 open): cluster clusters/prod");
    expect(asked(seen)).toEqual([FLEET, SYSTEM("dev"), WEB("dev"), SYSTEM("staging")]);
    expect(result(ending).answers).toMatchObject({ [SHOP]: "yes", [DATA]: "no" });
  });

  test("one decision for many clusters is the group, as it makes fewer", async () => {
    const files = new Map([
      ...["a", "b", "c"].map((one) => cluster(`clusters/${one}`)),
      ...["a", "b", "c"].map(
        (one) => [`clusters/${one}/x.yaml`, reader("x", SOURCE, "./x", "flux-system")] as const,
      ),
    ]);
    files.set("clusters/a/app.yaml", reader("app", { ...SOURCE, name: "app" }, "./x", "flux-system"));
    const merged = mergeFlags(emptyConfig(), {
      map: ["flux-system=oci://ghcr.io/acme/fleet:main", "app=oci://ghcr.io/acme/app:main"],
      declareIn: ["elsewhere"],
    });
    if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
    const { seen, ending } = await dialogue(analyseTexts(files, merged.config), [..."jan"]);
    expect(seen[1]?.position).toContain("group (3 open): --map flux-system=oci://ghcr.io/acme/fleet:main");
    expect(asked(seen)).toHaveLength(3);
    expect(result(ending).moved).toHaveLength(3);
  });

  test("stay as they are over an edit, whatever it changes", async () => {
    const edits = [..."eu", "oci://ghcr.io/acme/other", ..."jeu", "oci://ghcr.io/acme/another"];
    const { seen } = await dialogue(fleet, [...edits, ..."kq"]);
    const groups = new Set(seen.flatMap(({ position }) => /group .*/.exec(position)?.[0] ?? []));
    expect([...groups]).toEqual(["group (3 open): cluster clusters/prod"]);
    const all = await dialogue(fleet, [..."en", "{name}-oci", ..."dAq"]);
    expect(asked(all.seen).at(-1)).toBe(SYSTEM("dev"));
  });

  test("d: no to the rest of the cluster, and what was answered before stays", async () => {
    const { ending, seen } = await dialogue(fleet, [..."ydaa"]);
    expect(asked(seen)).toEqual([FLEET, SHOP, SYSTEM("dev"), SYSTEM("staging")]);
    const { answers, moved } = result(ending);
    expect(answers).toMatchObject({ [FLEET]: "yes", [SHOP]: "no", [WEB("prod")]: "no", [DATA]: "yes" });
    expect(moved.toSorted()).toEqual([FLEET, SYSTEM("dev"), SYSTEM("staging"), DATA].toSorted());
  });

  test("A: yes to everything safe that is left, and no earlier answer changes", async () => {
    const { ending, seen } = await dialogue(fleet, [..."aydA"]);
    // `d` has declined web for dev, and with it the others of the same text.
    expect(asked(seen)).toEqual([FLEET, SYSTEM("dev"), WEB("dev"), SYSTEM("staging")]);
    expect(result(ending).answers[WEB("dev")]).toBe("no");
    expect(result(ending).answers[DATA]).toBe("yes");
  });
});

describe("moving about", () => {
  test("j and k pass open questions over; they come again and count for nothing until then", async () => {
    const { seen, ending } = await dialogue(fleet, [..."jjkyjyyyyyyy"]);
    expect(asked(seen).slice(0, 5)).toEqual([FLEET, SHOP, WEB("prod"), SHOP, WEB("prod")]);
    expect(asked(seen).at(-1)).toBe(WEB("prod"));
    expect(result(ending).moved).toHaveLength(8);
  });

  test("K shows an answered one again, and another answer takes the place of the first", async () => {
    const { seen, ending } = await dialogue(fleet, [..."nKyA"]);
    expect(seen[2]?.position).toContain("1 of 8, 7 open · answered no");
    expect(seen[2]?.title).toContain(FLEET);
    expect(result(ending).moved).toHaveLength(8);
  });

  test("j at the only open question says so", async () => {
    const { seen } = await dialogue(fleet, [..."yyyyyyyjy"]);
    expect(seen.at(-1)?.notice).toBe("No other question is open.");
  });
});

describe("undo", () => {
  test("takes the last answer back, with all that followed from it", async () => {
    const { seen, told, ending } = await dialogue(fleet, [..."yyduyA"]);
    expect(told).toContain(`undo ${WEB("prod")} → OCIRepository/flux-system/web`);
    expect(asked(seen).slice(3, 5)).toEqual([SYSTEM("dev"), WEB("prod")]);
    expect(result(ending).moved).toHaveLength(8);
  });

  test("is said at the next question, also of an edit and a split", async () => {
    const notices = async (...keys: string[]) => (await dialogue(fleet, keys)).seen.at(-1)?.notice;
    expect(await notices(..."yu")).toBe("The answer is undone.");
    expect(await notices(..."au")).toBe("The answer for the rest of the group is undone.");
    expect(await notices(..."sfu")).toBe("The split is undone.");
    expect(await notices(..."et", "v1", "u")).toBe("The edit is undone.");
  });

  test("of nothing says so", async () => {
    const { seen } = await dialogue(fleet, [..."u"]);
    expect(seen[1]?.notice).toBe("There is nothing to undo.");
  });
});

describe("split", () => {
  test("by file: what is declined stays, its Git source beside the new one, and all resolves", async () => {
    const { ending, seen } = await dialogue(fleet, [..."srnA"]);
    expect(seen[1]?.title).toBe(`Split ${FLEET}`);
    expect(seen[2]?.notice).toBe("Split into 3 parts.");
    expect(seen[2]?.subject).toContain("Apply this part?");
    expect(seen[2]?.position).toContain(`the parts of ${FLEET}`);
    if (ending === "quit") throw new Error("quit");
    const declined = Object.entries(result(ending).answers).filter(([, one]) => one === "no");
    expect(declined.map(([id]) => id)).toEqual([
      expect.stringMatching(/^\S+fleet: clusters\/prod\/apps\.yaml:12 /),
    ]);
    const staying = [...ending.state.plan.outcomes].filter(([, one]) => one.reason === "declined");
    expect(staying.map(([one]) => `${one.location.file}:${one.location.line}`)).toEqual([
      "clusters/prod/apps.yaml:12",
    ]);
    expect(result(ending).moved).toContain(FLEET);
    expect(checkResult(ending.analysis, ending.state.plan, result(ending).changes)).toEqual([]);
  });

  test("what is one part is not split, and it is said why", async () => {
    const { seen } = await dialogue(fleet, [..."sc"]);
    expect(seen[2]?.notice).toBe("Not split: all of it is one part: cluster clusters/prod.");
  });

  test("one line for several clusters is one part, and says so", async () => {
    const { seen } = await dialogue(fleet, [..."jjsc"]);
    expect(seen[4]?.notice).toBe(
      "Not split: one line serves clusters/dev, clusters/prod, clusters/staging, so it cannot be split.",
    );
  });

  test("undo of a split asks the whole again", async () => {
    const { seen, ending } = await dialogue(fleet, [..."sfuA"]);
    expect(seen[3]?.subject).toContain("Apply this migration?");
    expect(result(ending).moved).toHaveLength(8);
  });
});

describe("edit", () => {
  test("another url and tag: planned again at once, and offered as a configuration", async () => {
    const { seen, kept, ending } = await dialogue(fleet, [
      ..."eu",
      "oci://ghcr.io/acme/other",
      ..."et",
      "semver >=2.0.0",
      ..."A",
    ]);
    expect(seen[2]?.notice).toContain("planned again");
    expect(seen[2]?.body).toContain(
      "to   oci://ghcr.io/acme/other, tag release-prod; Secret ghcr-auth, verified with cosign",
    );
    expect(seen[4]?.body).toContain("to   oci://ghcr.io/acme/other, semver >=2.0.0");
    expect(seen[4]?.body).toContain("why  decided by your edit");
    expect(kept.at(-1)?.map((one) => one.do)).toEqual(["edit", "edit", "safe"]);
    const changed = result(ending).changes.find((one) => one.after?.includes("oci://ghcr.io/acme/other"));
    expect(changed?.after).toContain('semver: ">=2.0.0"');
  });

  test("credentials and the name of all", async () => {
    const { seen, ending } = await dialogue(fleet, [
      ..."es",
      "",
      ..."ep",
      "generic",
      ..."en",
      "{name}-oci",
      ..."A",
    ]);
    expect(seen[2]?.body).toContain("tag release-prod; anonymous, verified with cosign");
    expect(seen[4]?.body).toContain("provider generic");
    expect(seen[6]?.title).toBe(`${FLEET} → OCIRepository/flux-system/fleet-oci`);
    expect(result(ending).moved).toHaveLength(8);
  });

  test.each([
    ["u", "https://ghcr.io/acme/x", /^url: .*must start with oci:\/\//],
    ["u", "oci://ghcr.io/acme/UPPER", /capitals in the repository/],
    ["u", "oci://me:secret@ghcr.io/acme/x", /must not hold a user name or password/],
    ["t", "no tag", /ref/],
    ["p", "amazon", /provider/],
    ["s", "Not_A_Name", /secretRef/],
    ["n", "fixed", /template/],
  ])("a bad value is refused with one line: %s %s", async (key, value, message) => {
    const { refused, seen, ending } = await dialogue(fleet, [..."e", key, value, "<esc>", ..."q"]);
    expect(ending).toBe("quit");
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(message);
    expect(refused[0]).not.toMatch(/\n|secret@|sources\[/);
    expect(seen.at(-1)?.title).toContain(FLEET);
  });

  test("what contradicts another setting is refused as in the configuration", async () => {
    const { refused, kept } = await dialogue(fleet, [..."ep", "aws", "<esc>", ..."q"]);
    expect(refused).toEqual([expect.stringMatching(/^secretRef: excludes provider: /)]);
    expect(kept).toEqual([]);
  });
});

describe("why and expand", () => {
  test("w tells decision, source, references and findings with places", async () => {
    const { told } = await dialogue(fleet, [..."wq"]);
    expect(told[0]).toContain("decided by git2oci.yaml");
    expect(told[0]).toMatch(/declared in clusters\/prod\/flux\/source\.yaml:\d+ \(object\)/);
    expect(told[0]).toMatch(/clusters\/prod\/apps\.yaml:\d+ Kustomization/);
  });

  test("x lists every reference", async () => {
    const { told, seen } = await dialogue(fleet, [..."xq"]);
    expect(seen[0]?.body).not.toMatch(/apps\.yaml:\d+ Kustomization/);
    expect(told[0]).toMatch(/clusters\/prod\/apps\.yaml:\d+ Kustomization/);
  });
});

test("the same steps give the same session again", async () => {
  const first = await dialogue(fleet, [..."eu", "oci://ghcr.io/acme/other", ..."sfny", "d"]);
  const again = await dialogue(fleet, [], first.kept.at(-1));
  expect(again.seen[0]).toEqual((await dialogue(fleet, ["j"], first.kept.at(-1))).seen[0]);
  const whole = await dialogue(fleet, [..."A"], first.kept.at(-1));
  expect(result(whole.ending).files.length).toBeGreaterThan(0);
});

test("nothing of a hostile fleet acts on the terminal", async () => {
  const url = "https://github.com/acme/app\u202e\u001b[2J";
  const text = `${gitText(SOURCE, ["interval: 5m", `url: ${JSON.stringify(url)}`, "ref:", "  branch: main"])}---\n${reader("x", SOURCE, "./x", "flux-system")}`;
  const files = new Map([["clusters/\u001b[31m/x\u0007.yaml", text]]);
  const merged = mergeFlags(emptyConfig(), { map: ["flux-system=oci://ghcr.io/acme/fleet:main"] });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  const { seen, told } = await dialogue(analyseTexts(files, merged.config), [..."wxsfscn"]);
  expect(seen.map((one) => one.notice).join("\n")).toContain("\\x1b[31m");
  expect(seen[0]?.body).toContain("\\u202e\\x1b[2J");
  const shown = [...told, ...seen.flatMap((one) => Object.values(one))].join("\n");
  expect(shown).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}]/u);
});
