/** Subscriptions and monitored items on one session. Runs in the worker. */
import { AttributeIds, DataChangeFilter, DataChangeTrigger, DeadbandType, MonitoringMode, StatusCodes, TimestampsToReturn } from "node-opcua-client";
import type { RawSession } from "./client.ts";
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

/** A link that is cut and repaired within this time (the watchdog's patience) loses nothing: the server keeps that much, up to so many samples an item. */
const QUEUE_COVERS_MS = 10_000;
const LONGEST_QUEUE = 100;

/** OPC 10000-4, 5.14.2: the lifetime is at least three keep-alives. Ours survives a cut of about a minute. */
const LIFETIME_MS = 60_000;

/** One subscription as the server granted it. */
export interface Subscription {
  readonly id: number;
  readonly publishingMs: number;
  readonly keepAliveMs: number;
  /** Sequence number of the last notification taken; 0 before the first. */
  lastSequence: number;
  /** Monotonic ms of the last response for it. */
  heardAt: number;
}

export interface MonitoredItems {
  readonly subscriptions: readonly Subscription[];
  readonly monitored: number;
  readonly missing: readonly MissingItem[];
  readonly slower: number;
}

/**
 * Creates one subscription per sampling interval. `handleOf` gives each item the
 * client handle that its notifications will carry; notifications may come before this returns.
 */
export async function subscribeItems(
  session: RawSession,
  items: readonly ResolvedItem[],
  options: { readonly keepAliveMs: number; readonly limits: OperationLimits; readonly handleOf: (item: ResolvedItem) => number },
): Promise<MonitoredItems> {
  const subscriptions: Subscription[] = [];
  const missing: MissingItem[] = [];
  let slower = 0;
  const byEvery = Map.groupBy(items, ({ item }) => item.everyMs);
  for (const [everyMs, group] of [...byEvery].sort(([a], [b]) => a - b)) {
    const subscription = await createSubscription(session, everyMs, options.keepAliveMs);
    subscriptions.push(subscription);
    const created = await inChunks(group, options.limits.monitor, (chunk) => createItems(session, { subscription, chunk, everyMs, handleOf: options.handleOf }));
    created.forEach((result, i) => {
      const item = (group[i] as ResolvedItem).item;
      if (result.statusCode.isNotGood()) missing.push({ item, reason: result.statusCode.name });
      else if (result.revisedSamplingInterval > everyMs * 1.01 + 1) slower++;
    });
  }
  return { subscriptions, missing, monitored: items.length - missing.length, slower };
}

async function createSubscription(session: RawSession, everyMs: number, keepAliveMs: number): Promise<Subscription> {
  const publishingMs = Math.min(everyMs, MAX_PUBLISHING_MS, keepAliveMs);
  const keepAliveCount = Math.max(1, Math.floor(keepAliveMs / publishingMs));
  const granted = await session.createSubscription({
    requestedPublishingInterval: publishingMs,
    requestedMaxKeepAliveCount: keepAliveCount,
    requestedLifetimeCount: Math.max(3 * keepAliveCount, Math.ceil(LIFETIME_MS / publishingMs)),
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 1,
  });
  return {
    id: granted.subscriptionId,
    publishingMs: granted.revisedPublishingInterval,
    keepAliveMs: granted.revisedPublishingInterval * granted.revisedMaxKeepAliveCount,
    lastSequence: 0,
    heardAt: performance.now(),
  };
}

async function createItems(session: RawSession, request: { subscription: Subscription; chunk: readonly ResolvedItem[]; everyMs: number; handleOf: (item: ResolvedItem) => number }) {
  const { subscription, chunk, everyMs, handleOf } = request;
  // Never 1: a queue of one does not tell when it overflowed (OPC 10000-4, 5.13.1.5).
  const queueSize = Math.max(2, Math.ceil(subscription.publishingMs / everyMs) * QUEUE_CYCLES, Math.min(LONGEST_QUEUE, Math.ceil(QUEUE_COVERS_MS / everyMs)));
  const response = await session.createMonitoredItems({
    subscriptionId: subscription.id,
    timestampsToReturn: TimestampsToReturn.Both,
    itemsToCreate: chunk.map((item) => ({
      itemToMonitor: { nodeId: item.nodeId, attributeId: AttributeIds.Value },
      monitoringMode: MonitoringMode.Reporting,
      requestedParameters: { clientHandle: handleOf(item), samplingInterval: everyMs, queueSize, discardOldest: true, ...filterOf(item) },
    })),
  });
  if (response.responseHeader.serviceResult.isNot(StatusCodes.Good)) throw new Error(response.responseHeader.serviceResult.toString());
  return response.results ?? [];
}

/** A second recording with the same points is a second one: by default only a changed value is told (OPC 10000-4, 7.22.2). */
function filterOf({ item }: ResolvedItem): { filter?: DataChangeFilter } {
  if (item.waveform?.says !== "points") return {};
  return { filter: new DataChangeFilter({ trigger: DataChangeTrigger.StatusValueTimestamp, deadbandType: DeadbandType.None, deadbandValue: 0 }) };
}
