import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../edge/historian/log/log-reader.ts";
import { numbered } from "../fakes/source/samples.ts";
import { sizeOf } from "../run/long-sets.ts";
import { kernelAllows } from "../run/needs.ts";
import { randomOf } from "../run/seed.ts";

const silent = pino({ level: "silent" });
const never = new AbortController().signal;
const run = promisify(execFile);
const PATIENT = { timeout: 150_000, interval: 10 };
let dir: string;

/** Mounting a small file system needs rights that a container may not have. */
function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), "gemba-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe], { stdio: "ignore" });
    execFileSync("umount", [probe], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(probe);
  }
}

const KILLS = sizeOf("GEMBA_KILLS", { short: 10, full: 100 });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-log-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/**
 * Kills the writer `ms` after it printed an acknowledged position behind `known`. Returns the last printed position.
 */
async function writeAndKill(known: number, ms: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../fakes/log/writer-process.ts"), dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (text: Buffer) => {
    printed = (printed + text.toString("latin1")).slice(-200);
  });
  // The last line may be torn.
  const newest = () => Number(printed.split("\n").at(-2) ?? 0);
  await vi.waitFor(() => expect(newest()).toBeGreaterThan(known), { interval: 5 });
  const over = new Promise((resolve) => child.once("close", resolve));
  setTimeout(() => child.kill("SIGKILL"), ms);
  await over;
  return newest();
}

/** Numbers of the samples in the order read; they must be 0, 1, 2, … */
async function expectWhole(upTo: number): Promise<void> {
  const reader = new LogReader(dir, 0);
  let next = 0;
  for (;;) {
    const chunk = await reader.read(10_000, upTo);
    if (chunk === undefined) break;
    expect(chunk.lost).toBe(0);
    for (const batch of chunk.batches)
      for (const value of batch.values)
        if (value !== next++) throw new Error(`sample ${value} stands where ${next - 1} should`);
  }
  await reader.close();
  expect(next).toBe(upTo);
}

it(`[L1] [L9] ${KILLS} × kill -9 while writing: every acknowledged sample is there once`, async () => {
  const random = randomOf("kills of the log");
  let acknowledged = 0;
  for (let cycle = 0; cycle < KILLS; cycle++) {
    const position = await writeAndKill(acknowledged, random() * 200);
    expect(position).toBeGreaterThan(acknowledged);
    acknowledged = position;
    const log = await openLog({ dir, edgeId: "edge-1", epoch: 2, log: silent });
    const head = log.position;
    await log.close();
    expect(head).toBeGreaterThanOrEqual(acknowledged);
    await expectWhole(head);
  }
});

it("[L17] refuses a folder that another process writes to, naming it, and takes over once it is dead", async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../fakes/log/writer-process.ts"), dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const over = new Promise((resolve) => child.once("close", resolve));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  await expect(openLog({ dir, edgeId: "edge-1", epoch: 2, log: silent })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(String(child.pid)),
  });
  child.kill("SIGKILL");
  await over;
  const log = await openLog({ dir, edgeId: "edge-1", epoch: 2, log: silent });
  expect(log.position).toBeGreaterThan(0);
  await log.close();
});

const mounts = kernelAllows(canMount(), "a small file system needs the right to mount");

it.runIf(mounts)(
  "[L14] a full disk stops acknowledging, loses nothing that fits in memory, and writing continues when there is room",
  async () => {
    await run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dir]);
    let opened: Awaited<ReturnType<typeof openLog>> | undefined;
    try {
      const log = await openLog({ dir, edgeId: "edge-1", epoch: 1, log: silent, commitMs: 1 });
      opened = log;
      await log.committed(log.push(numbered(0, 1000)), never);
      // A reader that has settled nothing: without one, the log may delete the segment to make room (L19).
      await log.cursor("influx", 0);
      const ballast = join(dir, "ballast");
      await run("sh", ["-c", `head -c 2000000 /dev/zero > ${ballast} 2>/dev/null; true`]);
      expect((await stat(ballast)).size).toBeGreaterThan(0);
      let position = 0;
      for (let n = 1000; n < 21_000; n += 1000) position = log.push(numbered(n, 1000));
      await vi.waitFor(() => expect(log.problem?.reason).toContain("the disk is full"), PATIENT);
      expect(log.position).toBeLessThan(position);
      await rm(ballast);
      await log.committed(position, AbortSignal.timeout(60_000));
      expect(log.problem).toBeUndefined();
      await log.close();
      await expectWhole(21_000);
    } finally {
      await opened?.close();
      // The log's last look at the free space may still be on its way.
      await vi.waitFor(() => run("umount", [dir]), PATIENT);
    }
  },
);

it("names a folder without write permission", async () => {
  await chmod(dir, 0o500);
  // Root may write everywhere, so the user `nobody` tries.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    const opened = openLog({ dir, edgeId: "edge-1", epoch: 1, log: silent });
    await expect(opened).rejects.toMatchObject({ code: "disk", message: expect.stringContaining(dir) });
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(dir, 0o700);
  }
});
