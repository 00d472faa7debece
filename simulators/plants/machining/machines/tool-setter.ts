import type { Random } from "../../../kernel/random.ts";

/** The tools are measured when they are changed, and whenever this many pieces are done. */
const EVERY_PIECES = 8;
/** Scatter of a measurement through chips and coolant, um: 95 % lie within 10. */
const ERROR_UM = 5;

/** The laser in the machine that measures tools; between measurements the control shows the last one. */
export class ToolSetter {
  /** Measured wear land of the most used tool, um. */
  wearLandUm = 0;
  readonly #trueUm: () => number;
  readonly #random: Random;
  #pieces = 0;
  #measurements = 0;

  /** `trueUm` is the true wear land of the most used tool. */
  constructor(trueUm: () => number, random: Random) {
    this.#trueUm = trueUm;
    this.#random = random;
    this.measure();
  }

  pieceDone(): void {
    this.#pieces++;
    if (this.#pieces % EVERY_PIECES === 0) this.measure();
  }

  measure(): void {
    this.#measurements++;
    const errorUm = ERROR_UM * this.#random.at(`measurement ${this.#measurements}`).normal();
    this.wearLandUm = Math.max(0, this.#trueUm() + errorUm);
  }
}
