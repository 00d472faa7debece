import { count, type SourceContext, type SourceCounters } from "../../../contracts/path/plugin.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { Drift } from "../json/drift.ts";
import type { SeenTimes } from "./seen-times.ts";

/** Values that all metrics of one message share. */
export interface MessageTimes {
  readonly node: string;
  readonly payloadUs: Micros;
}

/**
 * Finds metrics whose time never advances (rule Q11): edge nodes built on Tahu's Python module stamp every metric
 * with the time when they were started. An unchanged value keeps its time, and is sent with it again at a rebirth.
 * The evidence is a value that changed under the same time, a second or more of payload time later.
 */
export class MetricTimes {
  readonly #counters: SourceCounters;
  readonly #drift: Drift;
  /** Stuck time of the metrics by node. It outlives sessions, so that births of the next session get the right time. */
  readonly #stuckAt = new Map<string, Micros>();
  #node = "";
  /** Stuck time of the present node; NaN where times advance. */
  #stuckTime: Micros = Number.NaN;
  #payloadUs: Micros = 0;

  constructor({ counters, log }: Pick<SourceContext, "counters" | "log">) {
    this.#counters = counters;
    this.#drift = new Drift(counters, (what) => log.warn({ what }, "metrics do not advance their times"));
  }

  begin({ node, payloadUs }: MessageTimes): void {
    this.#node = node;
    this.#stuckTime = this.#stuckAt.size === 0 ? Number.NaN : (this.#stuckAt.get(node) ?? Number.NaN);
    this.#payloadUs = payloadUs;
  }

  /** The stuck time of the present node's metrics; NaN where times advance. */
  get stuckTime(): Micros {
    return this.#stuckTime;
  }

  /** Whether the payload's time counts instead of the metric's `time`. Notes both for the metric. */
  isStuck(seen: SeenTimes, row: number, time: Micros, value: number): boolean {
    const isNodes = time === this.#stuckTime;
    if (isNodes ? seen.isRepeated(row, time, value) : seen.note(row, time, value, this.#payloadUs)) return false;
    if (seen.setStuck(row, time, value)) this.#found(time);
    count(this.#counters, "stuckTimes");
    return true;
  }

  #found(time: Micros): void {
    this.#stuckAt.set(this.#node, time);
    this.#stuckTime = time;
    this.#drift.note("metric-times-stay", { node: this.#node });
  }
}
