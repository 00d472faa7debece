import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { numbered, valuesOf } from "../../fakes/source/samples.ts";

let dir: string;
let prototype: FileHandle;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-log-"));
  const handle = await open(join(dir, "any"), "w");
  prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(dir, { recursive: true, force: true });
});

/** Makes the `nth` call on any file fail like a broken disk. */
function failNth(method: "datasync" | "writev", nth: number): { failed: boolean } {
  const seen = { failed: false };
  const real = prototype[method] as (...args: unknown[]) => Promise<unknown>;
  let calls = 0;
  vi.spyOn(prototype, method).mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    if (++calls === nth) {
      seen.failed = true;
      throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
    }
    return (await real.apply(this, args)) as never;
  });
  return seen;
}

it.each([
  ["datasync", 1],
  ["datasync", 2],
  ["datasync", 3],
  ["datasync", 4],
  ["writev", 1],
  ["writev", 2],
  ["writev", 3],
] as const)(
  "[L14] after a failed %s (call %i) everything is written once, into another segment",
  async (method, nth) => {
    const log = await openLog({ dir, edgeId: "edge-1", epoch: 1, log: pino({ level: "silent" }), commitMs: 1 });
    const seen = failNth(method, nth);
    for (let n = 0; n < 50; n += 10) await log.committed(log.push(numbered(n, 10)), AbortSignal.timeout(4000));
    expect(seen.failed).toBe(true);
    expect(log.counters.writeErrors).toBe(1);
    expect(log.problem).toBeUndefined();
    await log.close();
    const reader = new LogReader(dir, 0);
    const chunk = await reader.read(1000, Number.POSITIVE_INFINITY);
    await reader.close();
    expect(chunk).toMatchObject({ to: 50, lost: 0 });
    expect(valuesOf(chunk?.batches ?? [])).toEqual(Array.from({ length: 50 }, (_, n) => n));
  },
);
