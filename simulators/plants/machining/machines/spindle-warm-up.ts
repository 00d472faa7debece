import type { Surroundings } from "../machine.ts";

/** A spindle that stood so long is warmed up before it cuts, s. */
const AFTER_S = 7200;
/**
 * Shares of the top speed, each for a fifth of the time. Half of it is enough to warm grease, and the bearing's
 * equation, whose viscosity does not fall with heat, makes a spindle that stays faster hotter than a real one.
 */
const SPEEDS = [0.1, 0.2, 0.3, 0.4, 0.5] as const;

/**
 * A spindle's warm-up programme: run when work begins after a long stand, so that bearings have their clearance
 * before the first piece.
 */
export class SpindleWarmUp {
  #stoodS = 0;
  #ranS = 0;
  readonly #around: Pick<Surroundings, "calendar" | "workTime">;

  constructor(around: Pick<Surroundings, "calendar" | "workTime">) {
    this.#around = around;
  }

  /** The spindle stands: whether it is to be warmed up now. */
  stand(dtS: number): boolean {
    this.#stoodS += dtS;
    this.#ranS = 0;
    const { calendar, workTime } = this.#around;
    return calendar.spindleWarmUpS > 0 && workTime === "working" && this.#stoodS >= AFTER_S;
  }

  /** The spindle turns for a piece. */
  cut(): void {
    this.#stoodS = 0;
  }

  /** Goes on with the programme; whether it is over. */
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
