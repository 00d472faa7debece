/** Delays that would have left activations out, by replaying those that were seen (rule FL15). Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** A time in which the condition held; without an end it still holds, or was annunciated again. */
export interface Activation {
  readonly from: Micros;
  readonly to: Micros | undefined;
}

/** Seconds beyond the delays in force. */
interface Delays {
  readonly onS: number;
  readonly offS: number;
}

/** EEMUA 191 and ISA-18.2 name 5 to 60 s as starting values, by kind of signal. */
const STEPS_S = [0, 2, 5, 10, 15, 30, 60] as const;
const NONE: Delays = { onS: 0, offS: 0 };

/** Number of annunciations that are left with longer delays. */
export function annunciatedWith(activations: readonly Activation[], { onS, offS }: Delays): number {
  let count = 0;
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  const isOn = (): boolean => end - start >= onS * 1e6;
  for (const { from, to = Number.POSITIVE_INFINITY } of activations) {
    // An interruption is bridged only while the alarm is on: before that the on-delay starts again.
    if (isOn() && from - end < offS * 1e6) {
      end = Math.max(end, to);
      continue;
    }
    if (isOn()) count++;
    [start, end] = [from, to];
  }
  return isOn() ? count + 1 : count;
}

/** The shortest delays that leave out at least `share`; undefined where none does. `mostOnS` bounds the on-delay. */
export function shortestDelays(
  activations: readonly Activation[],
  { share, mostOnS }: { readonly share: number; readonly mostOnS: number },
): { readonly delays: Delays; readonly left: number } | undefined {
  const all = annunciatedWith(activations, NONE);
  const tried = STEPS_S.flatMap((onS) => STEPS_S.map((offS): Delays => ({ onS, offS })))
    .filter(({ onS, offS }) => onS <= mostOnS && onS + offS > 0)
    .sort((a, b) => a.onS + a.offS - b.onS - b.offS || a.onS - b.onS);
  for (const delays of tried) {
    const left = annunciatedWith(activations, delays);
    if (all - left >= share * all) return { delays, left };
  }
  return undefined;
}
