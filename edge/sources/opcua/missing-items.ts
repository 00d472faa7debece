/** Items whose node is not there, or no longer: looked for by path again and again. Runs in the worker. */
import type { PlannedItem } from "./messages.ts";
import { type MissingItem, resolveItems } from "./resolve-paths.ts";
import { monitor, type Server, type SetUpOptions } from "./set-up.ts";
import type { Subscription } from "./subscriptions.ts";

/** Servers fill their address space while they start, and programs are loaded anew: few items are looked for often, many now and then. */
const RETRY_EVERY_MS = 5000;
const FEW = 1000;
const MANY_EVERY = 6;

export interface MissingItemsOptions {
  readonly setUp: SetUpOptions;
  /** New subscriptions, and the items that are missing still. */
  onFound(subscriptions: readonly Subscription[], still: readonly MissingItem[]): void;
  isOver(): boolean;
}

/** The other items are not touched: what is found again gets a subscription of its own, with the client handles it had. */
export class MissingItems {
  readonly timer: NodeJS.Timeout;
  readonly #server: Server;
  readonly #options: MissingItemsOptions;
  #missing: readonly MissingItem[];
  #rounds = 0;
  #isLooking = false;

  constructor(server: Server, missing: readonly MissingItem[], options: MissingItemsOptions) {
    this.#server = server;
    this.#missing = missing;
    this.#options = options;
    this.timer = setInterval(() => void this.#look(), RETRY_EVERY_MS);
  }

  /** The server says that the node of this tag is gone: deleted, or renumbered. */
  vanished(ref: number): void {
    const { order, log } = this.#options.setUp;
    const known = new Set<PlannedItem>(this.#missing.map(({ item }) => item));
    const gone = order.plan.items.filter((item) => !known.has(item) && item.targets.some((target) => target.ref === ref));
    if (gone.length === 0) return;
    this.#missing = [...this.#missing, ...gone.map((item) => ({ item, reason: "the node is gone" }))];
    for (const { text } of gone) log("warn", "the node of a tag is gone; its path is looked for again", { path: text });
  }

  async #look(): Promise<void> {
    const { setUp, onFound, isOver } = this.#options;
    const asked = this.#missing;
    this.#rounds++;
    if (asked.length === 0 || this.#isLooking || isOver() || (asked.length > FEW && this.#rounds % MANY_EVERY !== 0)) return;
    this.#isLooking = true;
    try {
      const { found, missing } = await resolveItems(this.#server.session, { roots: setUp.order.plan.roots, items: asked.map(({ item }) => item) }, this.#server);
      if (found.length > 0) {
        await setUp.convert(found);
        const monitored = await monitor(this.#server, found, setUp);
        const later = this.#missing.slice(asked.length);
        this.#missing = [...missing, ...monitored.missing, ...later];
        onFound(monitored.subscriptions, this.#missing);
        setUp.log("info", "tags that were missing are read now", { tags: monitored.monitored });
      }
    } catch (error) {
      setUp.log("debug", "missing tags could not be looked for", { reason: (error as Error).message });
    } finally {
      this.#isLooking = false;
    }
  }
}
