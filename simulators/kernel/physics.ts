/** A first-order lag: moves `value` towards `target` with time constant `tauS`; exact for any step. */
export function lag(value: number, target: number, options: { readonly dtS: number; readonly tauS: number }): number {
  return target + (value - target) * Math.exp(-options.dtS / options.tauS);
}

/** Length of a vector; many times faster than Math.hypot, which guards against overflow. */
export function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** Moves `value` towards `target` by at most `step`. */
export function approach(value: number, target: number, step: number): number {
  return Math.abs(target - value) <= step ? target : value + Math.sign(target - value) * step;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** A move over `lengthMm` with a trapezoid of speed: accelerate, cruise, brake. */
export class TrapezoidMove {
  readonly durationS: number;
  readonly #length: number;
  readonly #speed: number;
  readonly #accelerationS: number;
  readonly #acceleration: number;

  constructor(lengthMm: number, speedMmS: number, accelerationMmS2: number) {
    this.#length = lengthMm;
    this.#acceleration = accelerationMmS2;
    this.#speed = Math.min(speedMmS, Math.sqrt(lengthMm * accelerationMmS2));
    this.#accelerationS = this.#speed / accelerationMmS2;
    this.durationS = lengthMm <= 0 ? 0 : this.#accelerationS + lengthMm / this.#speed;
  }

  /** Distance covered after `tS`. */
  distance(tS: number): number {
    if (tS <= 0) {
      return 0;
    }
    if (tS >= this.durationS) {
      return this.#length;
    }
    const ramp = (this.#acceleration * this.#accelerationS ** 2) / 2;
    if (tS < this.#accelerationS) {
      return (this.#acceleration * tS * tS) / 2;
    }
    const left = this.durationS - tS;
    return left < this.#accelerationS
      ? this.#length - (this.#acceleration * left * left) / 2
      : ramp + this.#speed * (tS - this.#accelerationS);
  }

  /** Speed after `tS`. */
  speed(tS: number): number {
    if (tS <= 0 || tS >= this.durationS) {
      return 0;
    }
    return Math.min(this.#speed, this.#acceleration * tS, this.#acceleration * (this.durationS - tS));
  }
}

/** Share of a smooth move done at share `u` of its time: minimum jerk, at rest at both ends. */
export function minimumJerk(u: number): number {
  return u * u * u * (10 + u * (-15 + 6 * u));
}

/** The same angle within -pi..pi. */
export function wrap(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}
