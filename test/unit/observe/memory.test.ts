import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { giveBackMemoryLater } from "../../../edge/observe/memory.ts";

const ROOT = join(import.meta.dirname, "../../..");
const MODULE = new URL("../../../edge/observe/memory.ts", import.meta.url).href;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("releases memory and the thread continues, without an inspector and without a change of V8's flags", () => {
  const program = `
    import inspector from "node:inspector";
    import { syncBuiltinESMExports } from "node:module";
    import v8 from "node:v8";
    inspector.Session = class { constructor() { console.log("inspector"); } };
    v8.setFlagsFromString = () => console.log("flags");
    syncBuiltinESMExports();
    const { giveBackMemoryLater } = await import(${JSON.stringify(MODULE)});
    const { gc } = globalThis;
    globalThis.gc = (...args) => { console.log("collected"); return gc(...args); };
    giveBackMemoryLater(undefined, { afterMs: 0 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    console.log("went on");`;
  const { stdout, signal } = spawnSync(process.execPath, ["--expose-gc", "--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 30_000,
  });
  expect([stdout.trim().split("\n"), signal]).toEqual([["collected", "went on"], null]);
});

it("collects nothing when the stop comes first, and once for several requests", () => {
  vi.useFakeTimers();
  const collect = vi.fn();
  vi.stubGlobal("gc", collect);
  const stop = new AbortController();
  giveBackMemoryLater(stop.signal);
  stop.abort();
  giveBackMemoryLater(stop.signal);
  vi.advanceTimersByTime(60_000);
  expect(collect).not.toHaveBeenCalled();
  for (let connection = 0; connection < 6; connection++) giveBackMemoryLater();
  vi.advanceTimersByTime(60_000);
  expect(collect).toHaveBeenCalledTimes(1);
});

/** Heap of the thread and the array buffers that it holds, bytes. */
function memoryOf(heapUsed: number, external = 0): void {
  vi.spyOn(process, "memoryUsage").mockReturnValue({ heapUsed, external } as NodeJS.MemoryUsage);
}

const MINUTE_MS = 60_000;

function collecting() {
  vi.useFakeTimers();
  const collect = vi.fn();
  vi.stubGlobal("gc", collect);
  return collect;
}

it("[PA10] collects again every five minutes, in short, until the stop", () => {
  const collect = collecting();
  memoryOf(79e6);
  const stop = new AbortController();
  giveBackMemoryLater(stop.signal);
  vi.advanceTimersByTime(5_000 + 10 * MINUTE_MS);
  expect(collect.mock.calls.map(([{ flavor }]) => flavor)).toEqual(["last-resort", "regular", "regular"]);
  stop.abort();
  vi.advanceTimersByTime(60 * MINUTE_MS);
  expect(collect).toHaveBeenCalledTimes(3);
});

it("[PA10] collects a small heap once 5 MB have gathered in it or in its buffers, at most once a minute", () => {
  const collect = collecting();
  memoryOf(50e6, 10e6);
  giveBackMemoryLater();
  vi.advanceTimersByTime(5_000);
  memoryOf(52e6, 12.9e6);
  vi.advanceTimersByTime(MINUTE_MS);
  expect(collect).toHaveBeenCalledTimes(1);
  memoryOf(52e6, 13.1e6);
  vi.advanceTimersByTime(MINUTE_MS);
  expect(collect).toHaveBeenCalledTimes(2);
  // Counts from what was left.
  vi.advanceTimersByTime(4 * MINUTE_MS);
  expect(collect).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(MINUTE_MS);
  expect(collect).toHaveBeenCalledTimes(3);
});

it("[PA10] collects a heap of more than 80 MB every five minutes, and leaves one of more than 200 MB to V8", () => {
  const collect = collecting();
  memoryOf(81e6);
  giveBackMemoryLater();
  vi.advanceTimersByTime(5_000);
  memoryOf(199e6);
  vi.advanceTimersByTime(4 * MINUTE_MS);
  expect(collect).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(MINUTE_MS);
  expect(collect).toHaveBeenCalledTimes(2);
  memoryOf(201e6);
  vi.advanceTimersByTime(10 * MINUTE_MS);
  expect(collect).toHaveBeenCalledTimes(2);
});

it.each(["edge/cli/run-edge.ts", "edge/sources/opcua/link/worker.ts", "edge/production/books/worker.ts"])(
  "[PA10] %s returns the memory of its thread",
  (file) => {
    expect(readFileSync(join(ROOT, file), "utf8")).toMatch(/\bgiveBackMemoryLater\(/);
  },
);
