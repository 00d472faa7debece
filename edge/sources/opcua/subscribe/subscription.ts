/** One subscription: its state, and how it is created. Runs in the worker. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";
import type { HeldSubscription, SubscriptionMark } from "../link/messages.ts";
import { MessageAudit } from "./message-audit.ts";
import { MessageCount } from "./message-count.ts";

/**
 * The longest publishing interval. Sampling follows the tag's own `every`; publishing no slower than this keeps two
 * promises at once: samples arrive within half a second, and two empty cycles make a keep-alive of a second.
 */
const MAX_PUBLISHING_MS = 500;

/** OPC 10000-4, 5.14.2: the lifetime is at least three keep-alives. This lifetime survives a cut of about a minute. */
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
  /** The longest sampling interval of its items. */
  everyMs: number;
  /** The interval that it was created for, which determines its publishing interval; slower items may share it. */
  readonly madeForMs: number;
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
  /** Messages taken and not acknowledged, oldest first. */
  readonly unacknowledged: { readonly sequence: number; readonly bytes: number }[];
  missed: Missed;
}

export function nothingMissed(): Missed {
  return { sequences: [], from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY, lost: 0, isAsking: false };
}

/** Progress of the edge in the subscription; undefined while earlier messages are still requested. */
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
    madeForMs: held.madeForMs ?? held.everyMs,
    count: new MessageCount(sequence, held.publishedAt),
    audit: new MessageAudit(sequence),
    missed: nothingMissed(),
  };
}

export function heldOf(subscription: Subscription): HeldSubscription {
  const { isEvents = false, notifiers = 1, id, everyMs, madeForMs, publishingMs, keepAliveMs } = subscription;
  const { count, publishedAt } = subscription;
  const granted = { id, everyMs, madeForMs, publishingMs, keepAliveMs };
  return { ...granted, sequence: count.last, publishedAt, isEvents, notifiers };
}

/** The longest granted keep-alive, at least the requested one. */
export function slowestKeepAlive(subscriptions: readonly Subscription[], askedMs: number): number {
  return subscriptions.reduce((slowest, { keepAliveMs }) => Math.max(slowest, keepAliveMs), askedMs);
}

/** The publishing interval for items that are sampled at this interval; 0: with each change. */
export function paceOf(everyMs: number, keepAliveMs: number): number {
  return Math.min(everyMs === 0 ? MAX_PUBLISHING_MS : everyMs, MAX_PUBLISHING_MS, keepAliveMs);
}

export async function createSubscription(
  session: RawSession,
  everyMs: number,
  keepAliveMs: number,
): Promise<Subscription> {
  const paceMs = paceOf(everyMs, keepAliveMs);
  const keepAliveCount = Math.max(1, Math.floor(keepAliveMs / paceMs));
  const granted = await session.createSubscription({
    requestedPublishingInterval: paceMs,
    requestedMaxKeepAliveCount: keepAliveCount,
    requestedLifetimeCount: Math.max(3 * keepAliveCount, Math.ceil(LIFETIME_MS / paceMs)),
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 1,
  });
  return subscriptionAt({
    id: granted.subscriptionId,
    everyMs,
    madeForMs: everyMs,
    publishingMs: granted.revisedPublishingInterval,
    keepAliveMs: granted.revisedPublishingInterval * granted.revisedMaxKeepAliveCount,
    sequence: 0,
    publishedAt: serverTimeOf(granted),
  });
}

/** The server's time in its answer. */
export function serverTimeOf(response: { readonly responseHeader: { readonly timestamp: Date | null } }): Micros {
  return (response.responseHeader.timestamp?.getTime() ?? Date.now()) * 1000;
}
