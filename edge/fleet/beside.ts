/** What goes to the hub beside the stream, ahead of history: newest values and events, and messages by topic. */
import type { NatsConnection } from "@nats-io/transport-node";
import { LiveLane } from "./live-lane.ts";
import type { Underway } from "./pace.ts";
import type { Sending } from "./sending.ts";
import { liveOf, sideOf } from "./wire/subjects.ts";

/** Bytes of subject, reply and headers around a message. */
export const AROUND_BYTES = 200;
/** History that waits for so many turns is behind: then live values go ahead. */
const BEHIND_TURNS = 2;
/** Messages by topic that wait for the link; what comes then is dropped. */
const MOST_WAITING = 32;
/** The first live message over a connection: one packet, because one that is lost holds up those behind it. */
const FIRST_BYTES = 1_200;
/** Live values take at most this share of the link. */
const LIVE_SHARE = 0.5;

export class Beside {
  readonly #link: NatsConnection;
  readonly #sending: Sending;
  readonly #onArrived: (underway: Underway) => void;
  readonly #side: Buffer[] = [];
  #live: LiveLane | undefined;
  #liveMs = 0;
  #isFirst = true;
  /** Before it live values have had their share of the link. */
  #restMs = 0;

  /** @param onArrived the server has a message */
  constructor(link: NatsConnection, sending: Sending, onArrived: (underway: Underway) => void) {
    this.#link = link;
    this.#sending = sending;
    this.#onArrived = onArrived;
  }

  /** A message by topic, which waits for the link. */
  add(message: Buffer): void {
    if (this.#side.length < MOST_WAITING) this.#side.push(message);
  }

  /** Sends one message by topic, if there is room. */
  sendNext(): boolean {
    const { options, pace } = this.#sending;
    const bytes = this.#side[0];
    if (bytes === undefined || !pace.hasRoom(performance.now()) || this.#link.isClosed()) return false;
    this.#side.shift();
    this.#publish(sideOf(options.edgeId), bytes);
    return true;
  }

  /** The newest values and events, while history is behind. */
  async sendLive(now: number): Promise<void> {
    const { lag, options, cutter, budget, position, pace } = this.#sending;
    if (!lag.isBehind(cutter.position, BEHIND_TURNS * options.everyMs, now)) {
      await this.close();
      return;
    }
    if (now - this.#liveMs < options.everyMs || now < this.#restMs) return;
    if (!budget.hasRoomForLive(now) || !pace.hasRoomForLive) return;
    // On a thin link the rest follows as soon as the share of the link allows.
    const isSmall = pace.isThin && this.#isFirst;
    this.#isFirst = false;
    this.#liveMs = isSmall ? now - options.everyMs : now;
    const from = Math.max(cutter.position, lag.positionBefore(options.everyMs, now));
    this.#live ??= new LiveLane({ dir: options.logDir, run: options.run, from });
    const bytes = await this.#live.next(position, isSmall ? FIRST_BYTES : pace.messageBytes);
    if (bytes === undefined || this.#link.isClosed()) return;
    if (pace.rate !== undefined) this.#restMs = now + (1_000 * bytes.length) / pace.rate / LIVE_SHARE;
    this.#publish(liveOf(options.edgeId), bytes);
  }

  async close(): Promise<void> {
    await this.#live?.close();
    this.#live = undefined;
  }

  /** That the server has it follows from a ping behind it. */
  #publish(subject: string, bytes: Buffer): void {
    const { pace, budget } = this.#sending;
    budget.spend(bytes.length + AROUND_BYTES);
    const underway = pace.sent(bytes.length + AROUND_BYTES, performance.now());
    this.#link.publish(subject, bytes);
    this.#link.flush().then(
      () => this.#onArrived(underway),
      () => undefined,
    );
  }
}
