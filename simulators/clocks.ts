import { hashText } from "./kernel/random.ts";
import type { Wire } from "./wire.ts";

/** No clock of the plant is further from the true time than this, unless it jumped. */
const MOST_MS = 1_900;

/**
 * The clocks of the plant's devices. Each is off by a fixed time of up to two seconds, which follows from its name; a
 * fault makes the clocks of a server or gateway jump. The model itself has the true time.
 */
export class Clocks {
  readonly #wire: Pick<Wire, "clockJumpMs">;

  constructor(wire: Pick<Wire, "clockJumpMs">) {
    this.#wire = wire;
  }

  /**
   * How far the clock of a device of a server or gateway is ahead, ms; without a device, that of the server or
   * gateway itself.
   */
  offsetMs(owner: string, device = owner): number {
    return (Math.abs(hashText(`clock of ${device}`)) % (2 * MOST_MS + 1)) - MOST_MS + this.#wire.clockJumpMs(owner);
  }
}
