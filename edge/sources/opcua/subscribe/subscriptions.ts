/** Spreads items over subscriptions, one per sampling interval. Runs in the worker. */
import { type MonitoredItemCreateResult, StatusCodes } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";
import { inChunks, type OperationLimits } from "../link/server-limits.ts";
import { createItems } from "./monitored-items.ts";
import type { PlannedItem } from "./planned.ts";
import type { MissingItem, ResolvedItem } from "./resolve-paths.ts";
import { createSubscription, type Subscription, serverTimeOf } from "./subscription.ts";

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
 * Uses one subscription per sampling interval: an `existing` one where possible, else a new one. Notifications may
 * come before this returns.
 */
export async function subscribeItems(
  session: RawSession,
  items: readonly ResolvedItem[],
  options: SubscribeOptions,
): Promise<MonitoredItems> {
  const made = { ...nothingMade(), subscriptions: [] as Subscription[] };
  const byEvery = Map.groupBy(items, ({ item }) => item.everyMs);
  for (const [everyMs, group] of [...byEvery].sort(([a], [b]) => a - b)) {
    const subscription = await subscriptionFor(session, everyMs, { options, made });
    if (subscription === undefined) {
      for (const { item } of group) made.missing.push({ item, reason: made.fewer ?? "" });
      continue;
    }
    if (!made.subscriptions.includes(subscription)) made.subscriptions.push(subscription);
    await createGroup(session, { subscription, group, everyMs, limit: options.limits.monitor, made });
  }
  made.unmonitored.push(...made.missing.filter(({ reason }) => NO_ROOM.test(reason)));
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

/**
 * A subscription of the same interval, else a new one; where the server accepts no more, any other. Undefined where
 * there is none.
 */
async function subscriptionFor(
  session: RawSession,
  everyMs: number,
  { options, made }: { options: SubscribeOptions; made: Made },
): Promise<Subscription | undefined> {
  const known = [...made.subscriptions, ...options.existing].filter(({ isEvents }) => isEvents !== true);
  const same = known.find((one) => one.everyMs === everyMs);
  if (same !== undefined) return same;
  try {
    return await createSubscription(session, everyMs, options.keepAliveMs);
  } catch (error) {
    const { message } = error as Error;
    const [other] = known;
    // Without a subscription nothing is read: a server short of memory gets a new request at once, one that refuses
    // subscriptions now and then.
    if (!NO_ROOM.test(message) || (other === undefined && !TOO_MANY.test(message))) throw error;
    made.fewer = message;
    return other;
  }
}

interface Group {
  readonly subscription: Subscription;
  readonly group: readonly ResolvedItem[];
  readonly everyMs: number;
  readonly limit: number;
  readonly made: Made;
}

async function createGroup(session: RawSession, { subscription, group, everyMs, limit, made }: Group): Promise<void> {
  let isFull = false;
  const create = (some: readonly ResolvedItem[], isFiltered: boolean): Promise<Created[]> =>
    inChunks(some, limit, async (chunk) => {
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
  for (const [at, { statusCode, revisedSamplingInterval }] of results.entries()) {
    const { item } = group[at] as ResolvedItem;
    if (statusCode.isNotGood()) made.missing.push({ item, reason: statusCode.name });
    else if (everyMs > 0 && revisedSamplingInterval > everyMs * 1.01 + 1)
      made.slower.push({ item, grantedMs: revisedSamplingInterval });
  }
}

type Created = Pick<MonitoredItemCreateResult, "statusCode" | "revisedSamplingInterval">;
const NO_ITEM: Created = { statusCode: StatusCodes.BadTooManyMonitoredItems, revisedSamplingInterval: 0 };
