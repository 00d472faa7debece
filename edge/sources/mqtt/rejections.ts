import type { Logger } from "pino";

/** Topics counted by name; the rest are counted together, so that ever new topics cost a bounded amount. */
const MAX_TOPICS = 256;
/** After this time without rejections a topic starts a new episode, with a new warning. */
const EPISODE_QUIET_MS = 60_000;

interface Episode {
  count: number;
  /** By `performance.now()`. */
  lastMs: number;
  open: boolean;
}

/** Counts refused messages by topic and logs each episode once. */
export class Rejections {
  readonly #log: Logger;
  readonly #isPrivate: boolean;
  readonly #topics = new Map<string, Episode>();
  total = 0;

  /** `isPrivate`: topics and quotes of payloads may be about people, and stay out of the log. */
  constructor(log: Logger, isPrivate = false) {
    this.#log = log;
    this.#isPrivate = isPrivate;
  }

  add(topic: string, reason: string): void {
    this.total++;
    if (this.#isPrivate) this.#count("(topics about people)", "malformed; details are withheld");
    else this.#count(topic, reason);
  }

  #count(topic: string, reason: string): void {
    const nowMs = performance.now();
    const key = this.#topics.has(topic) || this.#topics.size < MAX_TOPICS ? topic : "(other topics)";
    let episode = this.#topics.get(key);
    if (episode === undefined) {
      episode = { count: 0, lastMs: nowMs, open: false };
      this.#topics.set(key, episode);
    }
    episode.count++;
    episode.lastMs = nowMs;
    if (episode.open) return;
    episode.open = true;
    this.#log.warn({ topic: key, reason }, "message refused");
  }

  /** How many messages of this topic were refused. */
  count(topic: string): number {
    return this.#topics.get(topic)?.count ?? 0;
  }

  /** Closes episodes that have been quiet. */
  tick(): void {
    const nowMs = performance.now();
    for (const [topic, episode] of this.#topics) {
      if (!episode.open || nowMs - episode.lastMs < EPISODE_QUIET_MS) continue;
      episode.open = false;
      this.#log.info({ topic, refused: episode.count }, "no refused messages any more");
    }
  }
}
