import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tied } from "../../../bench/load/tied.ts";
import { KeyedLines } from "../../../edge/store/keyed-lines.ts";
import { LineFile } from "../../../edge/store/line-file.ts";
import { sizeOf } from "../../run/long-sets.ts";
import { randomOf } from "../../run/seed.ts";

/** More: `GEMBA_LINE_KILLS=200 npx vitest run test/unit/store/keyed-lines.test.ts`. */
const KILLS = sizeOf("GEMBA_LINE_KILLS", { short: 3, full: 40 });

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

it("[CV16] a file whose keys are only ever put again stays within twice what they need", async () => {
  const texts = { format: "test/1", read: (value: unknown) => value as string };
  const lines = await KeyedLines.open(path(), texts);
  let most = 0;
  for (let n = 0; n < 60; n++) {
    await lines.put(`key-${n % 4}`, `${n}-${"x".repeat(40_000)}`);
    most = Math.max(most, statSync(path()).size);
  }
  // Twice four values, and a line.
  expect(most).toBeLessThan(9 * 41_000);
  await lines.close();
  const again = await KeyedLines.open(path(), texts);
  expect([...again.values()].map((text) => text.split("-")[0])).toEqual(["56", "57", "58", "59"]);
  await again.close();
});

it("[CV16] values that need more than the file's least size are not written anew at each of them", async () => {
  const replace = vi.spyOn(LineFile.prototype, "replace");
  const lines = await KeyedLines.open(path(), { format: "test/1", read: (value) => value as string });
  for (let n = 0; n < 100; n++) await lines.put(`key-${n}`, "x".repeat(20_000));
  expect(replace.mock.calls.length).toBeLessThan(5);
  // What cannot be rewritten keeps all of its lines, and is not tried at each line.
  replace.mockClear().mockRejectedValue(new Error("full"));
  for (let n = 0; n < 200; n++) await lines.put("key-0", `${n}-${"x".repeat(20_000)}`);
  expect(replace.mock.calls.length).toBeLessThan(20);
  vi.restoreAllMocks();
  await lines.close();
  const again = await KeyedLines.open(path(), { format: "test/1", read: (value) => value as string });
  expect(again.size).toBe(100);
  expect(again.get("key-0")).toMatch(/^199-/);
  await again.close();
});

it(`[CV16] every confirmed line is there after each of ${KILLS} kills of a file that is often rewritten`, async () => {
  const random = randomOf("line kills");
  const program = fileURLToPath(new URL("../../fakes/disk/keyed-lines-process.ts", import.meta.url));
  const numbers = { format: "test/1", read: (value: unknown) => value as { readonly n: number } };
  const confirmed = new Map<string, number>();
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(...tied(process.execPath, [program, path()]), { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close");
    let seen = 0;
    let rest = "";
    const enough = 40 + Math.floor(random() * 200);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const all = (rest + text).split("\n");
      rest = all.pop() ?? "";
      for (const line of all) {
        const [key = "", n] = line.split(" ");
        confirmed.set(key, Number(n));
        if (++seen === enough) child.kill("SIGKILL");
      }
    });
    await closed;
    expect(seen).toBeGreaterThanOrEqual(enough);
    const lines = await KeyedLines.open(path(), numbers);
    for (const [key, n] of confirmed) expect(lines.get(key)?.n, key).toBeGreaterThanOrEqual(n);
    await lines.close();
  }
}, 60_000);
