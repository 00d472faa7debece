import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lockDataFolder, startEpoch } from "../../../edge/model/data-folder.ts";
import { diskError } from "../../../edge/store/disk-error.ts";
import { temporaryFolder } from "../../fakes/config/plant-folder.ts";

it("[T2] the epoch grows by one with every start and the edge keeps its id [I5]", () => {
  using folder = temporaryFolder();
  const starts = [startEpoch(folder.path), startEpoch(folder.path), startEpoch(folder.path)];
  expect(starts.map((start) => start.epoch)).toEqual([1, 2, 3]);
  expect(new Set(starts.map((start) => start.edgeId)).size).toBe(1);
  expect(starts[0]?.edgeId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect(JSON.parse(readFileSync(join(folder.path, "edge.json"), "utf8"))).toEqual({
    version: 1,
    edgeId: starts[0]?.edgeId,
    epoch: 3,
  });
});

it.each([
  ["half a file", '{"version":1,"edgeId":"0198'],
  ["no id", '{"version":1,"epoch":3}'],
  ["no number", '{"version":1,"edgeId":"a","epoch":"3"}'],
  ["null", "null"],
  ["nothing", ""],
])("[I9] an edge.json with %s stops the start instead of creating a new edge", (_, text) => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "edge.json"), text);
  expect(() => startEpoch(folder.path)).toThrow(/edge\.json is damaged; restore it/);
  expect(readFileSync(join(folder.path, "edge.json"), "utf8")).toBe(text);
});

it("[I9] an edge.json of a newer version is not touched", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "edge.json"), '{"version":2,"id":"x"}');
  expect(() => startEpoch(folder.path)).toThrow(/written by a newer version \(format 2\)/);
});

it("[I8] a second edge on the folder is refused with path and process id, and can take it afterwards", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "data");
  {
    using _first = lockDataFolder(path);
    expect(() => lockDataFolder(path)).toThrow(
      new RegExp(`${path} is in use by the edge with process id ${process.pid} .*choose another --data-dir`),
    );
  }
  using _second = lockDataFolder(path);
  expect(readdirSync(path)).toEqual(["lock"]);
});

it("[I8] the lock of a process that was killed is taken over", async () => {
  using folder = temporaryFolder();
  const module = join(import.meta.dirname, "../../../edge/model/data-folder.ts");
  const code = `import { lockDataFolder } from ${JSON.stringify(module)};
    lockDataFolder(${JSON.stringify(folder.path)});
    process.stdout.write("locked");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  expect(() => lockDataFolder(folder.path)).toThrow(`process id ${child.pid}`);
  child.kill("SIGKILL");
  await once(child, "exit");
  using _lock = lockDataFolder(folder.path);
  expect(readFileSync(join(folder.path, "lock"), "utf8")).toContain(`"pid":${process.pid}`);
});

it("[I8] a lock without a process, or with a pid of another program, is taken over", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "lock"), "");
  lockDataFolder(folder.path)[Symbol.dispose]();
  // Only Linux provides the start time of a process.
  if (process.platform !== "linux") return;
  writeFileSync(join(folder.path, "lock"), JSON.stringify({ pid: process.pid, mark: "another-boot/1" }));
  using _lock = lockDataFolder(folder.path);
  expect(readdirSync(folder.path)).toEqual(["lock"]);
});

it("a folder that cannot be written is named with user and remedy", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "file"), "");
  expect(() => lockDataFolder(join(folder.path, "file", "data"))).toThrow(
    /cannot write .*file\/data\/lock \(ENOTDIR\)/,
  );
  const text = (code: string) => diskError("/data/lock", Object.assign(new Error(code), { code })).message;
  expect(text("EACCES")).toMatch(/cannot write \/data\/lock \(EACCES\): run: sudo chown -R .* \/data$/);
  expect(text("EROFS")).toMatch(/read-only mount; choose another --data-dir/);
  expect(text("ENOSPC")).toMatch(/the disk is full/);
  mkdirSync(join(folder.path, "edge.json"));
  expect(() => startEpoch(folder.path)).toThrow(/cannot write .*edge\.json \(EISDIR\)/);
});
