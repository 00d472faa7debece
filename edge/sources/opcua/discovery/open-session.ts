/** A session that inspects a server once, without a subscription of the edge's own. Runs in the discovery worker. */
import type { OPCUAClient } from "node-opcua-client";
import { within } from "../../../observe/within.ts";
import { type ClientPlan, createClient, identityOf, type RawSession } from "../link/client.ts";

const CLOSE_WITHIN_MS = 2000;

export async function openSession(
  plan: ClientPlan,
  timeoutMs: number,
  locales: readonly string[] = [],
): Promise<AsyncDisposable & { readonly session: RawSession }> {
  const { client, store } = await createClient(plan, { localeIds: locales });
  try {
    await within(timeoutMs, noAnswer(plan), client.connect(plan.endpoint));
    const session = (await within(timeoutMs, noAnswer(plan), client.createSession(identityOf(plan)))) as RawSession;
    return {
      session,
      async [Symbol.asyncDispose]() {
        await within(CLOSE_WITHIN_MS, "the session did not close", session.close()).catch(() => undefined);
        await closeClient(client, store);
      },
    };
  } catch (error) {
    await closeClient(client, store);
    throw error;
  }
}

export async function closeClient(client: OPCUAClient, store: { dispose(): Promise<void> }): Promise<void> {
  await within(CLOSE_WITHIN_MS, "the client did not close", client.disconnect()).catch(() => undefined);
  await store.dispose().catch(() => undefined);
}

export function noAnswer({ endpoint }: { readonly endpoint: string }): string {
  return `no answer within the time given; check that an OPC UA server listens at ${endpoint}`;
}
