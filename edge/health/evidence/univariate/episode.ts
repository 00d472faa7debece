import * as at from "./layout.ts";

/** Samples before the first alarm. */
const LEARN = 100;
/** Decades by which the first alarm is rarer than one in the square root of all samples. Chosen on 35 files of NAB. */
const GATE = 0.3;
/** The gate grows by this per decade of samples; with 1, each decade of samples would have as many alarms. */
const GATE_PER_DECADE = 0.5;
/** Samples after an alarm within which another one must be this much rarer, in decades. */
const REFRACTORY = 100;
const WORSE = 1;
/** Samples after which an alarm no longer raises the gate. */
const LOAD_MEMORY = 2000;

/**
 * Whether a sample with this score begins an alarm of the signal whose doubles begin at index `from`. The gate grows
 * with the samples seen and with the recent alarms: the third alarm of a signal must be three times as rare as the
 * first.
 */
export function beginsAlarm(doubles: Float64Array, from: number, score: number, gate = GATE): boolean {
  const count = doubles[from + at.COUNT] as number;
  const load = (doubles[from + at.ALARM_LOAD] as number) * (1 - 1 / LOAD_MEMORY);
  doubles[from + at.ALARM_LOAD] = load;
  if (score < gate || count <= LEARN) return false;
  const excess = score - gate - GATE_PER_DECADE * Math.log10(count) - Math.log10(1 + load);
  if (excess < 0) return false;
  const inEpisode = count - (doubles[from + at.LAST_ALARM] as number) <= REFRACTORY;
  if (inEpisode && excess <= (doubles[from + at.ALARM_EXCESS] as number) + WORSE) return false;
  doubles[from + at.LAST_ALARM] = count;
  doubles[from + at.ALARM_EXCESS] = excess;
  doubles[from + at.ALARM_LOAD] = load + 1;
  return true;
}
