/** Subscriptions and monitored items on one session. Runs in the worker. */
import {
  AttributeIds,
  DataChangeFilter,
  DataChangeTrigger,
  DeadbandType,
  type MonitoredItemCreateResult,
  MonitoringMode,
  StatusCodes,
  TimestampsToReturn,
} from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";
import type { HeldSubscription, SubscriptionMark } from "../link/messages.ts";
import { inChunks, type OperationLimits } from "../link/server-limits.ts";
import { MessageAudit } from "./message-audit.ts";
import { MessageCount } from "./message-count.ts";
import type { PlannedItem } from "./planned.ts";
import { handleOf } from "./planned-items.ts";
import type { MissingItem, ResolvedItem } from "./resolve-paths.ts";

/**
 * The longest publishing interval. Sampling follows the tag's own `every`; publishing no slower than this keeps two
 * promises at once: samples arrive within half a second, and two empty cycles make a keep-alive of a second.
 */
const MAX_PUBLISHING_MS = 500;

/** Publishing cycles a queue holds at least, so that a late publish loses nothing. */
const QUEUE_CYCLES = 3;

/**
 * A link that is cut and repaired within this time loses nothing, because the server's queues hold that much. Samples
 * dropped after that are read from history or declared.
 */
const QUEUE_COVERS_MS = 10_000;

/** Items without a sampling interval report each change; queues are sized for changes this many ms apart on average. */
const FASTEST_CHANGES_MS = 10;

/**
 * Statuses that refuse a dead-band: BadMonitoredItemFilterUnsupported, BadFilterNotAllowed, BadDeadbandFilterInvalid.
 */
const NO_FILTER = /Filter|Deadband/;

/** Statuses of servers without room for another item or subscription. */
const TOO_MANY = /BadTooMany(MonitoredItems|Subscriptions|Operations)/;
const NO_ROOM = /BadTooMany(MonitoredItems|Subscriptions|Operations)|BadOutOfMemory|BadResourceUnavailable/;

/** OPC 10000-4, 5.14.2: the lifetime is at least three keep-alives. This one survives a cut of about a minute. */
const LIFETIME_MS = 60_000;

/** Missing messages between two received ones, until each has been requested again. */
interface Missed {
  sequences: number[];
  from: Micros;
  to: Micros;
  lost: number;
  isAsking: boolean;
}

/** One subscription as the server granted it. */
export interface Subscription {
  readonly id: number;
  readonly everyMs: number;
  readonly publishingMs: number;
  readonly keepAliveMs: number;
  readonly isEvents?: boolean;
  readonly notifiers?: number;
  /** The server's sequence numbers so far. */
  readonly count: MessageCount;
  /** Compares taken, requested and lost messages with the server's count. */
  readonly audit: MessageAudit;
  /** The link was cut, and the server's numbers cannot reveal a loss. */
  isUnsure: boolean;
  /** A response for it has come over this session. */
  isHeard: boolean;
  /** PublishTime of the last response. */
  publishedAt: Micros;
  /** Monotonic ms of the last response for it. */
  heardAt: number;
  /** Sequence numbers that the server can send again, by its last answer; empty where it does not list them. */
  available: ArrayLike<number>;
  /** Sequence numbers taken and not acknowledged, oldest first. */
  readonly unacknowledged: number[];
  missed: Missed;
}

export function nothingMissed(): Missed {
  return { sequences: [], from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY, lost: 0, isAsking: false };
}

/** How far the edge has taken the subscription; undefined while earlier messages are still requested. */
export function markOf({ id, count, publishedAt, missed }: Subscription): SubscriptionMark | undefined {
  return missed.sequences.length > 0 ? undefined : { id, sequence: count.last, publishedAt };
}

/** A subscription that continues at this mark. */
export function subscriptionAt(held: HeldSubscription): Subscription {
  const { sequence, ...rest } = held;
  const state = { isUnsure: false, isHeard: false, heardAt: performance.now(), available: [], unacknowledged: [] };
  return {
    ...rest,
    ...state,
    count: new MessageCount(sequence, held.publishedAt),
    audit: new MessageAudit(sequence),
    missed: nothingMissed(),
  };
}

export function heldOf(subscription: Subscription): HeldSubscription {
  const { isEvents = false, notifiers = 1, id, everyMs, publishingMs, keepAliveMs, count, publishedAt } = subscription;
  return { id, everyMs, publishingMs, keepAliveMs, sequence: count.last, publishedAt, isEvents, notifiers };
}

