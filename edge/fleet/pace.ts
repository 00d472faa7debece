/**
 * How fast a link takes messages, and how many bytes may be on it: pure, with the time given. Everything that is handed
 * to the connection waits behind what was handed to it before, so only so much is handed over as keeps the link busy.
 *
 * Rate: delivered bytes by time, as BBR measures them (draft-ietf-ccwg-bbr, "Delivery Rate"): from the later of two
 * times on, so that acknowledgements that come in a bunch after a stall make no rate. Round trip: of small questions
 * that were asked while nothing else was on its way (as the base delay of LEDBAT, RFC 6817).
 */

/** A message takes so much of the link at most. */
const MESSAGE_MS = 750;
/** So much may wait in front of the link beside what is under way: less than a wake of the thread takes. */
const SLACK_MS = 250;
/** Also the first message, while nothing is known: half a second of 64 kbit/s. */
const LEAST_MESSAGE = 4 * 1024;
const GAIN_UP = 0.5;
const GAIN_DOWN = 0.25;
/** A rate is at most so many times the last one that was measured: another link was taken, such as a satellite. */
const MOST_DROP = 4;
/** The round trip is the shortest of so many. */
const ROUND_TRIPS = 10;

/** A message that was handed to the connection, with what had been delivered then. */
export interface Underway {
  readonly bytes: number;
  readonly delivered: number;
  readonly deliveredMs: number;
  readonly firstMs: number;
  readonly sentMs: number;
  readonly isFull: boolean;
}

export class Pace {
  readonly #mostBytes: number;
  #rate: number | undefined;
  #roundTrips: number[] = [];
  #underway = 0;
  #delivered = 0;
  #deliveredMs = 0;
  #firstMs = 0;
  #isWanted = false;
  /** When the link will have taken all that was handed to the connection, as far as can be foreseen. */
  #freeMs = 0;

  /** @param mostBytes of a message */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Bytes of which the other end has not said that it has them. */
  get underway(): number {
    return this.#underway;
  }

  /** Bytes a second; undefined before the first answer. */
  get rate(): number | undefined {
    return this.#rate;
  }

  /** Shortest of the last round trips, ms; 0 before the first one. */
  get roundTripMs(): number {
    return this.#roundTrips.length === 0 ? 0 : Math.min(...this.#roundTrips);
  }

  /** Whether messages are shorter than they might be. */
  get isThin(): boolean {
    return this.messageBytes < this.#mostBytes;
  }

  /** How long a message may be now, bytes. */
  get messageBytes(): number {
    const wanted = this.#rate === undefined ? LEAST_MESSAGE : (this.#rate * MESSAGE_MS) / 1000;
    return Math.min(this.#mostBytes, Math.max(LEAST_MESSAGE, wanted));
  }

  /**
   * Whether history may go: almost nothing waits in front of the link any more, as far as can be foreseen, and not much
   * more is unanswered than a busy link has under way.
   */
  hasRoom(nowMs: number): boolean {
    if (this.#underway === 0) return true;
    return this.#freeMs - nowMs <= SLACK_MS && this.#underway <= this.#room + this.messageBytes;
  }

  /** Whether live values may go: beside what is under way no more waits than a message of history and one of them. */
  get hasRoomForLive(): boolean {
    return this.#underway <= this.#room + 2.5 * this.messageBytes;
  }

  /** Bytes that are under way while the link is busy and little waits in front of it. */
  get #room(): number {
    return ((this.#rate ?? 0) * (this.roundTripMs + SLACK_MS)) / 1000;
  }

  /** Nothing was left to send: what is delivered now says how much there was, not how much the link can take. */
  idle(): void {
    this.#isWanted = false;
  }

  /** More is there than may go. */
  full(): void {
    this.#isWanted = true;
  }

  sent(bytes: number, nowMs: number): Underway {
    if (this.#underway === 0) this.#firstMs = this.#deliveredMs = nowMs;
    this.#underway += bytes;
    if (this.#rate !== undefined) this.#freeMs = Math.max(nowMs, this.#freeMs) + (bytes / this.#rate) * 1000;
    return {
      bytes,
      delivered: this.#delivered,
      deliveredMs: this.#deliveredMs,
      firstMs: this.#firstMs,
      sentMs: nowMs,
      isFull: this.#isWanted,
    };
  }

  arrived({ bytes, delivered, deliveredMs, firstMs, sentMs, isFull }: Underway, nowMs: number): void {
    this.#underway = Math.max(0, this.#underway - bytes);
    this.#delivered += bytes;
    this.#deliveredMs = nowMs;
    this.#firstMs = sentMs;
    const ms = Math.max(nowMs - deliveredMs, sentMs - firstMs, 0.1);
    const rate = ((this.#delivered - delivered) / ms) * 1000;
    if (this.#rate === undefined) this.#rate = rate;
    else if (rate > this.#rate) this.#rate += GAIN_UP * (rate - this.#rate);
    else if (isFull) this.#rate = Math.min(MOST_DROP * rate, this.#rate + GAIN_DOWN * (rate - this.#rate));
    // Of what is not answered the link has taken as much as it does in a round trip.
    this.#freeMs = nowMs + Math.max(0, (this.#underway / this.#rate) * 1000 - this.roundTripMs);
  }

  /** A small question was answered that was asked while nothing was on its way. */
  asked(roundTripMs: number): void {
    this.#roundTrips = [...this.#roundTrips, roundTripMs].slice(-ROUND_TRIPS);
  }

  /** The connection is gone, and with it what was on its way. */
  lost(): void {
    this.#underway = this.#freeMs = 0;
  }
}
