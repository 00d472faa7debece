/** Subscriptions and monitored items on one session. Runs in the worker. */
import { AttributeIds, DataChangeFilter, DataChangeTrigger, DeadbandType, type MonitoredItemCreateResult, MonitoringMode, StatusCodes, TimestampsToReturn } from "node-opcua-client";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { RawSession } from "./client.ts";
import type { HeldSubscription, PlannedItem, SubscriptionMark } from "./messages.ts";
import { handleOf } from "./planned-items.ts";
import type { MissingItem, ResolvedItem } from "./resolve-paths.ts";
import { inChunks, type OperationLimits } from "./server-limits.ts";

/**
 * The longest publishing interval. Sampling follows the tag's own `every`;
 * publishing no slower than this keeps two promises at once: what was sampled
 * arrives within half a second, and two empty cycles make a keep-alive of a second.
 */
const MAX_PUBLISHING_MS = 500;

/** Publishing cycles a queue holds at least, so that a late publish loses nothing. */
const QUEUE_CYCLES = 3;

/** A link that is cut and repaired within this time (the watchdog's patience) loses nothing: the server is asked to keep that much. */
const QUEUE_COVERS_MS = 10_000;

/** Items without a sampling interval report each change; so many ms apart, on average, are reckoned with. */
const FASTEST_CHANGES_MS = 10;

/** How servers refuse a dead-band: BadMonitoredItemFilterUnsupported, BadFilterNotAllowed, BadDeadbandFilterInvalid. */
const NO_FILTER = /Filter|Deadband/;

/** OPC 10000-4, 5.14.2: the lifetime is at least three keep-alives. Ours survives a cut of about a minute. */
const LIFETIME_MS = 60_000;

/** Messages between two that came, until each was asked for again. */
interface Missed {
  readonly sequences: number[];
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
  /** Sequence number of the last notification taken; 0 before the first. */
  lastSequence: number;
  /** PublishTime of the last response. */
  publishedAt: Micros;
  /** Monotonic ms of the last response for it. */
  heardAt: number;
  /** Sequence numbers the server can send again, as it said last; empty where it does not say. */
  available: ArrayLike<number>;
  /** Sequence numbers taken and not acknowledged, oldest first. */
  readonly unacknowledged: number[];
  missed: Missed;
}

export function nothingMissed(): Missed {
  return { sequences: [], from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY, lost: 0, isAsking: false };
}

/** How far the subscription was taken; undefined while messages before that are still asked for. */
export function markOf({ id, lastSequence, publishedAt, missed }: Subscription): SubscriptionMark | undefined {
  return missed.sequences.length > 0 ? undefined : { id, sequence: lastSequence, publishedAt };
}

/** A subscription that goes on at this mark. */
export function subscriptionAt(held: HeldSubscription): Subscription {
  const { sequence, ...rest } = held;
  return { ...rest, lastSequence: sequence, heardAt: performance.now(), available: [], unacknowledged: [], missed: nothingMissed() };
}

export function heldOf({ isEvents = false, id, everyMs, publishingMs, keepAliveMs, lastSequence, publishedAt }: Subscription): HeldSubscription {
  return { id, everyMs, publishingMs, keepAliveMs, sequence: lastSequence, publishedAt, isEvents };
}

/** The longest keep-alive granted, and no less than was asked for. */
export function slowestKeepAlive(subscriptions: readonly Subscription[], askedMs: number): number {
  return subscriptions.reduce((slowest, { keepAliveMs }) => Math.max(slowest, keepAliveMs), askedMs);
}

/** An item that the server samples less often than asked. */
export interface SlowerItem {
  readonly item: PlannedItem;
  readonly grantedMs: number;
}

export interface MonitoredItems {
  readonly subscriptions: readonly Subscription[];
  readonly missing: readonly MissingItem[];
  readonly slower: readonly SlowerItem[];
  /** Items whose dead-band the server refused; they report every change. */
  readonly unfiltered: readonly PlannedItem[];
  /** The server's clock when the last item was made: from here on its queues hold everything. */
  readonly since: Micros;
}

/**
 * One subscription per sampling interval: of `existing` ones where there is one, else a new one.
 * Notifications may come before this returns.
 */
