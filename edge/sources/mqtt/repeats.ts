import { createHash } from "node:crypto";

/** Messages remembered. A broker sends again at most what it had in flight or had not yet saved. */
const REMEMBERED = 32_768;

/** One received publication, as far as telling repeats needs it. */
export interface Publish {
  readonly topic: string;
  readonly payload: Buffer;
  readonly messageId: number;
  readonly dup: boolean;
}

/**
 * Tells whether a message of QoS 1 came before: a broker that restarts or gets
 * no PUBACK sends again, without the DUP flag if it forgot that it ever sent.
 *
 * Where payloads hold their own time, the same bytes are the same message.
 * Elsewhere two equal payloads can be two readings, and only a message with DUP
 * flag and the same packet identifier is a repeat (MQTT-3.3.1-1).
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
