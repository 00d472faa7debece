import type { Micros } from "../contracts/path/sample-batch.ts";
import type { StrainReason, StrainState } from "../contracts/path/strain.ts";

/** Measurements since the previous look. */
export interface StrainReading {
  /** Longest turn of the main thread's event loop. */
  readonly loopLagMs: number;
  /** Longest time from the arrival of a sample to its place in the twin. */
  readonly sampleWaitMs: number;
  /** Age of the oldest item that is not on disk; 0 while the disk refuses writes, which is an alarm of its own. */
  readonly diskWaitMs: number;
  /** Lag of the slowest follower. */
  readonly followerLagS: number;
  /** Share of the time in which sources had to wait, because the main thread was busy or the log was full. 0 to 1. */
  readonly busyShare: number;
}

/**
 * Beyond these limits the edge does not keep up. A loop that blocks for a second answers keep-alives late, and three
 * late ones make a link stale (F2); a screen calls values stale after 3 s; books a minute behind miss their minute.
 */
const BEYOND: Readonly<Record<StrainReason, (reading: StrainReading) => boolean>> = {
  loop: ({ loopLagMs }) => loopLagMs >= 1_000,
  samples: ({ sampleWaitMs }) => sampleWaitMs >= 3_000,
  disk: ({ diskWaitMs }) => diskWaitMs >= 3_000,
  followers: ({ followerLagS }) => followerLagS >= 60,
  // A loop that is always busy holds its sources back. They lose data that they cannot keep, and the edge does not
  // notice.
  busy: ({ busyShare }) => busyShare >= 0.95,
};
const REASONS = Object.keys(BEYOND) as StrainReason[];

/** Weight of the time in which only the loop is busy: a long answer or a start is not an overload. */
const BUSY_COUNTS = 1 / 3;
/** Net time under strain before it counts: a pause of the garbage collector or a checkpoint is not strain. */
const ON_US = 10e6;
/** Strain ends after this time without any: load comes in waves. */
const OFF_US = 20e6;
/** Most time that counts between two looks: the loop itself may have been blocked. */
const STEP_MAX_US = 5e6;

/** Whether the edge keeps up, over time. */
export class Strain {
  #strainedUs = 0;
  #wellUs = 0;
  #lookedAt: Micros = Number.NaN;
  #stands = false;
  #isNow = false;
  #reasons = new Set<StrainReason>();

  get state(): Omit<StrainState, "isHeld" | "backlog"> {
    return {
      stands: this.#stands,
      isForming: !this.#stands && this.#isNow,
      reasons: REASONS.filter((reason) => this.#reasons.has(reason)),
    };
  }

  /** About once a second. */
  look(reading: StrainReading, now: Micros): Omit<StrainState, "isHeld" | "backlog"> {
    const stepUs = now > this.#lookedAt ? Math.min(STEP_MAX_US, now - this.#lookedAt) : 0;
    this.#lookedAt = now;
    const beyond = REASONS.filter((reason) => BEYOND[reason](reading));
    this.#isNow = beyond.length > 0;
    if (this.#isNow) this.#strained(beyond, stepUs);
    else this.#well(stepUs);
    return this.state;
  }

  #strained(beyond: readonly StrainReason[], stepUs: number): void {
    this.#wellUs = 0;
    const counts = beyond.every((reason) => reason === "busy") ? BUSY_COUNTS : 1;
    this.#strainedUs = Math.min(ON_US, this.#strainedUs + stepUs * counts);
    for (const reason of beyond) this.#reasons.add(reason);
    if (this.#strainedUs >= ON_US) this.#stands = true;
  }

  #well(stepUs: number): void {
    this.#wellUs += stepUs;
    this.#strainedUs = Math.max(0, this.#strainedUs - stepUs);
    if (this.#stands ? this.#wellUs < OFF_US : this.#strainedUs > 0) return;
    this.#stands = false;
    this.#strainedUs = 0;
    this.#reasons.clear();
  }
}
