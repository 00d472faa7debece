/** Keeps items bound to the nodes of their paths while the address space changes. Runs in the worker. */
import { AttributeIds, invalidateExtraDataTypeManager, VariableIds } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type RunningJob, reportedThrough, startJob } from "../../../observe/jobs.ts";
import type { NodeMemory } from "../link/node-memory.ts";
import { inChunks } from "../link/server-limits.ts";
import { monitor, type Server, type SetUpOptions } from "../link/set-up.ts";
import type { Intake } from "./intake.ts";
import type { PlannedItem } from "./planned.ts";
import { handleOf } from "./planned-items.ts";
import { type MissingItem, type ResolvedItem, resolveItems } from "./resolve-paths.ts";
import type { Span } from "./span.ts";
import type { Subscription } from "./subscription.ts";

/**
 * Servers fill their address space while they start, and PLC programs are reloaded: a few missing items are looked up
 * often, many items seldom.
 */
const LOOK_EVERY_MS = 5000;
const FEW = 1000;
const MANY_EVERY = 6;

/**
 * Paths that are looked up in every other round, to find changes that a server does not report. One small call for any
 * number of items.
 */
const CHECKED_AT_ONCE = 100;

/**
 * Nodes of an earlier connection that are looked up early, so that a later change shows which of them it moved.
 * Further ones follow in turn.
 */
const FOUND_BEFORE_AT_ONCE = 5000;

/** Loading a program causes many changes in a row: this long after the first one all paths are looked up. */
const CHANGE_SETTLES_MS = 300;
/** Share of the time that following changes may take: 100,000 paths take seconds. */
const SHARE_OF_TIME = 0.1;

export interface BindingsOptions {
  readonly setUp: SetUpOptions;
  readonly nodes: NodeMemory;
  readonly intake: Intake;
  subscriptions(): Iterable<Subscription>;
  /** New subscriptions, and the items that are missing now. */
  onChanged(subscriptions: readonly Subscription[], missing: readonly MissingItem[]): void;
  /** The change cannot be followed within this session: the connection must start again. */
  onUnfollowable(reason: string): void;
  /** Samples of tags that moved may be missing. */
  onLost(span: Span): void;
  isOver(): boolean;
}

/** The result of looking up some paths. */
interface Differences {
  /** Items at another node than before, or found again. */
  readonly fresh: readonly ResolvedItem[];
  /** Those of them that were at another node. */
  readonly moved: readonly PlannedItem[];
  readonly gone: readonly MissingItem[];
  readonly found: readonly ResolvedItem[];
}

/**
 * Looks for missing nodes again and again, and moves items whose path leads elsewhere, within the session and with
 * their client handles. Other items are not affected.
 */
export class Bindings {
  readonly #server: Server;
  readonly #options: BindingsOptions;
  readonly #looking: RunningJob;
  /** By place, because the object of an item differs each time. */
  readonly #missing: Map<number, MissingItem>;
  #settling: NodeJS.Timeout | undefined;
  #isChanged = false;
  #notBefore = 0;
  #isBusy = false;
  /** The server reported a change, so earlier results no longer count. */
  #isFollowing = false;
  #rounds = 0;
  #checkedUpTo = 0;

  constructor(server: Server, missing: readonly MissingItem[], options: BindingsOptions) {
    this.#server = server;
    this.#options = options;
    this.#missing = new Map(missing.map((one) => [one.item.place, one]));
    this.#looking = startJob(
      { name: "paths of tags", everyMs: LOOK_EVERY_MS, run: () => this.#round() },
      reportedThrough(options.setUp.log),
    );
  }

