/**
 * Sets up the subscriptions of a session: those of an earlier connection where the server transfers them, else new
 * ones. Runs in the worker.
 */
import type { NodeId } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { subscribeEvents } from "../events/event-reader.ts";
import { modelHandles, watchModel } from "../subscribe/model-events.ts";
import type { ItemShape, PlannedItem } from "../subscribe/planned.ts";
import type { OpenedOrder, OpenedPlan } from "../subscribe/planned-items.ts";
import {
  type MissingItem,
  PART,
  type ResolvedItem,
  type Roots,
  resolveInParts,
  resolveRoots,
} from "../subscribe/resolve-paths.ts";
import type { Span } from "../subscribe/span.ts";
import { type Subscription, slowestKeepAlive } from "../subscribe/subscription.ts";
import { type MonitoredItems, nothingMade, subscribeItems } from "../subscribe/subscriptions.ts";
import { transferSubscriptions } from "../subscribe/transfer.ts";
import type { RawSession } from "./client.ts";
import type { LimitKind, LogLevel, OpenReport, ResumePoint } from "./messages.ts";
import type { NodeMemory } from "./node-memory.ts";
import type { OperationLimits } from "./server-limits.ts";

const MOST_NAMED = 50;

/** The server of an open session. */
export interface Server {
  readonly session: RawSession;
  /** Updated in place, so that every holder sees the server's present namespaces. */
  readonly namespaces: string[];
  readonly limits: OperationLimits;
  /** StartTime of the server's present run, µs. */
  readonly start: Micros;
}

export interface SetUp {
  readonly subscriptions: readonly Subscription[];
  readonly missing: readonly MissingItem[];
  readonly slower: number;
  /** Subscriptions of an earlier connection continue. */
  readonly isResumed: boolean;
  /** The server refuses to transfer subscriptions to another session. */
  readonly isTransferForbidden: boolean;
  /** Resolved roots; absent where an earlier connection resolved them. */
  readonly roots?: Roots["roots"];
  /** Spans that are missing because an earlier connection ended. */
  readonly owed: readonly Span[];
}

export interface SetUpOptions {
  readonly order: OpenedOrder;
  readonly nodes: NodeMemory;
  /**
   * Reads the units of the server's numbers, where the config leaves them to the server. Resolves with the items whose
   * unit has changed.
   */
  convert(items: readonly ResolvedItem[]): Promise<readonly ResolvedItem[]>;
  log(level: LogLevel, text: string, fields: Readonly<Record<string, unknown>>): void;
  /** Reports a refusal of this kind in the server's words; undefined: it no longer refuses. */
  limit(what: LimitKind, detail: string | undefined): void;
}

export async function setUp(server: Server, options: SetUpOptions): Promise<SetUp> {
  const { log, limit } = options;
  const { resume, plan, downReason } = options.order;
  let isTransferForbidden = false;
  if (resume !== undefined) {
    const {
      subscriptions,
      refused,
      isForbidden = false,
    } = await transferSubscriptions(server.session, resume, {
      ...{ plan: plan.key, serverStart: server.start, items: plan.items.length },
      isTrusted: options.order.transfers,
    });
    if (refused === undefined && plan.items.someShape(asksForUnit)) await convertAll(server, options);
    if (refused === undefined)
      return {
        subscriptions,
        missing: missingOf(resume, plan),
        slower: 0,
        isResumed: true,
        isTransferForbidden: false,
        owed: [],
      };
    isTransferForbidden = isForbidden;
    limit("transfer", isForbidden ? refused : undefined);
    log("info", "the subscriptions of the earlier connection were not taken over; they are created again", {
      reason: refused,
    });
  }
  const made = await monitorAll(server, options);
  await followModel(server, made.subscriptions, options);
  nameMissing(made.missing, options);
  nameRevised(made, options);
  nameLimits(made, options);
  const from = resume === undefined ? undefined : takenUntil(resume);
  const events = plan.readsEvents ? await eventsOf(server, options) : [];
  return {
    subscriptions: [...made.subscriptions, ...events],
    missing: made.missing,
    slower: made.slower.length,
    isResumed: false,
    isTransferForbidden,
    roots: made.roots,
    owed: from === undefined ? [] : [{ from, to: Math.max(from, made.since), reason: downReason }],
  };
}

/**
 * Looks up all items, then monitors them part by part. In this order, because an item fills the server's queue and
 * takes its time from its creation on, while nothing is published yet.
 */
async function monitorAll(server: Server, options: SetUpOptions): Promise<MonitoredItems & Roots> {
  const { plan } = options.order;
  const roots = await resolveRoots(server.session, plan.roots, server);
  const places: number[] = [];
  const nodeIds: NodeId[] = [];
  const missing: MissingItem[] = [];
  for await (const resolution of resolveInParts(server.session, plan, { ...server, roots })) {
    await options.convert(resolution.found);
    for (const { item, nodeId } of resolution.found) {
      options.nodes.note(item.place, nodeId);
      places.push(item.place);
      nodeIds.push(nodeId);
    }
    missing.push(...resolution.missing);
  }
  const made = { ...nothingMade(), subscriptions: [] as Subscription[] };
  for (let from = 0; from < places.length; from += PART) {
    const found = places
      .slice(from, from + PART)
      .map((place, i) => ({ item: plan.items.at(place) as PlannedItem, nodeId: nodeIds[from + i] as NodeId }));
    const part = await monitor(server, found, options, made.subscriptions);
    made.subscriptions.push(...part.subscriptions.filter((one) => !made.subscriptions.includes(one)));
    missing.push(...part.missing);
    made.slower.push(...part.slower);
    made.unfiltered.push(...part.unfiltered);
    made.unmonitored.push(...part.unmonitored);
    made.fewer ??= part.fewer;
    made.since = Math.max(made.since, part.since);
  }
  return { ...made, missing, roots };
}

