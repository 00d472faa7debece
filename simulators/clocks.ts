import { hashText } from "./plant/random.ts";

/** No clock of the plant is further from the true time than this. */
const MOST_MS = 1_900;

/**
 * The clocks of the plant's devices. Each is off by a fixed time of up to two seconds, which follows from its name; a fault may
 * let one jump. The model itself has the true time.
 */
export class Clocks {
  readonly #jumpsMs = new Map<string, number>();

  /** How far the clock of a device (a server, a station behind one, a vehicle, a meter's gateway) is ahead, ms. */
  offsetMs(device: string): number {
    return (Math.abs(hashText(`clock of ${device}`)) % (2 * MOST_MS + 1)) - MOST_MS + (this.#jumpsMs.get(device) ?? 0);
  }

  /** From now on the device's clock is so many ms further ahead than it was made; 0 puts it right. */
  jump(device: string, byMs: number): void {
    if (byMs === 0) this.#jumpsMs.delete(device);
    else this.#jumpsMs.set(device, byMs);
  }
}
