import type { Surroundings } from "../machine.ts";

/** Standstill after which a spindle is warmed up before cutting, s. */
const AFTER_S = 7200;
/**
 * Shares of the top speed, each for a fifth of the time. Half of the top speed is enough to warm the grease; at higher
 * speeds the model, whose viscosity does not fall with heat, would be hotter than a real spindle.
 */
const SPEEDS = [0.1, 0.2, 0.3, 0.4, 0.5] as const;

/**
 * A spindle's warm-up programme: run when work begins after a long standstill, so that bearings have their clearance
 * before the first piece.
 */
export class SpindleWarmUp {
  #stoodS = 0;
  #ranS = 0;
  readonly #around: Pick<Surroundings, "calendar" | "workTime">;

  constructor(around: Pick<Surroundings, "calendar" | "workTime">) {
    this.#around = around;
  }

  /** Counts standstill; true when the spindle must be warmed up. */
  stand(dtS: number): boolean {
    this.#stoodS += dtS;
    this.#ranS = 0;
    const { calendar, workTime } = this.#around;
    return calendar.spindleWarmUpS > 0 && workTime === "working" && this.#stoodS >= AFTER_S;
  }

  /** The spindle cuts: no warm-up is needed. */
  cut(): void {
    this.#stoodS = 0;
  }

  /** Continues the programme; true when it is over. */
  run(dtS: number): boolean {
    this.#ranS += dtS;
    if (this.#ranS < this.#around.calendar.spindleWarmUpS) return false;
    this.#stoodS = 0;
    return true;
  }

  /** Speed as a share of the top speed, while the programme runs. */
  get speedShare(): number {
    const step = Math.floor((SPEEDS.length * this.#ranS) / this.#around.calendar.spindleWarmUpS);
    return SPEEDS[Math.min(step, SPEEDS.length - 1)] as number;
  }
}