async function convertAll(server: Server, { order, convert }: SetUpOptions): Promise<void> {
  const roots = await resolveRoots(server.session, order.plan.roots, server);
  for await (const { found } of resolveInParts(server.session, order.plan, { ...server, roots })) await convert(found);
}

/** Monitors these items in `existing` subscriptions of their interval, else in new ones. */
export function monitor(
  server: Server,
  found: readonly ResolvedItem[],
  { order }: SetUpOptions,
  existing: readonly Subscription[] = [],
): Promise<MonitoredItems> {
  return subscribeItems(server.session, found, {
    keepAliveMs: order.plan.keepAliveMs,
    limits: server.limits,
    existing,
  });
}

/** Without reports of changes, paths are looked up now and then. */
async function followModel(
  { session }: Server,
  [first]: readonly Subscription[],
  { order, log, limit }: SetUpOptions,
): Promise<void> {
  if (first === undefined) return;
  const refused = await watchModel(session, first.id, modelHandles(order.plan.items.length)).catch((error: Error) => [
    error.message,
  ]);
  limit("model", refused.length === 0 ? undefined : refused.join("; "));
  if (refused.length > 0)
    log("info", "the server does not report all changes of its address space; paths are looked up now and then", {
      refused,
    });
}

/** Summarises the result of the plan. */
export function reportOf(
  { missing, slower, subscriptions, isResumed }: SetUp,
  { items, keepAliveMs }: OpenedPlan,
  isFast: boolean,
): OpenReport {
  return {
    items: items.length - missing.length,
    missing: missing.length,
    slower,
    keepAliveMs: slowestKeepAlive(subscriptions, keepAliveMs),
    fastLane: isFast ? "on" : "off",
    resumed: isResumed,
  };
}

/**
 * The time from which samples may be missing if none of these subscriptions continues: an unpublished sample may have
 * been measured one sampling interval earlier.
 */
export function takenUntil({ subscriptions }: ResumePoint): Micros | undefined {
  return subscriptions.length === 0
    ? undefined
    : Math.min(...subscriptions.map(({ publishedAt, everyMs }) => publishedAt - everyMs * 1000));
}

/** Subscribes to events. A server without events is reported; its values are read all the same. */
async function eventsOf(server: Server, { order, log, limit }: SetUpOptions): Promise<readonly Subscription[]> {
  try {
    const { subscription, refused } = await subscribeEvents(server, order.plan);
    limit("events", refused.length === 0 ? undefined : refused.join("; "));
    if (refused.length > 0) log("warn", "events of some objects cannot be read; those of the others are", { refused });
    return [subscription];
  } catch (error) {
    const reason = (error as Error).message;
    limit("events", reason);
    log("warn", "the server's events cannot be read", { reason });
    return [];
  }
}

function asksForUnit({ targets }: ItemShape): boolean {
  return targets.some(({ unit }) => unit?.from === "server");
}

function missingOf({ missing }: ResumePoint, { items }: OpenedPlan): readonly MissingItem[] {
  return missing.flatMap((place) => {
    const item = items.at(place);
    return item === undefined ? [] : [{ item, reason: "it was missing before" }];
  });
}

function nameMissing(missing: readonly MissingItem[], { order, log }: SetUpOptions): void {
  if (missing.length === 0) return;
  for (const { item, reason } of missing.slice(0, MOST_NAMED))
    log("warn", "tag cannot be read", { path: item.text, reason });
  log("warn", "some tags cannot be read; the others run", {
    missing: missing.length,
    of: order.plan.items.length,
    named: Math.min(missing.length, MOST_NAMED),
  });
}

/** Reports the limits of small controllers, which accept few items and subscriptions; the accepted ones are read. */
function nameLimits({ unmonitored, fewer }: MonitoredItems, { limit, log }: SetUpOptions): void {
  const [first] = unmonitored;
  limit("items", first === undefined ? undefined : `${unmonitored.length}: ${first.reason}`);
  limit("subscriptions", fewer);
  if (fewer !== undefined)
    log("warn", "the server takes no more subscriptions; tags of several intervals share one", { reason: fewer });
}

/**
 * Reports revised intervals and filters: values between slower samples are never sent, which is otherwise invisible.
 */
function nameRevised({ slower, unfiltered }: MonitoredItems, { log }: SetUpOptions): void {
  for (const { item, grantedMs } of slower.slice(0, MOST_NAMED))
    log("info", "tag is sampled slower than asked", { path: item.text, askedMs: item.everyMs, grantedMs });
  if (slower.length > 0)
    log("warn", "the server samples slower than asked; values between are never sent", { items: slower.length });
  if (unfiltered.length > 0)
    log("warn", "the server takes no dead-band for some tags; they report every change", {
      items: unfiltered.length,
      first: unfiltered[0]?.text,
    });
}
