import type { ConditionReport } from "../../contracts/alerts/condition.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { RecordedSecond } from "../../historian/recording/arrival-order.ts";

/** Everything that arrived in one second. */
export interface ArrivedSecond extends RecordedSecond {
  readonly waveforms: readonly WaveformBlock[];
  readonly events: readonly EdgeEvent[];
  readonly conditions: readonly ConditionReport[];
}

/** The input of an evaluation, second by second. */
export interface EvaluationInput {
  readonly start: Micros;
  seconds(): AsyncIterable<ArrivedSecond>;
  /** Samples so far of tags that the config does not have. */
  readonly unknown: number;
  /** Whether it has everything that an edge receives: events of controllers and waveforms besides samples. */
  readonly isWhole: boolean;
}
