/**
 * Loaded before the edge (`--import`), in its threads too: each SIGUSR2 moves the wall clock of all of them on to the
 * next of the offsets. The monotonic clock stays, as it does when a machine's time is set.
 */
import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads";

const HOUR_MS = 3_600_000;
const OFFSETS_MS = [HOUR_MS, -HOUR_MS, 0];
const SHARED = "clock-jump";

/** New threads get the offset: a machine has one clock. */
if (isMainThread) setEnvironmentData(SHARED, new SharedArrayBuffer(4));
const offset = new Int32Array(getEnvironmentData(SHARED) as unknown as SharedArrayBuffer);
const now = Date.now.bind(Date);
let jumps = 0;
if (isMainThread)
  process.on("SIGUSR2", () => {
    Atomics.store(offset, 0, OFFSETS_MS[jumps++ % OFFSETS_MS.length] as number);
  });
globalThis.Date = class extends Date {
  constructor(...args: readonly unknown[]) {
    super(...((args.length === 0 ? [Date.now()] : args) as []));
  }
  static override now(): number {
    return now() + Atomics.load(offset, 0);
  }
} as DateConstructor;
