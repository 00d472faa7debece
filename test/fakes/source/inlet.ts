import type { EdgeEvent, EventBatch } from "../../../edge/contracts/path/event-batch.ts";
import type { Sample, SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { Inlet, LogPosition } from "../../../edge/contracts/path/source.ts";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";

/** An inlet that keeps everything, as objects, for tests to inspect. */
export class FakeInlet implements Inlet {
  readonly batches: SampleBatch[] = [];
  readonly events: EdgeEvent[] = [];
  readonly waveforms: WaveformBlock[] = [];
  /** Publishers that the source did not remember. */
  readonly strangers: [string, number][] = [];
  full = false;
  #position = 0;

  push(batch: SampleBatch): LogPosition {
    this.batches.push(batch);
    return ++this.#position;
  }

  pushEvents(batch: EventBatch): LogPosition {
    this.events.push(...batch.events);
    return ++this.#position;
  }

  pushWaveform(block: WaveformBlock): LogPosition {
    this.waveforms.push(block);
    return ++this.#position;
  }

  async committed(): Promise<void> {}

  met(peers: ReadonlyMap<string, number>): void {
    this.strangers.push(...peers);
  }

  /** A session of the source begins, as the runner reports it. */
  begin(): void {}

  samples(ref?: number): Sample[] {
    return this.batches.flatMap(samplesOf).filter((sample) => ref === undefined || sample.ref === ref);
  }

  latest(ref: number): Sample | undefined {
    return this.samples(ref).at(-1);
  }
}

export function samplesOf(batch: SampleBatch): Sample[] {
  return Array.from({ length: batch.length }, (_, i) => {
    const text = batch.texts.get(i);
    return {
      ref: batch.tags[i] as TagRef,
      time: batch.times[i] as number,
      value: batch.values[i] as number,
      ...(text === undefined ? {} : { text }),
      status: batch.statuses[i] as number,
      flags: batch.flags[i] as number,
    };
  });
}