/** The longest granted keep-alive, at least the requested one. */
export function slowestKeepAlive(subscriptions: readonly Subscription[], askedMs: number): number {
  return subscriptions.reduce((slowest, { keepAliveMs }) => Math.max(slowest, keepAliveMs), askedMs);
}

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

export async function createSubscription(
  session: RawSession,
  everyMs: number,
  keepAliveMs: number,
): Promise<Subscription> {
  const publishingMs = Math.min(everyMs === 0 ? MAX_PUBLISHING_MS : everyMs, MAX_PUBLISHING_MS, keepAliveMs);
  const keepAliveCount = Math.max(1, Math.floor(keepAliveMs / publishingMs));
  const granted = await session.createSubscription({
    requestedPublishingInterval: publishingMs,
    requestedMaxKeepAliveCount: keepAliveCount,
    requestedLifetimeCount: Math.max(3 * keepAliveCount, Math.ceil(LIFETIME_MS / publishingMs)),
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 1,
  });
  return subscriptionAt({
    id: granted.subscriptionId,
    everyMs,
    publishingMs: granted.revisedPublishingInterval,
    keepAliveMs: granted.revisedPublishingInterval * granted.revisedMaxKeepAliveCount,
    sequence: 0,
    publishedAt: serverTimeOf(granted),
  });
}

/** The server's time in its answer. */
function serverTimeOf(response: { readonly responseHeader: { readonly timestamp: Date | null } }): Micros {
  return (response.responseHeader.timestamp?.getTime() ?? Date.now()) * 1000;
}

/**
 * Samples that a server must keep for one item so that a stall loses nothing. Never 1: a queue of one does not report
 * an overflow (OPC 10000-4, 5.13.1.5).
 */
export function queueSizeFor(everyMs: number, publishingMs: number): number {
  const samples = Math.ceil((QUEUE_COVERS_MS + publishingMs) / Math.max(everyMs, FASTEST_CHANGES_MS));
  return Math.max(2, Math.ceil(publishingMs / Math.max(everyMs, FASTEST_CHANGES_MS)) * QUEUE_CYCLES, samples);
}

interface ItemsRequest {
  readonly subscription: Subscription;
  readonly chunk: readonly ResolvedItem[];
  readonly everyMs: number;
  /** Whether to apply the config's dead-bands. */
  readonly isFiltered: boolean;
}

async function createItems(session: RawSession, { subscription, chunk, everyMs, isFiltered }: ItemsRequest) {
  const queueSize = queueSizeFor(everyMs, subscription.publishingMs);
  const response = await session.createMonitoredItems({
    subscriptionId: subscription.id,
    timestampsToReturn: TimestampsToReturn.Both,
    itemsToCreate: chunk.map((item) => ({
      itemToMonitor: { nodeId: item.nodeId, attributeId: AttributeIds.Value },
      monitoringMode: MonitoringMode.Reporting,
      requestedParameters: {
        clientHandle: handleOf(item.item),
        samplingInterval: everyMs,
        queueSize,
        discardOldest: true,
        ...filterOf(item.item, isFiltered),
      },
    })),
  });
  if (response.responseHeader.serviceResult.isNot(StatusCodes.Good))
    throw new Error(response.responseHeader.serviceResult.toString());
  return response;
}

/**
 * The changes that the server reports: by default those of value or status (OPC 10000-4, 7.22.2). For a waveform a new
 * time counts too: a second recording may have the same points.
 */
function filterOf({ waveform, deadband }: PlannedItem, isFiltered: boolean): { filter?: DataChangeFilter } {
  if (waveform?.says === "points")
    return {
      filter: new DataChangeFilter({
        trigger: DataChangeTrigger.StatusValueTimestamp,
        deadbandType: DeadbandType.None,
        deadbandValue: 0,
      }),
    };
  if (deadband === undefined || !isFiltered) return {};
  const [deadbandType, deadbandValue] =
    deadband.percent === undefined
      ? [DeadbandType.Absolute, deadband.absolute ?? 0]
      : [DeadbandType.Percent, deadband.percent];
  return { filter: new DataChangeFilter({ trigger: DataChangeTrigger.StatusValue, deadbandType, deadbandValue }) };
}
