import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { KeyedLines } from "../../../edge/store/keyed-lines.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-keyed-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const options = { format: "test/1", read: (value: unknown) => (typeof value === "number" ? value : undefined) };
const path = () => join(dir, "lines.log");

it("[CV16] the last value of a key is there after a start, and one that was dropped is not", async () => {
  const lines = await KeyedLines.open(path(), options);
  await Promise.all([lines.put("a", 1), lines.put("b", 2), lines.put("a", 3), lines.put("__proto__", 4)]);
  await lines.drop("b");
  await lines.drop("unknown");
  await lines.close();
  const again = await KeyedLines.open(path(), options);
  expect([...again.values()]).toEqual([3, 4]);
  expect(again.get("b")).toBeUndefined();
  expect(again.size).toBe(2);
  await again.close();
});

it("[CV16] a torn last line was never confirmed and is cut off, and damage before it is refused", async () => {
  const lines = await KeyedLines.open(path(), options);
  await lines.put("a", 1);
  await lines.close();
  const whole = readFileSync(path());
  appendFileSync(path(), whole.subarray(0, 20));
  const again = await KeyedLines.open(path(), options);
  expect(again.get("a")).toBe(1);
  await again.put("b", 2);
  await again.close();
  const damaged = readFileSync(path());
  damaged[12] = (damaged[12] as number) ^ 1;
  writeFileSync(path(), damaged);
  await expect(KeyedLines.open(path(), options)).rejects.toThrow(/damaged or of a newer version/);
  await expect(KeyedLines.open(path(), { ...options, format: "test/2" })).rejects.toThrow();
});

it("[CV16] a file that is mostly of no use is written anew", async () => {
  const lines = await KeyedLines.open(path(), { format: "test/1", read: (value) => value as string });
  const long = "x".repeat(40_000);
  for (let i = 0; i < 10; i++) {
    await lines.put(`key-${i}`, long);
    await lines.drop(`key-${i}`);
  }
  await lines.put("last", "kept");
  expect(statSync(path()).size).toBeLessThan(300_000);
  await lines.close();
  const again = await KeyedLines.open(path(), { format: "test/1", read: (value) => value as string });
  expect([...again.values()]).toEqual(["kept"]);
  await again.close();
});
