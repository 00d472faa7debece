import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { movePathSync } from "../../store/move-path.ts";
import { replaceFileSync } from "../../store/replace-file.ts";
import type { ReceiverKeys } from "./sealed.ts";

const FILE = "push.json";
const FORMAT = "gemba-push";
const MOST_OF_CHANNEL = 200;
const MOST_OF_USER = 10;
/** A page that is opened renews its subscription; one that nobody opens for so long is given up. */
const LIFE_US = 60 * 86_400e6;

/** A browser that takes the messages of a channel. */
export interface Subscription extends ReceiverKeys {
  readonly channel: string;
  /** Address at the browser's push service. Whoever knows it and the keys can send. */
  readonly endpoint: string;
  readonly user: string;
  readonly renewedAt: Micros;
}

/** Subscriptions, in a file that only its owner reads; each change is on disk before it returns. */
export class Subscriptions {
  readonly #path: string;
  #all: readonly Subscription[];

  constructor(dataDir: string, log: Logger) {
    this.#path = join(dataDir, FILE);
    this.#all = read(this.#path, log);
  }

  of(channel: string, now: Micros): readonly Subscription[] {
    return this.#all.filter((one) => one.channel === channel && now - one.renewedAt <= LIFE_US);
  }

  /** Adds or renews one. Throws EdgeError `conflict` when there are too many, and `disk`. */
  add(added: Subscription): "added" | "renewed" {
    const others = this.#all.filter(
      ({ endpoint, channel, renewedAt }) =>
        added.renewedAt - renewedAt <= LIFE_US && !(endpoint === added.endpoint && channel === added.channel),
    );
    const count = (by: (one: Subscription) => boolean) => others.filter(by).length;
    if (
      count(({ channel }) => channel === added.channel) >= MOST_OF_CHANNEL ||
      count(({ user, channel }) => user === added.user && channel === added.channel) >= MOST_OF_USER
    )
      throw new EdgeError(
        "conflict",
        `A channel notifies at most ${MOST_OF_CHANNEL} phones, and ${MOST_OF_USER} of one person; end some first.`,
      );
    const isKnown = this.of(added.channel, added.renewedAt).some(
      ({ endpoint, user }) => endpoint === added.endpoint && user === added.user,
    );
    this.#replace([...others, added]);
    return isKnown ? "renewed" : "added";
  }

  /** Ends those at these addresses, in all channels or in one; false where there were none. Throws EdgeError `disk`. */
  remove(endpoints: readonly string[], only?: string): boolean {
    const left = this.#all.filter(
      ({ endpoint, channel }) => !endpoints.includes(endpoint) || (only !== undefined && only !== channel),
    );
    if (left.length === this.#all.length) return false;
    this.#replace(left);
    return true;
  }

  #replace(next: readonly Subscription[]): void {
    const content = { format: FORMAT, version: 1, subscriptions: next };
    replaceFileSync(this.#path, `${JSON.stringify(content)}\n`, { mode: 0o600 });
    this.#all = next;
  }
}

/** A damaged file must not keep an edge from starting: phones are subscribed again by their page. */
function read(path: string, log: Logger): readonly Subscription[] {
  if (!existsSync(path)) return [];
  try {
    const { format, version, subscriptions } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    if (format !== FORMAT || version !== 1 || !Array.isArray(subscriptions))
      throw new Error("not a file of gemba-push");
    return subscriptions as Subscription[];
  } catch (error) {
    const aside = `${path}.damaged`;
    movePathSync(path, aside);
    log.error({ path, aside, reason: reasonOf(error) }, "the phones to notify are damaged: moved aside");
    return [];
  }
}
