/** Spreads items over subscriptions by the pace at which they are published. Runs in the worker. */
import { type MonitoredItemCreateResult, StatusCodes } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";
import { inChunks, type OperationLimits } from "../link/server-limits.ts";
import { createItems } from "./monitored-items.ts";
import type { PlannedItem } from "./planned.ts";
import type { MissingItem, ResolvedItem } from "./resolve-paths.ts";
import { createSubscription, paceOf, type Subscription, serverTimeOf } from "./subscription.ts";

/**
 * Statuses that refuse a dead-band: BadMonitoredItemFilterUnsupported, BadFilterNotAllowed, BadDeadbandFilterInvalid.
 */
const NO_FILTER = /Filter|Deadband/;

/** Statuses of servers without room for another item or subscription. */
const TOO_MANY = /BadTooMany(MonitoredItems|Subscriptions|Operations)/;
const NO_ROOM = /BadTooMany(MonitoredItems|Subscriptions|Operations)|BadOutOfMemory|BadResourceUnavailable/;

/** An item that the server samples less often than requested. */
interface SlowerItem {
  readonly item: PlannedItem;
  readonly grantedMs: number;
}

export interface MonitoredItems {
  readonly subscriptions: readonly Subscription[];
  readonly missing: readonly MissingItem[];
  readonly slower: readonly SlowerItem[];
  /** Items whose dead-band the server refused; they report every change. */
  readonly unfiltered: readonly PlannedItem[];
  /** The missing items for which the server has no room. */
  readonly unmonitored: readonly MissingItem[];
  /** Why there are fewer subscriptions than intervals. */
  readonly fewer: string | undefined;
  /** The server's time when the last item was created: from here on its queues hold everything. */
  readonly since: Micros;
}

/**
 * Subscriptions of this publishing interval or a longer one are one subscription, at the shortest of them: each answer
 * is a message to decrypt and a request to sign. Shorter intervals have their own, so that many slow tags are not
 * spread over the many messages of a few fast ones.
 */
const SHARED_FROM_MS = 200;

/** Longer intervals have their own: after a loss, the longest interval of a subscription is owed for all its tags. */
const SHARED_UP_TO_MS = 10_000;

/**
 * Creates items in `existing` subscriptions that publish often enough, else in new ones (rule F28). Notifications may
 * come before this returns.
 */
export async function subscribeItems(
  session: RawSession,
  items: readonly ResolvedItem[],
  options: SubscribeOptions,
): Promise<MonitoredItems> {
  const made = { ...nothingMade(), subscriptions: [] as Subscription[] };
  const pace = (everyMs: number): number => paceOf(everyMs, options.keepAliveMs);
  const byEvery = Map.groupBy(items, ({ item }) => item.everyMs);
  for (const [everyMs, group] of [...byEvery].sort(([a], [b]) => pace(a) - pace(b) || a - b)) {
    const refused = await placeGroup(session, { group, everyMs, options, made });
    made.missing.push(...refused);
    made.unmonitored.push(...refused.filter(({ reason }) => NO_ROOM.test(reason)));
  }
  return made;
}

export interface SubscribeOptions {
  readonly keepAliveMs: number;
  readonly limits: OperationLimits;
  readonly existing: readonly Subscription[];
}

type Made = ReturnType<typeof nothingMade> & { readonly subscriptions: Subscription[] };

export function nothingMade() {
  return {
    missing: [] as MissingItem[],
    slower: [] as SlowerItem[],
    unfiltered: [] as PlannedItem[],
    unmonitored: [] as MissingItem[],
    fewer: undefined as string | undefined,
    since: 0,
  };
}

interface Placing {
  readonly group: readonly ResolvedItem[];
  readonly everyMs: number;
  readonly options: SubscribeOptions;
  readonly made: Made;
}

/**
 * Items of one interval. Where shared subscriptions have no room left, they get one of their own. Returns those that
 * the server refuses.
 */
async function placeGroup(session: RawSession, placing: Placing): Promise<readonly MissingItem[]> {
  const { group, everyMs, options, made } = placing;
  const known = [...new Set([...made.subscriptions, ...options.existing])].filter(({ isEvents }) => isEvents !== true);
  const pace = (ms: number): number => paceOf(ms, options.keepAliveMs);
  const fitting = known.filter(
    ({ madeForMs }) =>
      madeForMs === everyMs ||
      (Math.max(madeForMs, everyMs) <= SHARED_UP_TO_MS && fits(pace(madeForMs), pace(everyMs))),
  );
  const mayHaveOwn = fitting.every(({ madeForMs }) => madeForMs !== everyMs);
  const refused: MissingItem[] = [];
  let left: readonly Waiting[] = group.map((resolved) => ({ resolved, reason: "" }));
  for (const subscription of fitting)
    if (left.length > 0) left = await createGroup(session, { subscription, waiting: left, placing, refused });
  if (left.length > 0 && mayHaveOwn) {
    const subscription = await newSubscription(session, placing, fitting.length > 0 ? undefined : known[0]);
    if (subscription !== undefined)
      left = await createGroup(session, { subscription, waiting: left, placing, refused });
  }
  return [
    ...refused,
    ...left.map(({ resolved: { item }, reason }) => ({ item, reason: reason || (made.fewer ?? "") })),
  ];
}

