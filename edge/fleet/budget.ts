/** How many bytes may be sent now: a budget an hour that fills evenly, with a minute of it at once. */
const BURST_S = 60;
const HOUR_S = 3600;

export class Budget {
  readonly #perSecond: number;
  #left: number;
  #atMs: number;
  #spent = 0;

  /** @param bytesPerHour infinite: no limit. @param nowMs monotonic */
  constructor(bytesPerHour: number, nowMs: number) {
    this.#perSecond = bytesPerHour / HOUR_S;
    this.#left = this.#perSecond * BURST_S;
    this.#atMs = nowMs;
  }

  /** History waits while this is false; live values and events do not, and go on its account. */
  hasRoom(nowMs: number): boolean {
    return this.waitMs(nowMs) === 0;
  }

  /** How long until history may be sent, ms. */
  waitMs(nowMs: number): number {
    if (!Number.isFinite(this.#perSecond)) return 0;
    this.#left = Math.min(this.#perSecond * BURST_S, this.#left + (this.#perSecond * (nowMs - this.#atMs)) / 1000);
    this.#atMs = nowMs;
    return this.#left > 0 ? 0 : Math.ceil((-this.#left / this.#perSecond) * 1000) + 1;
  }

  /** Bytes that were sent since the start. */
  get spent(): number {
    return this.#spent;
  }

  /** Bytes that may be sent now, below 0 where live values took what is to come; infinite without a budget. */
  left(nowMs: number): number {
    this.waitMs(nowMs);
    return Number.isFinite(this.#perSecond) ? this.#left : Number.POSITIVE_INFINITY;
  }

  spend(bytes: number): void {
    this.#spent += bytes;
    if (Number.isFinite(this.#perSecond)) this.#left -= bytes;
  }

  /** Whether live values may go too: they may take the budget of the next minute, and not more. */
  hasRoomForLive(nowMs: number): boolean {
    return this.waitMs(nowMs) < BURST_S * 1000;
  }
}
