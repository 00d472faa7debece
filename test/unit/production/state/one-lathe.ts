/** One lathe with its figures over a shift. */
import { BenchPlant, S } from "../../detect/bench-plant.ts";
import { MACHINE, SHIFT_START, SHIFTS, type Work } from "./work.ts";

export const IDEAL = { idealCycles: [{ of: { kinds: ["lathe"] }, seconds: 30 }] };
export const plant = () =>
  new BenchPlant([{ label: "CNC-101", tags: [...MACHINE, { component: "plc", signal: "tool-change" }] }], [], {
    shifts: SHIFTS,
  });

export function figuresOf(work: Work, more: object = {}) {
  return work.production.figures(work.bench.uid("CNC-101"), { from: SHIFT_START, to: work.now, ...more });
}

/** Advances by a number of seconds in one state. */
export function stay(work: Work, state: number, seconds: number, mode = 3): void {
  work.set("CNC-101", "mode", mode);
  work.set("CNC-101", "item-state", state);
  work.wait(1);
  work.now += (seconds - 1) * S;
}
