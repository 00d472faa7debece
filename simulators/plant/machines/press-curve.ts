import { Random } from "../random.ts";
import type { Recorder, Recording } from "../recording.ts";

export const CURVE_RATE_HZ = 200;
/** A cycle that is held for long is not recorded to its end. */
const MOST_POINTS = 4000;

/** Force and position of the ram over one press-fit, a recording for each piece. */
export class CurveRecorder implements Recorder {
  readonly component = "curve";
  readonly channels = ["force", "position"];
  /** For the noise of force sensor and encoder. A stream of its own, so that recording changes nothing else. */
  readonly random = new Random(0x50_72_65_73);
  #force: number[] = [];
  #position: number[] = [];
  #finished: Recording | undefined;

  add(forceN: number, positionMm: number): void {
    if (this.#force.length >= MOST_POINTS) return;
    this.#force.push(forceN);
    this.#position.push(positionMm);
  }

  /** The ram goes back: what was recorded is the curve of this piece. */
  finish(endMs: number, piece: string): void {
    if (this.#force.length === 0) return;
    const channels = new Map([
      ["force", Float32Array.from(this.#force)],
      ["position", Float32Array.from(this.#position)],
    ]);
    this.#finished = { endMs, rateHz: CURVE_RATE_HZ, channels, rpm: 0, tool: 0, program: "", piece };
    this.drop();
  }

  /** The cycle was broken off, or there is none. */
  drop(): void {
    if (this.#force.length === 0) return;
    this.#force = [];
    this.#position = [];
  }

  take(): Recording | undefined {
    const finished = this.#finished;
    this.#finished = undefined;
    return finished;
  }
}
