/** From a session to subscriptions: those of an earlier connection where the server gives them, else new ones. Runs in the worker. */
import type { Micros } from "../../contracts/sample-batch.ts";
import type { RawSession } from "./client.ts";
import { subscribeEvents } from "./events/event-reader.ts";
import type { ConnectionPlan, LogLevel, OpenOrder, PlannedItem, ResumePoint, Span } from "./messages.ts";
import { modelHandles, watchModel } from "./model-events.ts";
import type { NodeMemory } from "./node-memory.ts";
import { type MissingItem, type Resolution, type ResolvedItem, resolveItems } from "./resolve-paths.ts";
import type { OperationLimits } from "./server-limits.ts";
import { type MonitoredItems, type Subscription, subscribeItems } from "./subscriptions.ts";
import { transferSubscriptions } from "./transfer.ts";

const MOST_NAMED = 50;

/** A server that a session is open with. */
export interface Server {
  readonly session: RawSession;
  /** Kept up to date in place: whoever holds it sees what the server has now. */
  readonly namespaces: string[];
  readonly limits: OperationLimits;
  /** StartTime of its present run, µs. */
  readonly start: Micros;
}

export interface SetUp {
  readonly subscriptions: readonly Subscription[];
  readonly missing: readonly MissingItem[];
  readonly slower: number;
  /** Subscriptions of an earlier connection go on. */
  readonly isResumed: boolean;
  /** The server itself refuses to give subscriptions to another session. */
  readonly isTransferForbidden: boolean;
  /** What came of the paths; absent where an earlier connection did that. */
  readonly roots?: Resolution["roots"];
  /** What is missing because an earlier connection ended. */
  readonly owed: readonly Span[];
}

export interface SetUpOptions {
  readonly order: OpenOrder;
  readonly nodes: NodeMemory;
  handleOf(item: ResolvedItem): number;
  /** Finds out what units the server's numbers are in, where the config leaves that to the server. Resolves with the items for which that is another one than before. */
  convert(items: readonly ResolvedItem[]): Promise<readonly ResolvedItem[]>;
  log(level: LogLevel, text: string, fields: Readonly<Record<string, unknown>>): void;
}

export async function setUp(server: Server, options: SetUpOptions): Promise<SetUp> {
  const { log } = options;
  const { resume, plan, downReason } = options.order;
  let isTransferForbidden = false;
  if (resume !== undefined) {
    const { subscriptions, refused, isForbidden = false } = await transferSubscriptions(server.session, resume, { plan: plan.key, serverStart: server.start });
    if (refused === undefined && plan.items.some(asksForUnit)) await options.convert((await resolveItems(server.session, plan, server)).found);
    if (refused === undefined) return { subscriptions, missing: missingOf(resume, plan), slower: 0, isResumed: true, isTransferForbidden: false, owed: [] };
    isTransferForbidden = isForbidden;
    log("info", "the subscriptions of the earlier connection were not taken over; they are made anew", { reason: refused });
  }
  const resolution = await resolveItems(server.session, plan, server);
  await options.convert(resolution.found);
  const monitored = await monitor(server, resolution.found, options);
  for (const found of resolution.found) options.nodes.note(options.handleOf(found) - 1, found.nodeId);
  await followModel(server, monitored.subscriptions, options);
  const missing = [...resolution.missing, ...monitored.missing];
  nameMissing(missing, options);
  nameRevised(monitored, options);
  const { subscriptions, since } = monitored;
  const from = resume === undefined ? undefined : takenUntil(resume);
  const events = plan.readsEvents ? await eventsOf(server, options) : [];
  return {
    subscriptions: [...subscriptions, ...events],
    missing,
    slower: monitored.slower.length,
    isResumed: false,
    isTransferForbidden,
    roots: resolution.roots,
    owed: from === undefined ? [] : [{ from, to: Math.max(from, since), reason: downReason }],
  };
}

/** Has these items monitored: in `existing` subscriptions of their interval, else in new ones. */
export function monitor(server: Server, found: readonly ResolvedItem[], { order, handleOf }: SetUpOptions, existing: readonly Subscription[] = []): Promise<MonitoredItems> {
  return subscribeItems(server.session, found, { keepAliveMs: order.plan.keepAliveMs, limits: server.limits, handleOf, existing });
}

/** A server that does not tell of changes is looked at now and then. */
async function followModel({ session }: Server, [first]: readonly Subscription[], { order, log }: SetUpOptions): Promise<void> {
  if (first === undefined) return;
  const refused = await watchModel(session, first.id, modelHandles(order.plan.items.length)).catch((error: Error) => [error.message]);
  if (refused.length > 0) log("info", "the server does not say all of what changes in its address space; paths are looked up now and then", { refused });
}

/** From when on samples may be missing if none of these subscriptions goes on: a sample that was not published may have been measured one sampling interval before. */
export function takenUntil({ subscriptions }: ResumePoint): Micros | undefined {
  return subscriptions.length === 0 ? undefined : Math.min(...subscriptions.map(({ publishedAt, everyMs }) => publishedAt - everyMs * 1000));
}

/** A server without events is named; its values are read all the same. */
async function eventsOf(server: Server, { order, log }: SetUpOptions): Promise<readonly Subscription[]> {
  try {
    return [await subscribeEvents(server, order.plan)];
  } catch (error) {
    log("warn", "the server's events cannot be read", { reason: (error as Error).message });
    return [];
  }
}

function asksForUnit({ targets }: PlannedItem): boolean {
  return targets.some(({ unit }) => unit?.from === "server");
}

function missingOf({ missing }: ResumePoint, plan: ConnectionPlan): readonly MissingItem[] {
  return missing.flatMap((place) => (plan.items[place] === undefined ? [] : [{ item: plan.items[place], reason: "it was missing before" }]));
}

function nameMissing(missing: readonly MissingItem[], { order, log }: SetUpOptions): void {
  if (missing.length === 0) return;
  for (const { item, reason } of missing.slice(0, MOST_NAMED)) log("warn", "tag cannot be read", { path: item.text, reason });
  log("warn", "some tags cannot be read; the others run", { missing: missing.length, of: order.plan.items.length, named: Math.min(missing.length, MOST_NAMED) });
}

/** What the server made of what was asked: values between slower samples are never sent, and nobody could tell. */
function nameRevised({ slower, unfiltered }: MonitoredItems, { log }: SetUpOptions): void {
  for (const { item, grantedMs } of slower.slice(0, MOST_NAMED)) log("info", "tag is sampled slower than asked", { path: item.text, askedMs: item.everyMs, grantedMs });
  if (slower.length > 0) log("warn", "the server samples slower than asked; values between are never sent", { items: slower.length });
  if (unfiltered.length > 0) log("warn", "the server takes no dead-band for some tags; they report every change", { items: unfiltered.length, first: unfiltered[0]?.text });
}
