import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Outputs, unfinished } from "../../../../edge/cli/process/outputs.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-outputs-"));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

/** Messages about an output to the parent process. */
async function heardOf(path: string): Promise<Outputs> {
  const outputs = new Outputs();
  const [send, connected] = [process.send, process.connected];
  process.send = (message: unknown, ...rest: unknown[]) => {
    outputs.hear(message);
    for (const done of rest) if (typeof done === "function") done();
    return true;
  };
  process.connected = true;
  try {
    await unfinished(path);
  } finally {
    process.connected = connected;
    if (send === undefined) delete process.send;
    else process.send = send;
  }
  return outputs;
}

it("a user's file that an output names by mistake survives a failed command", async () => {
  const path = join(dir, "notes.txt");
  writeFileSync(path, "mine");
  const outputs = await heardOf(path);
  expect(outputs.removeUnfinished()).toEqual([path]);
  expect(readFileSync(path, "utf8")).toBe("mine");
});

it("removes files of the command itself; an empty folder and a folder with content stay unchanged", async () => {
  const made = join(dir, "made");
  const empty = join(dir, "empty");
  const full = join(dir, "full");
  for (const folder of [empty, full]) mkdirSync(folder);
  writeFileSync(join(full, "mine"), "");
  const outputs = [await heardOf(made), await heardOf(empty), await heardOf(full)];
  mkdirSync(made);
  for (const folder of [made, empty, full]) writeFileSync(join(folder, "half"), "");
  expect(outputs.flatMap((one) => one.removeUnfinished())).toEqual([full]);
  expect(existsSync(made)).toBe(false);
  expect(readdirSync(empty)).toEqual([]);
  expect(readdirSync(full).sort()).toEqual(["half", "mine"]);
});