  stop(): void {
    void this.#looking.stop();
    clearTimeout(this.#settling);
  }

  /** The server reports that its address space, its namespaces or the meaning of values changed. */
  changed(): void {
    this.#isChanged = true;
    if (this.#settling !== undefined) return;
    const wait = Math.max(CHANGE_SETTLES_MS, this.#notBefore - performance.now());
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      void this.#round();
    }, wait);
  }

  /** The server reports that the node of this tag is gone: deleted, or renumbered. */
  vanished(ref: number): void {
    const { order, log } = this.#options.setUp;
    const item = order.plan.items.withRef(ref);
    if (item === undefined || this.#missing.has(item.place)) return;
    this.#miss([{ item, reason: "the node is gone" }]);
    log("warn", "the node of a tag is gone; its path is looked for again", { path: item.text });
    this.#options.onChanged([], this.#missingItems());
  }

  async #round(): Promise<void> {
    const { setUp, isOver } = this.#options;
    if (this.#isBusy || isOver()) return;
    this.#isBusy = true;
    const startedMs = performance.now();
    const wasChanged = this.#isChanged && startedMs >= this.#notBefore;
    try {
      if (wasChanged) {
        this.#isChanged = false;
        await this.#follow();
        this.#notBefore = performance.now() + (performance.now() - startedMs) / SHARE_OF_TIME;
      } else await this.#look();
    } catch (error) {
      this.#isChanged ||= wasChanged;
      setUp.log("debug", "paths could not be looked up", { reason: (error as Error).message });
    } finally {
      this.#isBusy = false;
    }
    if (this.#isChanged && wasChanged && !isOver()) this.changed();
  }

  /** Looks up all paths after the server reported a change. */
  async #follow(): Promise<void> {
    const { session, namespaces } = this.#server;
    const answer = await session.read({
      nodeId: `i=${VariableIds.Server_NamespaceArray}`,
      attributeId: AttributeIds.Value,
    });
    const now: unknown = answer.value?.value;
    // In place, because the readers of values and events hold this array.
    if (Array.isArray(now)) namespaces.splice(0, namespaces.length, ...(now as string[]));
    await invalidateExtraDataTypeManager(session);
    const { items } = this.#options.setUp.order.plan;
    this.#isFollowing = true;
    try {
      const { found } = await this.#apply([...items]);
      await this.#reread(await this.#options.setUp.convert(found));
    } finally {
      this.#isFollowing = false;
    }
  }

  /** Looks up missing items, and a few of the others. */
  async #look(): Promise<void> {
    this.#rounds++;
    const { items } = this.#options.setUp.order.plan;
    const looksForMissing = this.#missing.size > 0 && (this.#missing.size <= FEW || this.#rounds % MANY_EVERY === 0);
    const some = this.#rounds % 2 === 0 ? items.slice(this.#checkedUpTo, this.#checkedUpTo + CHECKED_AT_ONCE) : [];
    if (this.#rounds % 2 === 0)
      this.#checkedUpTo = this.#checkedUpTo + CHECKED_AT_ONCE >= items.length ? 0 : this.#checkedUpTo + CHECKED_AT_ONCE;
    const isUnknown = ({ place }: PlannedItem): boolean => !this.#options.nodes.knows(place);
    const foundBefore =
      this.#rounds === 1
        ? items.slice(0, FOUND_BEFORE_AT_ONCE).filter((item) => isUnknown(item) && !this.#missing.has(item.place))
        : [];
    const missing = looksForMissing ? this.#missingItems().map(({ item }) => item) : [];
    const asked = new Map([...missing, ...foundBefore, ...some].map((item) => [item.place, item]));
    if (asked.size > 0) await this.#apply([...asked.values()]);
  }

  /** Looks up these items; moves, adds and removes those that have changed. */
  async #apply(items: readonly PlannedItem[]): Promise<Differences> {
    const { setUp, nodes } = this.#options;
    const differences = await this.#compare(items);
    const { fresh, moved, gone } = differences;
    if (fresh.length === 0 && gone.length === 0) return differences;
    const old = await this.#monitoredIds([...fresh, ...gone].map(({ item }) => item));
    if (old === undefined && moved.length + gone.length > 0) {
      this.#options.onUnfollowable("its address space changed, and it does not report which items it monitors");
      return { ...differences, found: [] };
    }
    await setUp.convert(fresh);
    const live = [...this.#options.subscriptions()];
    const monitored = await monitor(this.#server, fresh, setUp, live);
    if (moved.length > 0) this.#oweMoved(moved, live, monitored.since);
    for (const { item, nodeId } of fresh) {
      this.#missing.delete(item.place);
      nodes.note(item.place, nodeId);
    }
    for (const [subscriptionId, monitoredItemIds] of old ?? [])
      await inChunks(monitoredItemIds, this.#server.limits.monitor, (chunk) => this.#remove(subscriptionId, chunk));
    this.#miss([...gone, ...monitored.missing], new Set(monitored.unmonitored.map(({ item }) => item.place)));
    for (const { item, reason } of gone)
      setUp.log("warn", "the node of a tag is gone; its path is looked for again", { path: item.text, reason });
    // A server without room for an item refuses it each time, which is not news.
    const isNews = moved.length + gone.length > 0 || monitored.missing.length < fresh.length;
    if (!isNews && monitored.subscriptions.every((one) => live.includes(one))) return differences;
    const counts = {
      moved: moved.length,
      gone: gone.length,
      added: fresh.length - moved.length - monitored.missing.length,
      missing: this.#missing.size,
    };
    setUp.log("info", "the server's address space changed; the tags follow it", counts);
    this.#options.onChanged(monitored.subscriptions, this.#missingItems());
    return differences;
  }

  /** The samples in the queue of the old item are lost, and the new node was not read before. */
  #oweMoved(moved: readonly PlannedItem[], live: readonly Subscription[], since: Micros): void {
    const { order } = this.#options.setUp;
    const values = live.filter(({ isEvents }) => isEvents !== true);
    const from = Math.min(since, ...values.map(({ publishedAt, everyMs }) => publishedAt - everyMs * 1000));
    const refs = moved.flatMap(({ place }) => [...order.plan.items.refsAt(place)]);
    if (refs.length > 0) this.#options.onLost({ from, to: since, reason: "source_down_no_history", refs });
  }

  async #compare(items: readonly PlannedItem[]): Promise<Differences> {
    const { setUp, nodes } = this.#options;
    const { found, missing } = await resolveItems(
      this.#server.session,
      { roots: setUp.order.plan.roots, items },
      this.#server,
    );
    const fresh: ResolvedItem[] = [];
    const moved: PlannedItem[] = [];
    for (const resolved of found) {
      const { item, nodeId } = resolved;
      const state = this.#missing.has(item.place) ? "missing" : nodes.compare(item.place, nodeId);
      // An earlier connection found the node, which has not moved unless the server reported a change.
      if (state === "unknown" && !this.#isFollowing) nodes.note(item.place, nodeId);
      else if (state !== "same") fresh.push(resolved);
      if (state === "moved" || (state === "unknown" && this.#isFollowing)) moved.push(item);
    }
    return { fresh, moved, gone: missing.filter(({ item }) => !this.#missing.has(item.place)), found };
  }

  /**
   * Ids of these items at the server by subscription, as it lists them (OPC 10000-5, 9.1); undefined where it does
   * not. The edge keeps none: for 100,000 items that would be 1 MB for a rare need.
   */
  async #monitoredIds(items: readonly PlannedItem[]): Promise<ReadonlyMap<number, number[]> | undefined> {
    const handles = new Set(items.map((item) => handleOf(item)));
    const ids = new Map<number, number[]>();
    try {
      for (const { id, isEvents } of this.#options.subscriptions()) {
        if (isEvents === true) continue;
        const { clientHandles, serverHandles } = await this.#server.session.getMonitoredItems(id);
        const own = Array.from(serverHandles).filter((_, i) => handles.has(clientHandles[i] ?? 0));
        if (own.length > 0) ids.set(id, own);
      }
      return ids;
    } catch (error) {
      this.#options.setUp.log("info", "the server does not report which items it monitors", {
        reason: (error as Error).message,
      });
      return undefined;
    }
  }

  async #remove(subscriptionId: number, monitoredItemIds: number[]): Promise<readonly unknown[]> {
    const { results } = await this.#server.session.deleteMonitoredItems({ subscriptionId, monitoredItemIds });
    return results ?? [];
  }

  /** Reads values whose unit has changed: a constant value would keep its conversion from the old unit. */
  async #reread(items: readonly ResolvedItem[]): Promise<void> {
    const { session, limits } = this.#server;
    const values = await inChunks(items, limits.read, (chunk) =>
      session.read(chunk.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }))),
    );
    for (const [i, { item }] of items.entries()) {
      const value = values[i];
      if (value !== undefined) this.#options.intake.takeRead(item, value);
    }
    if (items.length > 0) this.#options.intake.flush();
  }

  /** `unmonitored`: places of items whose nodes are there, but which the server has no room for. */
  #miss(missing: readonly MissingItem[], unmonitored: ReadonlySet<number> = new Set()): void {
    for (const { item, reason } of missing) {
      this.#missing.set(item.place, { item, reason });
      this.#options.nodes.forget(item.place);
      if (!unmonitored.has(item.place)) this.#options.intake.lose(item);
    }
    if (missing.length > 0) this.#options.intake.flush();
  }

  #missingItems(): MissingItem[] {
    return [...this.#missing.values()];
  }
}
