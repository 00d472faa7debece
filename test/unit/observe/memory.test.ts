import { spawnSync } from "node:child_process";
import { afterEach, expect, it, vi } from "vitest";
import { giveBackMemoryLater } from "../../../edge/observe/memory.ts";

const MODULE = new URL("../../../edge/observe/memory.ts", import.meta.url).href;

afterEach(() => {
  vi.useRealTimers();
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
