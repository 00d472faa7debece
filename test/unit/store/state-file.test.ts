import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { StateFile, stateIn } from "../../../edge/store/state-file.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-state-"));
  path = join(dir, "source", "state.json");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const found = (): string => stateIn(readFileSync(path, "utf8"));

it("[FS19] later writes keep the file and its length, and the newest counts", async () => {
  const file = new StateFile(path);
  await file.write('{"n":0}');
  const { ino, size } = statSync(path);
  for (let n = 1; n < 5; n++) {
    await file.write(`{"n":${n}}`);
    expect(found()).toBe(`{"n":${n}}`);
  }
  file.writeSync("short");
  expect([statSync(path).ino, statSync(path).size, found()]).toEqual([ino, size, "short"]);
});

it("[FS19] whatever part of a write reached the disk, the file has the state before or after it", async () => {
  const file = new StateFile(path);
  for (const content of ["first", "second"]) await file.write(content);
  const before = readFileSync(path);
  await file.write("the third, which is longer");
  const after = readFileSync(path);
  for (let bytes = 0; bytes <= 80; bytes++) {
    const torn = Buffer.from(before);
    after.copy(torn, before.length / 2, before.length / 2, before.length / 2 + bytes);
    expect(["second", "the third, which is longer"]).toContain(stateIn(torn.toString()));
  }
});

it("[FS19] a state that outgrows its line replaces the file", async () => {
  const file = new StateFile(path);
  await file.write("1");
  for (const length of [3_000, 5_000, 100_000]) {
    await file.write("x".repeat(length));
    expect(found()).toHaveLength(length);
  }
});

it("[FS19] a file that was removed or replaced by another writer is created again", async () => {
  const file = new StateFile(path);
  await file.write("1");
  rmSync(join(dir, "source"), { recursive: true });
  await file.write("2");
  expect(found()).toBe("2");
  await new StateFile(path).write("of another");
  await file.write("3");
  expect([found(), readFileSync(path, "utf8").includes("of another")]).toEqual(["3", false]);
});

it("[FS19] a write that began earlier never hides a later one", async () => {
  const file = new StateFile(path);
  await file.write("0");
  for (let round = 0; round < 20; round++) {
    const earlier = file.write(`earlier ${round}`);
    // The earlier write gets some turns of the event loop.
    for (let turn = 0; turn < round % 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    file.writeSync(`later ${round}`);
    expect(found()).toBe(`later ${round}`);
    await earlier;
    expect(found()).toBe(`later ${round}`);
  }
});

it("[FS19] any text without a line feed comes back, also with separators that JSON leaves as they are", () => {
  const state = JSON.stringify([["node \u2028\u2029\u0085\uFEFF", `${" ".repeat(20_000)}x`]]);
  new StateFile(path).writeSync(state);
  expect(found()).toBe(state);
});

it("[FS19] a file of an earlier release is read as it is, and a torn one without a whole line holds no state", () => {
  expect(stateIn('{"past":{"newestUs":1}}')).toBe('{"past":{"newestUs":1}}');
  expect(() => JSON.parse(stateIn('01234567 3 {"past":1}\n'))).toThrow(SyntaxError);
  new StateFile(path).writeSync('{"n":1}');
  truncateSync(path, 12);
  expect([existsSync(path), () => JSON.parse(found())]).toEqual([true, expect.any(Function)]);
  expect(() => JSON.parse(found())).toThrow(SyntaxError);
  writeFileSync(path, "");
  expect(found()).toBe("");
});
