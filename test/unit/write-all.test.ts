import { EventEmitter } from "node:events";
import { chmodSync, lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../src/io/decode.ts";
import { type Disk, nodeDisk } from "../../src/io/disk.ts";
import { onInterrupt } from "../../src/io/interrupt.ts";
import { type FileChange, WriteError, writeAll } from "../../src/io/write.ts";
import { putFiles, snapshot, tempTree } from "../support/temp-tree.ts";

const OLD = {
  "a/one.yaml": "one\r\n",
  "a/two.yaml": "\uFEFFtwo",
  "gone.yaml": "gone\n",
  "keep.yaml": "keep\n",
};
const CHANGES: FileChange[] = [
  { path: "a/one.yaml", before: encode("one\r\n"), after: encode("ONE\r\n") },
  { path: "new/deep/three.yaml", before: undefined, after: encode("three") },
  { path: "gone.yaml", before: encode("gone\n"), after: undefined },
  { path: "new/four.yaml", before: undefined, after: encode("") },
  { path: "a/two.yaml", before: encode("\uFEFFtwo"), after: encode("\uFEFFTWO") },
];
const STEPS = [
  "facts",
  "real",
  "read",
  "create",
  "link",
  "rename",
  "remove",
  "makeDirectory",
  "removeDirectory",
  "syncDirectory",
] as const;

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by a test`), { code });
}

/** A disk that calls `before` ahead of every operation; it may throw. */
function watched(before: (step: (typeof STEPS)[number], path: string, args: unknown[]) => void): Disk {
  const disk = { ...nodeDisk } as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const step of STEPS) {
    const real = disk[step]!;
    disk[step] = (...args) => {
      before(step, args[0] as string, args);
      return real(...args);
    };
  }
  return disk as unknown as Disk;
}

async function failureOf(promise: Promise<unknown>): Promise<WriteError> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof WriteError)) throw new Error(`expected a WriteError, got ${String(error)}`);
  return error;
}

async function allNew(): Promise<Record<string, string>> {
  const root = tempTree(OLD);
  await writeAll(root, CHANGES);
  return snapshot(root);
}

describe("a write that succeeds", () => {
  test("changes, adds and deletes exactly what it was told, and leaves nothing else", async () => {
    expect(await allNew()).toEqual({
      "a/": "",
      "a/one.yaml": "ONE\r\n",
      "a/two.yaml": Buffer.from("\uFEFFTWO").toString("latin1"),
      "keep.yaml": "keep\n",
      "new/": "",
      "new/deep/": "",
      "new/deep/three.yaml": "three",
      "new/four.yaml": "",
    });
  });

  test("adds first and deletes last: a power cut on the way leaves nothing that names what is not there yet", async () => {
    const root = tempTree(OLD);
    const seen: string[] = [];
    const disk = watched((step, path, args) => {
      const target = step === "rename" ? String(args[1]) : step === "remove" ? path : "";
      if (target !== "" && !target.endsWith(".tmp")) seen.push(target.slice(root.length + 1));
    });
    await writeAll(root, CHANGES, disk);
    expect(seen).toEqual(["new/deep/three.yaml", "new/four.yaml", "a/one.yaml", "a/two.yaml", "gone.yaml"]);
  });

  test("keeps the permission bits", async () => {
    const root = tempTree({ "x.yaml": "a" });
    chmodSync(join(root, "x.yaml"), 0o751);
    await writeAll(root, [{ path: "x.yaml", before: encode("a"), after: encode("b") }]);
    expect(statSync(join(root, "x.yaml")).mode & 0o777).toBe(0o751);
  });

  test.skipIf(process.getuid?.() !== 0)("keeps the owner where that is permitted", async () => {
    const root = tempTree({ "x.yaml": "a" });
    const { chownSync } = await import("node:fs");
    chownSync(join(root, "x.yaml"), 1234, 2345);
    await writeAll(root, [{ path: "x.yaml", before: encode("a"), after: encode("b") }]);
    const { uid, gid } = statSync(join(root, "x.yaml"));
    expect([uid, gid]).toEqual([1234, 2345]);
  });

  test("works where the file system has no links", async () => {
    const root = tempTree(OLD);
    const disk = watched((step) => {
      if (step === "link") throw systemError("EPERM");
    });
    await writeAll(root, CHANGES, disk);
    expect(snapshot(root)).toEqual(await allNew());
  });

  test("a name as long as the file system allows", async () => {
    const name = `${"n".repeat(250)}.yaml`;
    const root = tempTree({ [name]: "a" });
    await writeAll(root, [{ path: name, before: encode("a"), after: encode("b") }]);
    expect(snapshot(root)).toEqual({ [name]: "b" });
  });
});

describe("refused before anything is touched", () => {
  const change = (path: string, before: string | undefined = "a"): FileChange => ({
    path,
    before: before === undefined ? undefined : encode(before),
    after: encode("b"),
  });

  test.each<[string, FileChange[], string]>([
    ["changed", [change("x.yaml", "other")], "x.yaml is not written: it was changed after it was read"],
    ["removed", [change("gone.yaml")], "gone.yaml is not written: it was removed after it was read"],
    [
      "there already",
      [{ ...change("x.yaml"), before: undefined }],
      "x.yaml is not written: it exists already",
    ],
    ["a directory", [change("dir")], "dir is not written: it is not a regular file"],
    ["a link", [change("link.yaml")], "link.yaml is not written: it is not a regular file"],
    ["twice", [change("x.yaml"), change("x.yaml")], "x.yaml is not written: it is named twice"],
    [
      "twice through a link",
      [change("dir/y.yaml"), change("dirlink/y.yaml")],
      "dirlink/y.yaml is not written: it is named twice",
    ],
    [
      "upwards",
      [change("../x.yaml")],
      "../x.yaml is not written: it is not a plain path inside the scanned directory",
    ],
    [
      "absolute",
      [change("/x.yaml")],
      "/x.yaml is not written: it is not a plain path inside the scanned directory",
    ],
    [
      "of Git",
      [{ ...change("dir/.git/hooks/x"), before: undefined }],
      "dir/.git/hooks/x is not written: it belongs to Git",
    ],
    [
      "out through a link",
      [change("out/x.yaml")],
      "out/x.yaml is not written: a symbolic link on its way leads out of the scanned directory",
    ],
    [
      "new, out through a link",
      [{ ...change("out/n/x.yaml"), before: undefined }],
      "out/n/x.yaml is not written: a symbolic link on its way leads out of the scanned directory",
    ],
    [
      "through a file",
      [{ ...change("file/x.yaml"), before: undefined }],
      "file/x.yaml is not written: a part of its path is not a directory",
    ],
  ])("%s", async (_, changes, message) => {
    const outside = tempTree({ "x.yaml": "a" });
    const root = tempTree({ "first.yaml": "a", "x.yaml": "a", "dir/y.yaml": "a", file: "" });
    symlinkSync("x.yaml", join(root, "link.yaml"));
    symlinkSync("dir", join(root, "dirlink"));
    symlinkSync(outside, join(root, "out"));
    const before = [snapshot(root), snapshot(outside)];
    const error = await failureOf(writeAll(root, [change("first.yaml"), ...changes]));
    expect(error.message).toBe(`${message}; nothing was changed`);
    expect([snapshot(root), snapshot(outside)]).toEqual(before);
  });

  test("a file that changes while the others are prepared", async () => {
    const root = tempTree(OLD);
    const disk = watched((step, path) => {
      if (step === "rename" && path.includes("one.yaml")) putFiles(root, { "a/two.yaml": "somebody else" });
    });
    const error = await failureOf(writeAll(root, CHANGES, disk));
    expect(error.failure).toBe("refused");
    expect(error.message).toBe(
      "a/two.yaml is not written: it was changed after it was read; restored: new/deep/three.yaml, new/four.yaml, a/one.yaml; nothing was changed",
    );
    expect(snapshot(root)).toEqual(snapshot(tempTree({ ...OLD, "a/two.yaml": "somebody else" })));
  });
});

describe("a disk that fails", () => {
  test("at the nth operation, for every n: all old or all new, and no temporary file", async () => {
    const old = snapshot(tempTree(OLD));
    const fresh = await allNew();
    const outcomes = { old: 0, new: 0 };
    for (let n = 1; ; n++) {
      const root = tempTree(OLD);
      let count = 0;
      const disk = watched((step, path) => {
        if (++count !== n) return;
        // A disk that fills up leaves the first half of a file behind.
        if (step === "create") writeFileSync(path, "hal");
        throw systemError("ENOSPC");
      });
      const error = await writeAll(root, CHANGES, disk).then(
        () => undefined,
        (e: unknown) => e,
      );
      expect([n, snapshot(root)]).toEqual([n, error === undefined ? fresh : old]);
      if (error !== undefined) {
        expect(error).toBeInstanceOf(WriteError);
        expect((error as Error).message).toMatch(
          /^cannot write [^\n]*no space left on the disk \(ENOSPC\); (restored: [^;]+; )?nothing was changed$/,
        );
      }
      outcomes[error === undefined ? "new" : "old"]++;
      if (count < n) break;
    }
    expect(outcomes.old).toBeGreaterThan(40);
    // Links that fail are replaced by copies, and cleaning up is tried twice: those end well.
    expect(outcomes.new).toBeGreaterThan(5);
  });

  test("a rename that reports an error and yet has happened is put back", async () => {
    const root = tempTree(OLD);
    let done = false;
    const disk: Disk = {
      ...nodeDisk,
      rename(from, to) {
        nodeDisk.rename(from, to);
        if (done) return;
        done = true;
        throw systemError("EIO");
      },
    };
    const error = await failureOf(writeAll(root, CHANGES, disk));
    expect(error.restored).toEqual(["new/deep/three.yaml"]);
    expect(snapshot(root)).toEqual(snapshot(tempTree(OLD)));
  });

  test("for good: the error names what is broken and where the original is", async () => {
    const root = tempTree(OLD);
    let renames = 0;
    const disk = watched((step) => {
      // Two files are added before, and taken back without a rename.
      if (step === "rename" && ++renames > 3) throw systemError("EROFS");
    });
    const error = await failureOf(writeAll(root, CHANGES, disk));
    expect(error.damage.broken.map(({ path }) => path)).toEqual(["a/one.yaml"]);
    const original = error.damage.broken[0]!.original!;
    expect(decode(nodeDisk.read(original))).toEqual({ text: "one\r\n" });
    expect(error.message).toContain(`a/one.yaml could NOT be restored, its original is ${original}`);
    expect(error.message).not.toContain("nothing was changed");
  });

  test("somebody else's change of a written file is not overwritten by the way back", async () => {
    const root = tempTree(OLD);
    const disk = watched((step, path) => {
      if (step !== "rename" || !path.includes("two.yaml")) return;
      putFiles(root, { "a/one.yaml": "theirs" });
      throw systemError("EACCES");
    });
    const error = await failureOf(writeAll(root, CHANGES, disk));
    expect(error.damage.broken.map(({ path }) => path)).toEqual(["a/one.yaml"]);
    expect(snapshot(root)["a/one.yaml"]).toBe("theirs");
    expect(snapshot(root)["gone.yaml"]).toBe("gone\n");
  });
});

describe("an interrupt", () => {
  test("at any operation: all old or all new, and no temporary file", async () => {
    const old = snapshot(tempTree(OLD));
    const fresh = await allNew();
    let interrupted = 0;
    for (let n = 1; ; n++) {
      const root = tempTree(OLD);
      const source = new EventEmitter();
      const interrupt = onInterrupt(source);
      let count = 0;
      const disk = watched(() => {
        if (++count === n) source.emit("SIGTERM", "SIGTERM");
      });
      const error = await writeAll(root, CHANGES, disk, interrupt.signal).then(
        () => undefined,
        (e: unknown) => e,
      );
      await interrupt.release();
      expect(source.listenerCount("SIGTERM")).toBe(0);
      expect([n, snapshot(root)]).toEqual([n, error === undefined ? fresh : old]);
      if (error !== undefined) {
        interrupted++;
        expect(interrupt.received()).toBe("SIGTERM");
        expect((error as WriteError).failure).toBe("interrupted");
        expect((error as WriteError).message).toMatch(
          /^interrupted; (restored: [^;]+; )?nothing was changed$/,
        );
      }
      if (count < n) break;
    }
    expect(interrupted).toBeGreaterThan(20);
  });
});

test("a signal that has come is not lost when the handlers go", async () => {
  const interrupt = onInterrupt();
  // Node tells of it on its next turn.
  process.kill(process.pid, "SIGHUP");
  expect(interrupt.received()).toBe(undefined);
  await interrupt.release();
  expect(interrupt.received()).toBe("SIGHUP");
  expect(process.listeners("SIGHUP")).toEqual([]);
});

describe("decoding", () => {
  test.each(["", "\uFEFFa: b\r\n", "😀 é\u2028\n", "\u0085"])("%j comes back as the same bytes", (text) => {
    const decoded = decode(encode(text));
    expect(decoded).toEqual({ text });
  });

  test.each<[number[], string]>([
    [[0xc3, 0x28], "not valid UTF-8"],
    [[0xed, 0xa0, 0x80], "not valid UTF-8"],
    [[0x61, 0], "binary"],
    [[0xff, 0xfe, 0x61, 0], "UTF-16, only UTF-8 is read"],
    [[0xfe, 0xff, 0, 0x61], "UTF-16, only UTF-8 is read"],
  ])("%j is refused: %s", (bytes, reason) => {
    expect(decode(Uint8Array.from(bytes))).toEqual({ reason });
  });
});

test("an added directory that somebody else uses meanwhile stays", async () => {
  const root = tempTree(OLD);
  const disk = watched((step, path) => {
    if (step !== "rename" || !path.includes("two.yaml")) return;
    mkdirSync(join(root, "new/theirs"));
    throw systemError("EACCES");
  });
  await failureOf(writeAll(root, CHANGES, disk));
  expect(Object.keys(snapshot(join(root, "new")))).toEqual(["theirs/"]);
  expect(lstatSync(join(root, "new/theirs")).isDirectory()).toBe(true);
});
