/** The value that an alert is about: when raised, worst and now. Rules A82 and A83 in docs/rules/alert.md. */
import type { Alert, AlertValues } from "../contracts/alerts/alert.ts";
import type { FoundValue } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";

/** A moving peak is written to disk at most this often. */
const WRITE_EVERY_US = 60e6;

/** The values after a finding; `known` is undefined for a new occurrence. */
export function valuesAfter(
  known: AlertValues | undefined,
  found: FoundValue | undefined,
  at: Micros,
): AlertValues | undefined {
  if (found === undefined) return known;
  const { tag, value, towards } = found;
  const [worst, worstAt] = [found.peak ?? value, found.peakAt ?? at];
  if (known === undefined || known.tag !== tag)
    return { tag, raised: value, peak: worst, peakAt: worstAt, now: value, nowAt: at };
  const isWorse = towards === "up" ? worst > known.peak : worst < known.peak;
  return { ...known, ...(isWorse ? { peak: worst, peakAt: worstAt } : {}), now: value, nowAt: at };
}

/** The values without the present one, which is meaningless once the cause is gone. */
export function valuesAtEnd(alert: Alert): { values?: AlertValues } {
  if (alert.values === undefined) return {};
  const { now: _now, nowAt: _nowAt, ...rest } = alert.values;
  return { values: rest };
}

/** Peaks that are not on disk yet. A kill loses the changes of a peak in the last minute. */
export class WrittenPeaks {
  readonly #written = new Map<string, { readonly peak: number; readonly at: Micros }>();

  /** Call it when the alert was written. */
  wrote(alert: Alert, now: Micros): Alert {
    const { alertUid, values, clearedAt } = alert;
    if (values === undefined || clearedAt !== undefined) this.#written.delete(alertUid);
    else this.#written.set(alertUid, { peak: values.peak, at: now });
    return alert;
  }

  isDue({ alertUid, values, clearedAt }: Alert, now: Micros): boolean {
    const written = this.#written.get(alertUid);
    if (written === undefined || values === undefined || clearedAt !== undefined || values.peak === written.peak)
      return false;
    return now < written.at || now - written.at >= WRITE_EVERY_US;
  }
}
