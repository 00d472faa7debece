const SHORTEST_MS = 80;
/**
 * A longer publishing interval means a new place, not motion: gliding there would show a path that was never driven.
 */
const LONGEST_MS = 1_200;
const USUAL_MS = 250;
/** A larger jump within one interval (metres or radians) means a new place, not a drive. */
const JUMP = 6;

/**
 * Values that glide to their newest sample. Each channel takes as long as its
 * samples are usually apart, so what is shown lags by about one publishing
 * interval (250 ms as a rule) and never runs ahead of the data.
 */
export class MotionChannels {
  #from = new Float64Array(0);
  #to = new Float64Array(0);
  #startMs = new Float64Array(0);
  #spanMs = new Float64Array(0);
  #wraps: boolean[] = [];
  /** Channels that glide, each once, and how many. */
  #gliding = new Uint32Array(64);
  #isGliding = new Uint8Array(64);
  #count = 0;

  /** A new channel at `value`. One that `wraps` is an angle in radians and takes the short way round. */
  add(value: number, wraps: boolean): number {
    const channel = this.#wraps.length;
    this.#wraps.push(wraps);
    if (channel >= this.#from.length) {
      const capacity = Math.max(64, channel * 2);
      this.#from = grown(this.#from, capacity);
      this.#to = grown(this.#to, capacity);
      this.#startMs = grown(this.#startMs, capacity);
      this.#spanMs = grown(this.#spanMs, capacity);
      const [gliding, isGliding] = [new Uint32Array(capacity), new Uint8Array(capacity)];
      gliding.set(this.#gliding);
      isGliding.set(this.#isGliding);
      this.#gliding = gliding;
      this.#isGliding = isGliding;
    }
    this.#from[channel] = value;
    this.#to[channel] = value;
    this.#startMs[channel] = Number.NEGATIVE_INFINITY;
    this.#spanMs[channel] = USUAL_MS;
    return channel;
  }

  /** Takes a new target; not-a-number is ignored. */
  set(channel: number, value: number, nowMs: number, isSmooth: boolean): void {
    if (!Number.isFinite(value)) return;
    const here = this.at(channel, nowMs);
    let target = value;
    if (this.#wraps[channel] === true) target = here + wrapped(value - here);
    const since = nowMs - (this.#startMs[channel] as number);
    const isFirst = this.#startMs[channel] === Number.NEGATIVE_INFINITY;
    this.#startMs[channel] = nowMs;
    this.#to[channel] = target;
    if (!isSmooth || isFirst || Math.abs(target - here) > JUMP) {
      this.#from[channel] = target;
      this.#glide(channel);
      return;
    }
    if (since < LONGEST_MS * 2)
      this.#spanMs[channel] = clamp(0.7 * (this.#spanMs[channel] as number) + 0.3 * since, SHORTEST_MS, LONGEST_MS);
    else this.#spanMs[channel] = USUAL_MS;
    this.#from[channel] = here;
    this.#glide(channel);
  }

  /** The value to show at `nowMs`. */
  at(channel: number, nowMs: number): number {
    const from = this.#from[channel] as number;
    const to = this.#to[channel] as number;
    const share = (nowMs - (this.#startMs[channel] as number)) / (this.#spanMs[channel] as number);
    return share >= 1 ? to : from + (to - from) * Math.max(0, share);
  }

  /** Calls back for each channel that moved since the last call, and once more for those that arrived. */
  eachMoved(nowMs: number, visit: (channel: number) => void): void {
    let left = 0;
    for (let i = 0; i < this.#count; i++) {
      const channel = this.#gliding[i] as number;
      visit(channel);
      if (nowMs - (this.#startMs[channel] as number) < (this.#spanMs[channel] as number))
        this.#gliding[left++] = channel;
      else this.#isGliding[channel] = 0;
    }
    this.#count = left;
  }

  get isMoving(): boolean {
    return this.#count > 0;
  }

  /** Delay of the picture behind its samples, milliseconds: the median of the moving channels. */
  get delayMs(): number {
    if (this.#count === 0) return USUAL_MS;
    const spans = Array.from(
      { length: this.#count },
      (_, i) => this.#spanMs[this.#gliding[i] as number] as number,
    ).sort((a, b) => a - b);
    return spans[this.#count >> 1] as number;
  }

  #glide(channel: number): void {
    if (this.#isGliding[channel] === 1) return;
    this.#isGliding[channel] = 1;
    this.#gliding[this.#count++] = channel;
  }
}

/** The same angle within -pi to pi. */
export function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function grown(from: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(capacity);
  to.set(from);
  return to;
}
