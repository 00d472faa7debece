/** Takes over the subscriptions of an earlier session. Runs in the worker. */
import { AttributeIds, StatusCodes, type TransferResult, VariableIds } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { within } from "../../../observe/within.ts";
import type { RawSession } from "../link/client.ts";
import type { HeldSubscription, ResumePoint } from "../link/messages.ts";
import { handleOf } from "./planned-items.ts";
import { type Subscription, subscriptionAt } from "./subscription.ts";

/** How long to wait for a server to list its monitored items. */
const ANSWERS_WITHIN_MS = 5000;

/** StartTime of the server's present run, µs; 0 where it gives none. */
export async function readServerStart(session: RawSession): Promise<Micros> {
  const answer = await session.read({
    nodeId: `i=${VariableIds.Server_ServerStatus_StartTime}`,
    attributeId: AttributeIds.Value,
  });
  const time: unknown = answer.value?.value;
  return time instanceof Date ? time.getTime() * 1000 : 0;
}

/** The present connection, to compare with the earlier one. */
interface Now {
  readonly plan: string;
  readonly serverStart: Micros;
  /** Number of items of the plan. */
  readonly items: number;
  /** Subscriptions that the server transferred before were alive. */
  readonly isTrusted: boolean;
}

export interface Transfer {
  readonly subscriptions: readonly Subscription[];
  /** Why they were not taken over; then there are none. */
  readonly refused?: string;
  /** The server itself refused and would do so again. */
  readonly isForbidden?: boolean;
}

/**
 * TransferSubscriptions (OPC 10000-4, 5.14.7) without initial values: unpublished samples wait in the server's queues,
 * and Republish returns published, unacknowledged messages. All or none: if the server refuses some subscriptions, all
 * are deleted and created again.
 */
export async function transferSubscriptions(session: RawSession, resume: ResumePoint, now: Now): Promise<Transfer> {
  const refused = whyNot(resume, now);
  if (refused !== undefined) return { subscriptions: [], refused };
  const subscriptionIds = resume.subscriptions.map(({ id }) => id);
  let results: readonly TransferResult[];
  try {
    results = await askTransfer(session, subscriptionIds);
  } catch (error) {
    return { subscriptions: [], refused: (error as Error).message, isForbidden: true };
  }
  const bad = results.find(({ statusCode }) => statusCode.isNotGood());
  const isWhole = bad === undefined && results.length === subscriptionIds.length;
  if (isWhole && (await hasItems(session, resume, now)))
    return { subscriptions: resume.subscriptions.map((held, i) => takenOver(held, results[i])) };
  const taken = subscriptionIds.filter((_, i) => results[i]?.statusCode.isGood());
  if (taken.length > 0)
    await new Promise<void>((resolve) => session.deleteSubscriptions({ subscriptionIds: taken }, () => resolve()));
  return {
    subscriptions: [],
    refused:
      bad?.statusCode.name ??
      (isWhole ? "they do not hold our items" : "the server answered for fewer subscriptions than asked"),
    isForbidden: bad?.statusCode.isNot(StatusCodes.BadSubscriptionIdInvalid) === true,
  };
}

function takenOver(held: HeldSubscription, result: TransferResult | undefined): Subscription {
  return Object.assign(subscriptionAt(held), { available: result?.availableSequenceNumbers ?? [] });
}

/**
 * Whether the subscriptions still hold all their items. True where the server does not list them (GetMonitoredItems,
 * OPC 10000-5, 9.1).
 */
async function hasItems(
  session: RawSession,
  { subscriptions, missing }: ResumePoint,
  { items }: Now,
): Promise<boolean> {
  const handles = new Set<number>();
  try {
    for (const { id, isEvents } of subscriptions) {
      if (isEvents === true) continue;
      const { clientHandles } = await within(ANSWERS_WITHIN_MS, "no answer", session.getMonitoredItems(id));
      for (const handle of clientHandles) handles.add(handle);
    }
  } catch {
    return true;
  }
  const absent = new Set(missing);
  for (let place = 0; place < items; place++) if (!absent.has(place) && !handles.has(handleOf({ place }))) return false;
  return true;
}

function askTransfer(session: RawSession, subscriptionIds: number[]): Promise<readonly TransferResult[]> {
  return new Promise((resolve, reject) => {
    session.transferSubscriptions({ subscriptionIds, sendInitialValues: false }, (error, response) =>
      error === null ? resolve(response?.results ?? []) : reject(error),
    );
  });
}

function whyNot(resume: ResumePoint, now: Now): string | undefined {
  if (resume.subscriptions.length === 0) return "there was none";
  if (resume.plan !== now.plan) return "the config was changed";
  // Ids of another run may now be another client's subscriptions.
  if (resume.serverStart !== now.serverStart || now.serverStart === 0) return "the server was restarted";
  if (!now.isTrusted) return "the server gave them before, and they did not publish";
  return undefined;
}
