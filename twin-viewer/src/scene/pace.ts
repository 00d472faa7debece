/** Pictures slower than this, while the camera moves, are too slow to steer by, milliseconds. */
const SLOW_MS = 150;
const PICTURES = 8;

/** What the showcase leaves out: nothing, fine details, or everything but the look for operating. */
const STEPS = ["full", "simple", "operating"] as const;
export type Step = (typeof STEPS)[number];

/**
 * Decides when the showcase is too much for a machine. It only steps down, and starts anew when the look is chosen
 * again: a picture that changes to and fro is worse than a plain one.
 */
export class Pace {
  #step = 0;
  #times: number[] = [];

  get step(): Step {
    return STEPS[this.#step] as Step;
  }

  /** Takes the time of a picture while the camera moves; true when it is time to leave something out. */
  take(pictureMs: number): boolean {
    if (this.#step === STEPS.length - 1) return false;
    this.#times.push(pictureMs);
    if (this.#times.length < PICTURES) return false;
    const median = this.#times.toSorted((a, b) => a - b)[PICTURES >> 1] as number;
    this.#times = [];
    if (median <= SLOW_MS) return false;
    this.#step++;
    return true;
  }

  /** The camera rests: times of another flight do not belong to this one. */
  rest(): void {
    this.#times = [];
  }
}
