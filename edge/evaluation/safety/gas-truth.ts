/** Alarms of gas detectors against the true concentration at each of them, and the leaks behind it (rule E74). */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Occurrence } from "../occurrences.ts";

/** The true concentration at a detector crossed a level of the alarms, or fell below it. */
export interface TrueGasLevel {
  readonly timeMs: number;
  /** Label. */
  readonly detector: string;
  /** 0: below the first one. */
  readonly level: 0 | 1 | 2;
}

/** The part of a fault that is read here. */
interface Leak {
  readonly id: string;
  readonly kind: string;
  readonly asset: string;
  readonly beginsAt: Micros;
  readonly repairedAt: Micros | undefined;
}

/** A leak that brought the concentration at a detector to the first level. */
interface FoundLeak {
  readonly id: string;
  readonly asset: string;
  /** From its beginning until the true concentration crossed the first level at any detector, s. */
  readonly crossedAfterS: number;
  /** From that crossing until the first alarm, s; null: none. Below 0 the detector read too much. */
  readonly delayS: number | null;
  /** Detectors in the order in which the concentration crossed the first level at them. */
  readonly detectors: readonly string[];
}

export interface GasFigures {
  /** Leaks of the scenario. */
  readonly leaks: number;
  /** Those that crossed a level. */
  readonly crossed: readonly FoundLeak[];
  /** Times at which the concentration at a detector was above the first level, and those with an alarm. */
  readonly times: number;
  readonly alarmed: number;
  /** Alarms at a detector whose true concentration was below the first level, and never above it within a minute. */
  readonly falseAlarms: number;
}

type Alarm = Pick<Occurrence, "rule" | "label" | "raisedAt">;

/** How far an alarm may be from the time that it is about: errors and response time of the detector. */
const NEAR_US = 60e6;
const RULE = /^gas-concentration\/(high|low)$/;

interface Above {
  readonly detector: string;
  readonly from: Micros;
  to: Micros;
}

export class GasTruth {
  readonly #above: Above[] = [];
  readonly #open = new Map<string, Above>();

  take({ timeMs, detector, level }: TrueGasLevel): void {
    const at = Math.round(timeMs * 1000);
    const open = this.#open.get(detector);
    if (level > 0 && open === undefined) {
      const above = { detector, from: at, to: Number.POSITIVE_INFINITY };
      this.#above.push(above);
      this.#open.set(detector, above);
    } else if (level === 0 && open !== undefined) {
      open.to = at;
      this.#open.delete(detector);
    }
  }

  figures(faults: readonly Leak[], occurrences: readonly Alarm[]): GasFigures {
    const alarms = occurrences.filter(({ rule }) => RULE.test(rule));
    const of = (above: Above) => alarms.filter((alarm) => isAbout(alarm, above));
    const leaks = faults.filter(({ kind }) => kind === "gas-leak");
    const crossed = leaks.flatMap((leak, n): FoundLeak[] => {
      // Gas stays in the air after the repair, until the next leak of the scenario at most.
      const next = leaks[n + 1]?.beginsAt ?? Number.POSITIVE_INFINITY;
      const times = this.#above.filter(({ from }) => from >= leak.beginsAt && from < next);
      const first = times[0];
      if (first === undefined) return [];
      const heard = times.flatMap(of).map(({ raisedAt }) => raisedAt);
      return [
        {
          ...{ id: leak.id, asset: leak.asset, detectors: [...new Set(times.map(({ detector }) => detector))] },
          crossedAfterS: (first.from - leak.beginsAt) / 1e6,
          delayS: heard.length === 0 ? null : (Math.min(...heard) - first.from) / 1e6,
        },
      ];
    });
    return {
      ...{ leaks: leaks.length, crossed, times: this.#above.length },
      alarmed: this.#above.filter((above) => of(above).length > 0).length,
      falseAlarms: alarms.filter((alarm) => !this.#above.some((above) => isAbout(alarm, above))).length,
    };
  }
}

function isAbout({ label, raisedAt }: Alarm, { detector, from, to }: Above): boolean {
  return label === detector && raisedAt >= from - NEAR_US && raisedAt <= to + NEAR_US;
}