/** An item that no subscription has yet, and why. */
interface Waiting {
  readonly resolved: ResolvedItem;
  readonly reason: string;
}

function fits(publishedMs: number, paceMs: number): boolean {
  return publishedMs === paceMs || (publishedMs >= SHARED_FROM_MS && publishedMs < paceMs);
}

/** Where the server accepts no more, `other`; undefined where there is none. */
async function newSubscription(
  session: RawSession,
  { everyMs, options, made }: Placing,
  other: Subscription | undefined,
): Promise<Subscription | undefined> {
  try {
    return await createSubscription(session, everyMs, options.keepAliveMs);
  } catch (error) {
    const { message } = error as Error;
    // Without a subscription nothing is read: a server short of memory gets a new request at once, one that refuses
    // subscriptions now and then.
    const hasAny = other !== undefined || made.subscriptions.length > 0 || options.existing.length > 0;
    if (!NO_ROOM.test(message) || (!hasAny && !TOO_MANY.test(message))) throw error;
    made.fewer = message;
    return other;
  }
}

interface Group {
  readonly subscription: Subscription;
  readonly waiting: readonly Waiting[];
  readonly placing: Placing;
  /** Collects items that the server refuses in every subscription. */
  readonly refused: MissingItem[];
}

/** Returns the items for which the subscription has no room. */
async function createGroup(
  session: RawSession,
  { subscription, waiting, placing, refused }: Group,
): Promise<readonly Waiting[]> {
  const { everyMs, made } = placing;
  const group = waiting.map(({ resolved }) => resolved);
  const results = await createAll(session, { subscription, group, placing });
  if (!made.subscriptions.includes(subscription)) made.subscriptions.push(subscription);
  const left: Waiting[] = [];
  for (const [at, { statusCode, revisedSamplingInterval }] of results.entries()) {
    const resolved = group[at] as ResolvedItem;
    const { item } = resolved;
    if (statusCode.isNotGood()) {
      if (NO_ROOM.test(statusCode.name)) left.push({ resolved, reason: statusCode.name });
      else refused.push({ item, reason: statusCode.name });
      continue;
    }
    subscription.everyMs = Math.max(subscription.everyMs, everyMs);
    if (everyMs > 0 && revisedSamplingInterval > everyMs * 1.01 + 1)
      made.slower.push({ item, grantedMs: revisedSamplingInterval });
  }
  return left;
}

interface Asked extends Pick<Group, "subscription" | "placing"> {
  readonly group: readonly ResolvedItem[];
}

/** The server's answer for each item. */
async function createAll(
  session: RawSession,
  { subscription, group, placing: { everyMs, options, made } }: Asked,
): Promise<readonly Created[]> {
  let isFull = false;
  const create = (some: readonly ResolvedItem[], isFiltered: boolean): Promise<Created[]> =>
    inChunks(some, options.limits.monitor, async (chunk) => {
      // Once the server refuses a single item for lack of room, the rest is not requested.
      if (isFull) return chunk.map(() => NO_ITEM);
      try {
        const response = await createItems(session, { subscription, chunk, everyMs, isFiltered });
        made.since = Math.max(made.since, serverTimeOf(response));
        return response.results ?? [];
      } catch (error) {
        if (chunk.length > 1 || !TOO_MANY.test((error as Error).message)) throw error;
        isFull = true;
        return [NO_ITEM];
      }
    });
  const results = await create(group, true);
  // A percentage needs an EURange, and some servers support no dead-band: every change is better than none.
  const refused = [...results.keys()].filter(
    (at) => group[at]?.item.deadband !== undefined && NO_FILTER.test(results[at]?.statusCode.name ?? ""),
  );
  const again = await create(
    refused.map((at) => group[at] as ResolvedItem),
    false,
  );
  for (const [i, at] of refused.entries()) {
    results[at] = again[i] as Created;
    made.unfiltered.push((group[at] as ResolvedItem).item);
  }
  return results;
}

type Created = Pick<MonitoredItemCreateResult, "statusCode" | "revisedSamplingInterval">;
const NO_ITEM: Created = { statusCode: StatusCodes.BadTooManyMonitoredItems, revisedSamplingInterval: 0 };
