/** Wrong answers of servers to TransferSubscriptions (OPC 10000-4, 5.14.7). */
import { StatusCodes } from "node-opcua";
import { expect, it } from "vitest";
import type { RawSession } from "../../../../../edge/sources/opcua/link/client.ts";
import type { ResumePoint } from "../../../../../edge/sources/opcua/link/messages.ts";
import { transferSubscriptions } from "../../../../../edge/sources/opcua/subscribe/transfer.ts";

const HELD = { id: 7, everyMs: 100, publishingMs: 100, keepAliveMs: 1000, sequence: 5, publishedAt: 10 };
const RESUME: ResumePoint = { plan: "p", serverStart: 1, subscriptions: [HELD], missing: [2], owed: [], sequences: {} };
const NOW = { plan: "p", serverStart: 1, items: 3, isTrusted: true };

function serverWith(answer: { results?: readonly unknown[]; error?: string }, handles: readonly number[] | "refused") {
  const deleted: number[] = [];
  const session = {
    transferSubscriptions: (_: unknown, done: (error: Error | null, response?: unknown) => void) =>
      answer.error === undefined ? done(null, { results: answer.results }) : done(new Error(answer.error)),
    deleteSubscriptions: ({ subscriptionIds }: { subscriptionIds: number[] }, done: () => void) => {
      deleted.push(...subscriptionIds);
      done();
    },
    getMonitoredItems: async () => {
      if (handles === "refused") throw new Error("BadMethodInvalid");
      return { clientHandles: Uint32Array.from(handles), serverHandles: Uint32Array.from(handles) };
    },
  } as unknown as RawSession;
  return { session, deleted };
}

const GOOD = { results: [{ statusCode: StatusCodes.Good, availableSequenceNumbers: [6] }] };

it.each<[string, Parameters<typeof serverWith>, string | undefined]>([
  ["Good with all items", [GOOD, [1, 2, 9]], undefined],
  ["Good, but does not list its items", [GOOD, "refused"], undefined],
  ["Good with the items of another client", [GOOD, [41, 42]], "they do not hold our items"],
  ["Good without items", [GOOD, []], "they do not hold our items"],
  [
    "Good for fewer than requested",
    [{ results: [] }, [1, 2]],
    "the server answered for fewer subscriptions than asked",
  ],
  [
    "Good with sequence numbers that it never sent",
    [{ results: [{ statusCode: StatusCodes.Good, availableSequenceNumbers: [900] }] }, [1, 2]],
    undefined,
  ],
  [
    "BadSubscriptionIdInvalid",
    [{ results: [{ statusCode: StatusCodes.BadSubscriptionIdInvalid }] }, []],
    "BadSubscriptionIdInvalid",
  ],
  ["BadServiceUnsupported", [{ error: "BadServiceUnsupported" }, []], "BadServiceUnsupported"],
])("[F17] TransferSubscriptions answered with %s", async (_name, [answer, handles], refused) => {
  const { session, deleted } = serverWith(answer, handles);
  const transfer = await transferSubscriptions(session, RESUME, NOW);
  expect(transfer.refused).toBe(refused);
  expect(transfer.subscriptions.length).toBe(refused === undefined ? 1 : 0);
  if (refused === "they do not hold our items") expect(deleted).toEqual([7]);
});

it("[F17] subscriptions that were transferred twice without publishing are not requested again", async () => {
  const { session } = serverWith(GOOD, [1, 2]);
  expect((await transferSubscriptions(session, RESUME, { ...NOW, isTrusted: false })).refused).toMatch(
    /did not publish/,
  );
});
