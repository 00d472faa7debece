import { count, type SourceContext, type SourceCounters } from "../../../contracts/plugin.ts";
import type { Micros } from "../../../contracts/sample-batch.ts";
import { Drift } from "../json/drift.ts";

/** A clock that counts whole seconds gives two values of one second the same time. */
const COARSE_US = 1e6;

/** The newest time that a metric gave, and what it said with it. */
export interface MetricTime {
  time: Micros;
  /** A number, or a checksum of what is none. */
  value: number;
  /** Time of the payload that first gave this time. */
  since: Micros;
  /** The time stayed although the value changed. */
  isStuck: boolean;
}

/** What all metrics of one message have in common. */
export interface MessageTimes {
  readonly node: string;
  readonly payloadUs: Micros;
}

/**
 * Finds metrics whose time never advances (rule Q11): edge nodes built on Tahu's Python module stamp every metric with
 * the time when they were started. A value that rests
 * keeps its time, and is sent with it again at a rebirth; so what tells is a value that changed under the same time, a
 * second or more of payload time later.
 */
export class MetricTimes {
  readonly #counters: SourceCounters;
  readonly #drift: Drift;
  /** By node the time at which its metrics stay. Outlives sessions: births of the next are not taken for news of long ago. */
  readonly #stuckAt = new Map<string, Micros>();
  #node = "";
  /** That of the present node; NaN where its times advance. */
  #stuckTime: Micros = Number.NaN;
  #payloadUs: Micros = 0;

  constructor({ counters, log }: Pick<SourceContext, "counters" | "log">) {
    this.#counters = counters;
    this.#drift = new Drift(counters, (what) => log.warn({ what }, "metrics do not advance their times"));
  }

  begin({ node, payloadUs }: MessageTimes): void {
    this.#node = node;
    this.#stuckTime = this.#stuckAt.get(node) ?? Number.NaN;
    this.#payloadUs = payloadUs;
  }

  /** Whether the payload's time counts instead of the metric's `time`. Notes both in what is known of the metric. */
  isStuck(metric: { times: MetricTime | undefined }, time: Micros, value: number): boolean {
    const payloadUs = this.#payloadUs;
    const known = metric.times;
    const isStuck = time === this.#stuckTime;
    if (known === undefined) metric.times = { time, value, since: payloadUs, isStuck };
    else if (known.time !== time) {
      known.time = time;
      known.value = value;
      known.since = payloadUs;
      known.isStuck = isStuck;
    } else if (!known.isStuck && !Object.is(known.value, value)) {
      known.value = value;
      known.isStuck = isStuck || (payloadUs - known.since >= COARSE_US && payloadUs - time >= COARSE_US);
      if (known.isStuck) this.#found(time);
    }
    const counts = known?.isStuck ?? isStuck;
    if (counts) count(this.#counters, "stuckTimes");
    return counts;
  }

  #found(time: Micros): void {
    this.#stuckAt.set(this.#node, time);
    this.#stuckTime = time;
    this.#drift.note("metric-times-stay", { node: this.#node });
  }
}
