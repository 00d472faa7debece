import { BatchBuilder } from "../../batch/builder.ts";
import { Tally } from "../../batch/tally.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type Inlet, type LogPosition, NO_NUMBERS } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";

/** Now, µs UTC. */
export function nowUs(): Micros {
  return Date.now() * 1000;
}

/**
 * Collects the samples of all messages of one turn of the event loop and hands them over as one batch, so that a burst
 * of small messages costs one push.
 */
export class Outlet {
  readonly samples = new BatchBuilder();
  #waveforms: WaveformBlock[] = [];
  #events: EdgeEvent[] = [];
  #inlet: Inlet | undefined;
  #scheduled: NodeJS.Immediate | undefined;
  #position: LogPosition = 0;
  #newestUs: Micros | undefined;
  readonly #tally = new Tally();
  #met = new Map<string, number>();

  /** The publishers' own newest numbers; absent where they number nothing. */
  numbers: (() => ReadonlyMap<string, number>) | undefined;

  /** Called before anything collected is handed over. */
  handingOver: (() => void) | undefined;

  /** Called after each hand-over: everything collected before it is in the log once `position` is committed. */
  handedOver: ((position: LogPosition) => void) | undefined;

  /** Log position of the last hand-over. */
  get position(): LogPosition {
    return this.#position;
  }

  /** Time of the last sample handed over, or of its arrival where that is earlier. */
  get newestUs(): Micros | undefined {
    return this.#newestUs;
  }

  /** Waveforms collected so far. */
  get waveforms(): number {
    return this.#waveforms.length;
  }

  /** Time of the oldest sample collected so far, at most now; undefined where nothing is collected. */
  get oldestUs(): Micros | undefined {
    if (this.samples.length === 0 && this.#waveforms.length === 0) return undefined;
    return this.#waveforms.reduce((oldest, { start }) => Math.min(oldest, start), this.samples.oldest(nowUs()));
  }

  addWaveform(block: WaveformBlock): void {
    this.#waveforms.push(block);
  }

  /** Events collected so far. */
  get events(): number {
    return this.#events.length;
  }

  /** Notes a publisher that is not remembered, with the first number that it sent. */
  meet(peer: string, number: number): void {
    this.#met.set(peer, number);
  }

  /**
   * Drops everything after the given numbers of samples, waveforms and events, except gaps: a refused or repeated
   * message may have shown that others are missing, and its reader reports that only once.
   */
  truncate({
    samples,
    waveforms,
    events,
  }: {
    readonly samples: number;
    readonly waveforms: number;
    readonly events: number;
  }): void {
    this.samples.truncate(samples);
    this.#waveforms.length = Math.min(waveforms, this.#waveforms.length);
    const gaps = this.#events.slice(events).filter(({ type }) => type === "gap.declared");
    this.#events.length = Math.min(events, this.#events.length);
    this.#events.push(...gaps);
  }

  /** Sends everything collected from now on to `inlet`. */
  open(inlet: Inlet): void {
    this.#inlet = inlet;
  }

  addEvent(event: EdgeEvent): void {
    this.#events.push(event);
  }

  /** Hands over at the end of this turn. */
  schedule(): void {
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Hands over now. */
  flush(): void {
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (this.#inlet === undefined) return;
    if (this.#met.size > 0) {
      this.#inlet.met?.(this.#met);
      this.#met = new Map();
    }
    if (this.samples.length + this.#waveforms.length + this.#events.length > 0) this.handingOver?.();
    if (this.samples.length > 0) this.#handOver(this.#inlet);
    if (this.#waveforms.length > 0) this.#handOverWaveforms(this.#inlet);
    if (this.#events.length > 0) {
      const events = this.#events;
      this.#events = [];
      this.#position = this.#inlet.pushEvents({ events });
    }
    const nowMs = performance.now();
    if (this.#tally.isDue(nowMs)) this.#giveReceipt(this.#inlet, nowMs);
    this.handedOver?.(this.#position);
  }

  /** The last hand-over, with a receipt for everything without one. */
  end(): void {
    this.flush();
    if (this.#inlet !== undefined) this.#giveReceipt(this.#inlet, performance.now());
  }

  #giveReceipt(inlet: Inlet, nowMs: number): void {
    inlet.receipt?.({ ...this.#tally.take(nowMs), numbers: this.numbers?.() ?? NO_NUMBERS });
  }

  #handOver(inlet: Inlet): void {
    const batch = this.samples.finish(nowUs());
    this.#tally.add(batch);
    this.#position = inlet.push(batch);
    this.#newestUs = Math.min(batch.times[batch.length - 1] as number, batch.receivedAt);
  }

  #handOverWaveforms(inlet: Inlet): void {
    const blocks = this.#waveforms;
    this.#waveforms = [];
    for (const block of blocks) {
      this.#tally.addWaveform(block.tag, block.start);
      this.#position = inlet.pushWaveform(block);
      const end = block.start + Math.max(0, block.points.length - 1) * block.dtS * 1e6;
      this.#newestUs = Math.min(Math.round(end), block.receivedAt);
    }
  }
}
