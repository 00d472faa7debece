import type { BatchBuilder } from "../../../batch/builder.ts";
import { type Micros, SampleFlag } from "../../../contracts/sample-batch.ts";
import type { TagRef } from "../../../contracts/tag.ts";
import { isPlausibleMs } from "../message-time.ts";
import { Status } from "../status.ts";
import type { BoundMetric, KnownMetric } from "./edge-node.ts";
import type { PayloadReader } from "./payload.ts";
import { elementOf, numberOf, statusOf, textOf, timeUsOf } from "./values.ts";

/** Turns the metric that a reader stands on into samples of the tags bound to it. */
export class MetricSampler {
  /** Metric values that no tag is bound to. */
  unmapped = 0;
  readonly #reader: PayloadReader;
  readonly #samples: BatchBuilder;
  readonly #baseFlags: number;

  constructor(reader: PayloadReader, samples: BatchBuilder, baseFlags: number) {
    this.#reader = reader;
    this.#samples = samples;
    this.#baseFlags = baseFlags;
  }

  take(metric: KnownMetric, nowUs: Micros): void {
    if (metric.bound.length === 0) {
      this.unmapped++;
      return;
    }
    const reader = this.#reader;
    const datatype = reader.datatype === 0 ? metric.datatype : reader.datatype;
    let flags = this.#baseFlags | (reader.isHistorical ? SampleFlag.historical : 0);
    let time = timeUsOf(reader);
    if (!isPlausibleMs(time / 1000, nowUs / 1000)) {
      time = nowUs;
      flags |= SampleFlag.clockSuspect;
    }
    for (const bound of metric.bound) {
      const { ref, type } = bound.tag;
      if (reader.isNull) this.#samples.add(ref, time, Number.NaN, Status.bad, flags);
      else if (type === "text") this.#text(ref, datatype, time, flags);
      else this.#number(bound, datatype, time, flags);
    }
  }

  #text(ref: TagRef, datatype: number, time: Micros, flags: number): void {
    const text = textOf(this.#reader, datatype);
    if (text === undefined) this.#samples.add(ref, time, Number.NaN, Status.badTypeMismatch, flags);
    else this.#samples.addText(ref, time, text, statusOf(this.#reader), flags);
  }

  #number({ tag, index }: BoundMetric, datatype: number, time: Micros, flags: number): void {
    const reader = this.#reader;
    const value = index === undefined ? numberOf(reader, datatype) : elementOf(reader, datatype, index);
    if (Number.isFinite(value)) this.#samples.add(tag.ref, time, value, statusOf(reader), flags);
    else {
      const isReal = reader.kind === "float" || reader.kind === "double";
      this.#samples.add(tag.ref, time, Number.NaN, isReal ? Status.badOutOfRange : Status.badTypeMismatch, flags);
    }
  }
}
