import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileSync, replaceFile, replaceFileSync, replaceFilesSync } from "../../../edge/store/replace-file.ts";
import { FAULTS, tryWith } from "../../fakes/disk/failing-disk.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-replace-"));
  path = join(dir, "state.json");
});
afterEach(() => rmSync(dir, { recursive: true }));

const [OLD, NEW] = ["the old content\n".repeat(50), "what was written later\n".repeat(80)];
const text = (at = path) => readFileSync(at, "utf8");
const modeOf = (at = path) => statSync(at).mode & 0o777;
const drafts = () => readdirSync(dir).filter((name) => name.endsWith(".new"));

const ways = [
  ["at once", async (content: string) => replaceFileSync(path, content)],
  ["later", async (content: string) => await replaceFile(path, content)],
] as const;

describe.each(ways)("%s", (_way, replace) => {
  it("[FS1] creates the file and its folders, and replaces it", async () => {
    path = join(dir, "deep", "er", "state.json");
    await replace(OLD);
    expect(text()).toBe(OLD);
    await replace(NEW);
    expect(text()).toBe(NEW);
    expect(readdirSync(join(dir, "deep", "er"))).toEqual(["state.json"]);
  });

  it.each(FAULTS)(
    "[FS2] row 6: %s at any call leaves the old file or the new one, and the new one where the write was acknowledged",
    async (fault) => {
      for (let at = 1, goesOn = true; goesOn; at++) {
        writeFileSync(path, OLD);
        let isAcknowledged = false;
        const { hasFailed, calls } = await tryWith(dir, { at, fault }, async () => {
          await replace(NEW);
          isAcknowledged = true;
        });
        goesOn = hasFailed;
        expect([OLD, NEW], `${fault} at ${at}: ${calls.join(", ")}`).toContain(text());
        if (isAcknowledged) expect(text(), `${fault} at ${at}: ${calls.join(", ")}`).toBe(NEW);
      }
    },
  );

  it.each(["ENOSPC", "EIO", "full"] as const)(
    "[FS3] after %s the draft is gone, and the error has the file and a remedy",
    async (fault) => {
      writeFileSync(path, OLD);
      let thrown: unknown;
      await tryWith(dir, { at: fault === "full" ? 3 : 2, fault }, async () => {
        await replace(NEW).catch((error: unknown) => {
          thrown = error;
        });
      });
      expect(thrown).toMatchObject({ name: "EdgeError", code: "disk", message: expect.stringContaining(path) });
      expect((thrown as Error).message).toMatch(/make room|look at the system log/);
      expect(text()).toBe(OLD);
      expect(drafts()).toEqual([]);
    },
  );

  it("[FS4] writers of one path do not share a draft", async () => {
    const contents = Array.from({ length: 8 }, (_, i) => `${i}\n`.repeat(1000 + i));
    await Promise.all(contents.map(replace));
    expect(contents).toContain(text());
    expect(drafts()).toEqual([]);
  });

  it("[FS5] keeps the mode; a private file is private again", async () => {
    await replace(OLD);
    chmodSync(path, 0o664);
    await replace(NEW);
    expect(modeOf()).toBe(0o664);
    replaceFileSync(path, OLD, { mode: 0o600 });
    expect(modeOf()).toBe(0o600);
  });

  it("[FS6] writes where a symbolic link leads", async () => {
    mkdirSync(join(dir, "elsewhere"));
    writeFileSync(join(dir, "elsewhere", "real.json"), OLD);
    symlinkSync(join("elsewhere", "real.json"), path);
    await replace(NEW);
    expect(text(join(dir, "elsewhere", "real.json"))).toBe(NEW);
    expect(text()).toBe(NEW);
    expect(readdirSync(join(dir, "elsewhere"))).toEqual(["real.json"]);
  });

  it("[FS6] refuses anything but a file", async () => {
    mkdirSync(path);
    await expect(replace(NEW)).rejects.toThrow(`${path} is not a regular file; move it away`);
  });
});

it("[FS7] a draft that a crash left is removed before the next write; that of a running process stays", async () => {
  const left = [
    `state.json.${process.pid}-0123456789abcdef.new`,
    "state.json.4194999-0123456789abcdef.new",
    "state.json.1-0123456789abcdee.new",
  ];
  for (const name of left) {
    writeFileSync(join(dir, name), "half");
    utimesSync(join(dir, name), 1, 1);
  }
  const others = [
    `state.json.${process.pid}-0123456789abcdff.new`,
    "state.json.new",
    "other.json.1-0123456789abcdef.new",
  ];
  for (const name of others) writeFileSync(join(dir, name), "of somebody");
  utimesSync(join(dir, others[1] as string), 1, 1);
  replaceFileSync(path, NEW);
  expect(readdirSync(dir).sort()).toEqual([...others, "state.json"].sort());
});

describe("several files", () => {
  it.each(FAULTS)(
    "[FS8] %s at any call: all or none if the process goes on; each one whole in any case",
    async (fault) => {
      const [a, b, fresh] = [join(dir, "a.yaml"), join(dir, "b.yaml"), join(dir, "assets", "c.glb")];
      for (let at = 1, goesOn = true; goesOn; at++) {
        for (const file of [a, b]) writeFileSync(file, OLD);
        rmSync(join(dir, "assets"), { recursive: true, force: true });
        let isAcknowledged = false;
        const { hasFailed, calls } = await tryWith(dir, { at, fault }, () => {
          replaceFilesSync([a, b, fresh].map((file) => ({ path: file, content: NEW })));
          isAcknowledged = true;
        });
        goesOn = hasFailed;
        const said = `${fault} at ${at}: ${calls.join(", ")}`;
        const found = [text(a), text(b), existsSync(fresh) ? text(fresh) : OLD];
        for (const content of found) expect([OLD, NEW], said).toContain(content);
        if (isAcknowledged) expect(found, said).toEqual([NEW, NEW, NEW]);
        if (fault === "ENOSPC" || fault === "EIO" || fault === "full") expect(new Set(found).size, said).toBe(1);
      }
    },
  );
});

it("[FS9] a file that is created once is never partial, and never created twice", async () => {
  for (const fault of FAULTS) {
    for (let at = 1, goesOn = true; goesOn; at++) {
      rmSync(path, { force: true });
      goesOn = (await tryWith(dir, { at, fault }, () => createFileSync(path, NEW))).hasFailed;
      if (existsSync(path)) expect(text(), `${fault} at ${at}`).toBe(NEW);
    }
  }
  createFileSync(path, OLD);
  const before = text();
  expect(createFileSync(path, "another")).toBe(false);
  expect(text()).toBe(before);
});
