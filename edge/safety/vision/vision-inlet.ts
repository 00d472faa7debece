import type { EventBatch } from "../../contracts/path/event-batch.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { VISION_EVENT } from "../../contracts/safety/vision.ts";

/** Takes vision events out of the path before the log: they are about people (rule VE3). */
export class VisionInlet implements Inlet {
  readonly #log: Inlet;
  readonly #take: (event: unknown) => void;

  constructor(log: Inlet, take: (event: unknown) => void) {
    this.#log = log;
    this.#take = take;
  }

  get full(): boolean {
    return this.#log.full;
  }

  push(batch: SampleBatch): LogPosition {
    return this.#log.push(batch);
  }

  pushEvents(batch: EventBatch): LogPosition {
    const others = batch.events.filter(({ type }) => type !== VISION_EVENT);
    if (others.length === batch.events.length) return this.#log.pushEvents(batch);
    for (const { type, payload } of batch.events) if (type === VISION_EVENT) this.#take(payload["event"]);
    return this.#log.pushEvents({ events: others });
  }

  pushWaveform(block: WaveformBlock): LogPosition {
    return this.#log.pushWaveform(block);
  }

  committed(position: LogPosition, signal: AbortSignal): Promise<void> {
    return this.#log.committed(position, signal);
  }
}
