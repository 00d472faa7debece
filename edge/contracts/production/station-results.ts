/** Results of pieces that a station publishes as values, and not in a report of the piece. */
import { type Micros, qualityOf, type SampleBatch } from "../path/sample-batch.ts";
import type { Tag, TagRef } from "../plant/tag.ts";
import type { PieceEvent } from "./material-event.ts";

/** A controller writes the result at the latest this time after the piece's record. */
const BESIDE_US = 1e6;
/** Values written at a time have arrived after this delay. */
const COME_BY_US = 3e6;
/** Values are kept for the pieces of their time, for this time and up to this number per signal. */
const KEPT_US = 600e6;
const MOST_VALUES = 4096;
/** Shorter lists are not searched for old values. */
const FEW_VALUES = 16;
/** Maximum number of pieces waiting for results; beyond it the oldest get theirs at once. */
const MOST = 10_000;

interface Signal {
  readonly tag: Tag;
  /** By the clock of the controller, which also reports the pieces. */
  readonly values: (readonly [time: Micros, value: number])[];
}

/** A piece finished at a station whose results are read from signals. */
interface Waiting {
  readonly piece: string;
  readonly station: string;
  /** Time by the controller's clock, and by the edge's. */
  readonly reportedAt: Micros;
  readonly time: Micros;
  readonly ok: boolean;
  readonly due: Micros;
}

/** Result of a station for a piece. */
export interface StationResult extends Pick<Waiting, "piece" | "station" | "time" | "ok"> {
  readonly values: readonly { readonly tag: Tag; readonly value: number }[];
}

/** Tags with the label of their asset. */
export type LabelledTags = readonly { readonly tag: Tag; readonly label: string }[];

export interface ResultState {
  readonly waiting: readonly Waiting[];
  readonly values: Readonly<Record<string, Signal["values"]>>;
}

/**
 * Key results of stations whose controllers publish them as values, such as the peak force of a press: the value that
 * was current when the piece was done.
 */
export class StationResults {
  readonly watches: readonly TagRef[];
  readonly #byRef = new Map<number, Signal>();
  readonly #byStation = new Map<string, Signal[]>();
  #waiting: Waiting[];

  /** `tags`: the results. */
  constructor(tags: LabelledTags, state: ResultState = { waiting: [], values: {} }) {
    for (const { tag, label } of tags) {
      const signal: Signal = { tag, values: [...(state.values[tag.tagUid] ?? [])] };
      this.#byRef.set(tag.ref, signal);
      this.#byStation.set(label, [...(this.#byStation.get(label) ?? []), signal]);
    }
    this.watches = [...this.#byRef.keys()] as TagRef[];
    this.#waiting = [...state.waiting];
  }

  get state(): ResultState {
    return {
      waiting: this.#waiting,
      values: Object.fromEntries([...this.#byRef.values()].map(({ tag, values }) => [tag.tagUid, values])),
    };
  }

  observe(samples: SampleBatch): void {
    for (let at = 0; at < samples.length; at++) {
      const signal = this.#byRef.get(samples.tags[at] as number);
      if (signal === undefined || qualityOf(samples.statuses[at] as number) === "bad") continue;
      signal.values.push([samples.times[at] as number, samples.values[at] as number]);
      if (signal.values.length > MOST_VALUES) signal.values.shift();
    }
  }

  completed({ piece, place: station, time: reportedAt, verdict = "good", receivedAt }: PieceEvent, time: Micros): void {
    if (this.#byStation.has(station))
      this.#waiting.push({ piece, station, reportedAt, time, ok: verdict === "good", due: receivedAt + COME_BY_US });
  }

  /** Results whose values have arrived by `now`. */
  due(now: Micros): readonly StationResult[] {
    for (const { values } of this.#byRef.values()) {
      if (values.length <= FEW_VALUES) continue;
      // The newest of the old ones stays, which was current until the next. Times rise, and each second drops few.
      let old = 0;
      while (old < values.length && (values[old] as readonly [Micros, number])[0] < now - KEPT_US) old++;
      if (old > 1) values.splice(0, old - 1);
    }
    const over = this.#waiting.length - MOST;
    const due = this.#waiting.filter((one, at) => one.due <= now || at < over);
    if (due.length === 0) return [];
    this.#waiting = this.#waiting.filter((one, at) => one.due > now && at >= over);
    return due.flatMap(({ piece, station, reportedAt, time, ok }) => {
      const known = (this.#byStation.get(station) ?? []).flatMap(({ tag, values }) => {
        const value = values.findLast(([at]) => at <= reportedAt + BESIDE_US)?.[1];
        return value === undefined ? [] : [{ tag, value }];
      });
      return known.length === 0 ? [] : [{ piece, station, time, ok, values: known }];
    });
  }
}
