/** Alerts of unsafe acts against the acts of the scenario (rule E73). */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Truth } from "../truth.ts";

/** An alert so long behind an act's end is about the act. */
const AFTER_US = 10e6;
const KIND = "unsafe-act";

export interface VisionFigures {
  /** Acts of the scenario, seen by a camera or not. */
  readonly acts: number;
  readonly found: number;
  /** Alerts about an act that had one already. */
  readonly again: number;
  readonly falseOnes: number;
  readonly medianDelayS: number | null;
  /** Alerts that an act explains, by kind. */
  readonly explained: Readonly<Record<string, number>>;
}

export class ActTruth {
  readonly #heard: { readonly kind: string; readonly at: Micros }[] = [];

  hear(kind: string, at: Micros): void {
    this.#heard.push({ kind, at });
  }

  figures({ faults }: Truth): VisionFigures {
    const acts = faults.filter(({ kind, observableAt }) => kind === KIND && observableAt !== undefined);
    const found = new Map<(typeof acts)[number], number>();
    const explained = new Map<string, number>();
    let [again, falseOnes] = [0, 0];
    for (const { kind, at } of this.#heard) {
      if (NOT_SEEN.has(kind)) continue;
      const fitting = acts.filter(
        ({ parameters, beginsAt, repairedAt }) =>
          parameters["act"] === kind && beginsAt <= at && at <= (repairedAt ?? Number.POSITIVE_INFINITY) + AFTER_US,
      );
      const act = fitting.find((one) => !found.has(one)) ?? fitting[0];
      if (act === undefined) {
        falseOnes++;
        continue;
      }
      explained.set(kind, (explained.get(kind) ?? 0) + 1);
      if (found.has(act)) again++;
      else found.set(act, (at - (act.observableAt as Micros)) / 1e6);
    }
    const delays = [...found.values()].sort((a, b) => a - b);
    const medianDelayS = delays.length === 0 ? null : (delays[Math.floor(delays.length / 2)] as number);
    return {
      acts: acts.length,
      found: found.size,
      again,
      falseOnes,
      medianDelayS,
      explained: Object.fromEntries(explained),
    };
  }
}

/** Kinds that no camera reports. */
const NOT_SEEN: ReadonlySet<string> = new Set(["lone-worker", "person-down", "person-robot"]);
