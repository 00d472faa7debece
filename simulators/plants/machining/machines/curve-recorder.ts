import { Random } from "../../../kernel/random.ts";
import type { Recorder, Recording } from "../../../kernel/recording.ts";

export const CURVE_RATE_HZ = 200;
/** A long hold is not recorded to its end. */
const MOST_POINTS = 4000;

/** Two channels over one joining, such as force and position: a recording for each piece. */
export class CurveRecorder implements Recorder {
  readonly component = "curve";
  readonly channels: readonly [string, string];
  /** Sensor noise. It has its own random stream, so that recording does not change other values. */
  readonly random: Random;
  #first: number[] = [];
  #second: number[] = [];
  #finished: Recording | undefined;

  constructor(channels: readonly [string, string], seed: number) {
    this.channels = channels;
    this.random = new Random(seed);
  }

  add(first: number, second: number): void {
    if (this.#first.length >= MOST_POINTS) return;
    this.#first.push(first);
    this.#second.push(second);
  }

  /** Ends the joining: the recording becomes the curve of this piece. */
  finish(endMs: number, piece: string): void {
    if (this.#first.length === 0) return;
    const channels = new Map([
      [this.channels[0], Float32Array.from(this.#first)],
      [this.channels[1], Float32Array.from(this.#second)],
    ]);
    this.#finished = { endMs, rateHz: CURVE_RATE_HZ, channels, rpm: 0, tool: 0, program: "", piece };
    this.drop();
  }

  /** Discards the recording of an aborted cycle. */
  drop(): void {
    if (this.#first.length === 0) return;
    this.#first = [];
    this.#second = [];
  }

  take(): Recording | undefined {
    const finished = this.#finished;
    this.#finished = undefined;
    return finished;
  }
}
