import { BatchBuilder } from "../../batch/builder.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type {
  Aggregate,
  AggregateQuestion,
  Aligned,
  EventQuestion,
  EventReader,
  HistorianReader,
  StateDuration,
  Trend,
  TrendQuestion,
  Trends,
  TrendsQuestion,
} from "../../contracts/path/historian.ts";
import type { Keyframe, ReplayReader, ReplayStretch, StretchQuestion } from "../../contracts/path/replay.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { WaveformHead, WaveformReader, WaveformsQuestion } from "../../contracts/path/waveform-reader.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { Answers } from "./answers.ts";
import type { RawAnswer, StoreQuestion } from "./protocol.ts";
import type { Store } from "./store.ts";

const NO_SAMPLES = new BatchBuilder().finish(0);

/** Answers from closed history in this process, such as a recorded incident. */
export class LocalHistorian implements HistorianReader, EventReader, WaveformReader, ReplayReader {
  readonly #answers: Answers;

  constructor(store: Store) {
    this.#answers = new Answers(store);
  }

  trend(question: TrendQuestion): Promise<Trend> {
    return this.#ask({ kind: "trend", question });
  }

  trends(question: TrendsQuestion): Promise<Trends> {
    return this.#ask({ kind: "trends", question });
  }

  raw(ref: TagRef, from: Micros, to: Micros, limit: number): Promise<RawAnswer> {
    return this.#ask({ kind: "raw", question: { ref, from, to, limit } });
  }

  aggregates(question: AggregateQuestion): Promise<readonly Aggregate[]> {
    return this.#ask({ kind: "aggregates", question });
  }

  stateDurations(ref: TagRef, from: Micros, to: Micros): Promise<readonly StateDuration[]> {
    return this.#ask({ kind: "durations", ref, from, to, now: to });
  }

  aligned(refs: readonly TagRef[], from: Micros, to: Micros, step: Micros): Promise<Aligned> {
    return this.#ask({ kind: "aligned", refs, from, to, step });
  }

  events(question: EventQuestion): Promise<readonly EdgeEvent[]> {
    return this.#ask({ kind: "events", question });
  }

  waveforms(question: WaveformsQuestion): Promise<readonly WaveformHead[]> {
    return this.#ask({ kind: "waveforms", question });
  }

  waveform(ref: TagRef, start: Micros): Promise<WaveformBlock | undefined> {
    return this.#ask({ kind: "waveform", ref, start });
  }

  range(): Promise<{ readonly from: Micros; readonly to: Micros } | undefined> {
    return this.#ask({ kind: "range" });
  }

  keyframe(at: Micros): Promise<Keyframe> {
    return this.#ask({ kind: "keyframe", at });
  }

  stretch(question: StretchQuestion): Promise<ReplayStretch> {
    return this.#ask({ kind: "stretch", question });
  }

  async #ask<T>(ask: StoreQuestion): Promise<T> {
    return (await this.#answers.to(ask, NO_SAMPLES)) as T;
  }
}