export async function subscribeItems(
  session: RawSession,
  items: readonly ResolvedItem[],
  options: { readonly keepAliveMs: number; readonly limits: OperationLimits; readonly existing: readonly Subscription[] },
): Promise<MonitoredItems> {
  const made = { subscriptions: [] as Subscription[], missing: [] as MissingItem[], slower: [] as SlowerItem[], unfiltered: [] as PlannedItem[], since: 0 };
  const byEvery = Map.groupBy(items, ({ item }) => item.everyMs);
  for (const [everyMs, group] of [...byEvery].sort(([a], [b]) => a - b)) {
    const existing = options.existing.find((one) => one.everyMs === everyMs && one.isEvents !== true);
    const subscription = existing ?? (await createSubscription(session, everyMs, options.keepAliveMs));
    made.subscriptions.push(subscription);
    const create = (some: readonly ResolvedItem[], isFiltered: boolean): Promise<MonitoredItemCreateResult[]> =>
      inChunks(some, options.limits.monitor, async (chunk) => {
        const response = await createItems(session, { subscription, chunk, everyMs, isFiltered });
        made.since = Math.max(made.since, serverTimeOf(response));
        return response.results ?? [];
      });
    const results = await create(group, true);
    // Percent needs an EURange, and some servers know no dead-band at all: better every change than none.
    const refused = [...results.keys()].filter((at) => group[at]?.item.deadband !== undefined && NO_FILTER.test(results[at]?.statusCode.name ?? ""));
    const again = await create(
      refused.map((at) => group[at] as ResolvedItem),
      false,
    );
    for (const [i, at] of refused.entries()) {
      results[at] = again[i] as MonitoredItemCreateResult;
      made.unfiltered.push((group[at] as ResolvedItem).item);
    }
    for (const [at, { statusCode, revisedSamplingInterval }] of results.entries()) {
      const { item } = group[at] as ResolvedItem;
      if (statusCode.isNotGood()) made.missing.push({ item, reason: statusCode.name });
      else if (everyMs > 0 && revisedSamplingInterval > everyMs * 1.01 + 1) made.slower.push({ item, grantedMs: revisedSamplingInterval });
    }
  }
  return made;
}

export async function createSubscription(session: RawSession, everyMs: number, keepAliveMs: number): Promise<Subscription> {
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

/** The server's clock when it answered. */
function serverTimeOf(response: { readonly responseHeader: { readonly timestamp: Date | null } }): Micros {
  return (response.responseHeader.timestamp?.getTime() ?? Date.now()) * 1000;
}

/** Samples a server must keep for one item so that a stall loses nothing. Never 1: a queue of one does not tell when it overflowed (OPC 10000-4, 5.13.1.5). */
export function queueSizeFor(everyMs: number, publishingMs: number): number {
  const samples = Math.ceil((QUEUE_COVERS_MS + publishingMs) / Math.max(everyMs, FASTEST_CHANGES_MS));
  return Math.max(2, Math.ceil(publishingMs / Math.max(everyMs, FASTEST_CHANGES_MS)) * QUEUE_CYCLES, samples);
}

interface ItemsRequest {
  readonly subscription: Subscription;
  readonly chunk: readonly ResolvedItem[];
  readonly everyMs: number;
  /** With the dead-bands that the config asks for. */
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
      requestedParameters: { clientHandle: handleOf(item.item), samplingInterval: everyMs, queueSize, discardOldest: true, ...filterOf(item.item, isFiltered) },
    })),
  });
  if (response.responseHeader.serviceResult.isNot(StatusCodes.Good)) throw new Error(response.responseHeader.serviceResult.toString());
  return response;
}

/** Which changes are told: by default those of value or status (OPC 10000-4, 7.22.2). A second recording with the same points is a second one. */
function filterOf({ waveform, deadband }: PlannedItem, isFiltered: boolean): { filter?: DataChangeFilter } {
  if (waveform?.says === "points") return { filter: new DataChangeFilter({ trigger: DataChangeTrigger.StatusValueTimestamp, deadbandType: DeadbandType.None, deadbandValue: 0 }) };
  if (deadband === undefined || !isFiltered) return {};
  const [deadbandType, deadbandValue] = deadband.percent === undefined ? [DeadbandType.Absolute, deadband.absolute ?? 0] : [DeadbandType.Percent, deadband.percent];
  return { filter: new DataChangeFilter({ trigger: DataChangeTrigger.StatusValue, deadbandType, deadbandValue }) };
}
