/** Loaded before the edge (`--import`): each SIGUSR2 moves the wall clock on to the next of the offsets. The monotonic clock stays, as it does when somebody sets a machine's time. */
const HOUR_MS = 3_600_000;
const OFFSETS_MS = [HOUR_MS, -HOUR_MS, 0];

const now = Date.now.bind(Date);
let jumps = 0;
let offsetMs = 0;
process.on("SIGUSR2", () => {
  offsetMs = OFFSETS_MS[jumps++ % OFFSETS_MS.length] as number;
});
globalThis.Date = class extends Date {
  constructor(...args: readonly unknown[]) {
    super(...((args.length === 0 ? [now() + offsetMs] : args) as []));
  }
  static override now(): number {
    return now() + offsetMs;
  }
} as DateConstructor;
