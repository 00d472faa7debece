/** Takes over the subscriptions of an earlier session. Runs in the worker. */
import { AttributeIds, StatusCodes, type TransferResult, VariableIds } from "node-opcua-client";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { RawSession } from "./client.ts";
import type { ResumePoint } from "./messages.ts";
import { type Subscription, subscriptionAt } from "./subscriptions.ts";

/** StartTime of the server's present run, µs; 0 where it tells none. */
export async function readServerStart(session: RawSession): Promise<Micros> {
  const answer = await session.read({ nodeId: `i=${VariableIds.Server_ServerStatus_StartTime}`, attributeId: AttributeIds.Value });
  const time: unknown = answer.value?.value;
  return time instanceof Date ? time.getTime() * 1000 : 0;
}

export interface Transfer {
  readonly subscriptions: readonly Subscription[];
  /** Why they were not taken over; then there are none. */
  readonly refused?: string;
  /** The server itself refused: it would again. */
  readonly isForbidden?: boolean;
}

/**
 * TransferSubscriptions (OPC 10000-4, 5.14.7) without initial values: what was
 * not published waits in the server's queues, what was published and not
 * acknowledged is asked for by Republish. All or none: subscriptions of which
 * some are refused are deleted, because the rest must be made anew anyhow.
 */
export async function transferSubscriptions(session: RawSession, resume: ResumePoint, now: { readonly plan: string; readonly serverStart: Micros }): Promise<Transfer> {
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
  if (bad === undefined && results.length === subscriptionIds.length) {
    return { subscriptions: resume.subscriptions.map((held, i) => Object.assign(subscriptionAt(held), { available: results[i]?.availableSequenceNumbers ?? [] })) };
  }
  const taken = subscriptionIds.filter((_, i) => results[i]?.statusCode.isGood());
  if (taken.length > 0) await new Promise<void>((resolve) => session.deleteSubscriptions({ subscriptionIds: taken }, () => resolve()));
  return {
    subscriptions: [],
    refused: bad?.statusCode.name ?? "the server answered for fewer subscriptions than asked",
    isForbidden: bad?.statusCode.isNot(StatusCodes.BadSubscriptionIdInvalid) === true,
  };
}

function askTransfer(session: RawSession, subscriptionIds: number[]): Promise<readonly TransferResult[]> {
  return new Promise((resolve, reject) => {
    session.transferSubscriptions({ subscriptionIds, sendInitialValues: false }, (error, response) => (error === null ? resolve(response?.results ?? []) : reject(error)));
  });
}

function whyNot(resume: ResumePoint, now: { readonly plan: string; readonly serverStart: Micros }): string | undefined {
  if (resume.subscriptions.length === 0) return "there was none";
  if (resume.plan !== now.plan) return "the config was changed";
  // The ids of another run may be somebody else's subscriptions by now.
  if (resume.serverStart !== now.serverStart || now.serverStart === 0) return "the server was restarted";
  return undefined;
}
