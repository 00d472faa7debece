import { createHash } from "node:crypto";

/** Messages remembered. A broker repeats at most those in flight or not yet saved. */
const REMEMBERED = 32_768;

/** The parts of a publication that identify a repeat. */
export interface Publish {
  readonly topic: string;
  readonly payload: Buffer;
  readonly messageId: number;
  readonly dup: boolean;
}

/**
 * Recognises repeated QoS 1 messages: a broker that restarts or gets no PUBACK sends again, without the DUP flag if
 * it forgot the first time.
 *
 * Where payloads hold their own time, the same bytes are the same message. Elsewhere two equal payloads can be two
 * readings, and only a message with DUP flag and the same packet identifier is a repeat (MQTT-3.3.1-1).
 */
export class Repeats {
  readonly #hasOwnTimes: boolean;
  readonly #seen = new Set<string>();

  constructor(hasOwnTimes: boolean) {
    this.#hasOwnTimes = hasOwnTimes;
  }

  /** Remembers the message; true when it was known already. */
  isRepeat({ topic, payload, messageId, dup }: Publish): boolean {
    const hash = createHash("sha1").update(topic).update("\0").update(payload);
    if (!this.#hasOwnTimes) hash.update(`\0${messageId}`);
    const digest = hash.digest("base64");
    if (this.#seen.has(digest)) return this.#hasOwnTimes || dup;
    if (this.#seen.size >= REMEMBERED) this.#seen.delete(this.#seen.values().next().value as string);
    this.#seen.add(digest);
    return false;
  }
}
