/** Small controllers: few items, few subscriptions, no filters. Accepted items are read, refused ones are reported. */
import { type CreateMonitoredItemsRequestOptions, NodeId, StatusCodes } from "node-opcua";
import { expect, it } from "vitest";
import type { RawSession } from "../../../../edge/sources/opcua/link/client.ts";
import { modelHandles, watchedEvent, watchModel } from "../../../../edge/sources/opcua/subscribe/model-events.ts";
import type { PlannedItem } from "../../../../edge/sources/opcua/subscribe/planned.ts";
import { heldOf, subscriptionAt } from "../../../../edge/sources/opcua/subscribe/subscription.ts";
import { type SubscribeOptions, subscribeItems } from "../../../../edge/sources/opcua/subscribe/subscriptions.ts";

interface SmallServer {
  readonly mostItems?: number;
  readonly mostSubscriptions?: number;
  /** Room of one subscription. */
  readonly mostItemsEach?: number;
  /** Refuses the whole call where one item is too many. */
  readonly refusesCalls?: boolean;
  readonly leastSamplingMs?: number;
  readonly takesFilters?: boolean;
}

function smallServer({
  mostItems = 1e6,
  mostSubscriptions = 1e6,
  mostItemsEach = 1e6,
  refusesCalls = false,
  leastSamplingMs = 0,
  takesFilters = true,
}: SmallServer) {
  const seen = { calls: 0, items: 0, subscriptions: 0, requests: [] as CreateMonitoredItemsRequestOptions[] };
  const itemsOf = new Map<number, number>();
  const timestamp = new Date();
  const session = {
    createSubscription: async () => {
      if (seen.subscriptions >= mostSubscriptions)
        throw new Error("serviceResult = BadTooManySubscriptions (0x80770000)");
      seen.subscriptions++;
      return {
        subscriptionId: seen.subscriptions,
        revisedPublishingInterval: 500,
        revisedMaxKeepAliveCount: 2,
        responseHeader: { timestamp },
      };
    },
    createMonitoredItems: async (request: CreateMonitoredItemsRequestOptions) => {
      seen.calls++;
      seen.requests.push(request);
      const asked = request.itemsToCreate ?? [];
      if (refusesCalls && seen.items + asked.length > mostItems)
        throw new Error("serviceResult = BadTooManyMonitoredItems (0x80db0000)");
      const results = asked.map((item) => {
        const hasFilter =
          item?.requestedParameters?.filter !== undefined &&
          (item.requestedParameters.filter as { whereClause?: { elements?: unknown[] } }).whereClause?.elements?.length;
        if (hasFilter && !takesFilters)
          return { statusCode: StatusCodes.BadMonitoredItemFilterUnsupported, revisedSamplingInterval: 0 };
        const id = request.subscriptionId ?? 0;
        const inThis = itemsOf.get(id) ?? 0;
        if (seen.items >= mostItems || inThis >= mostItemsEach)
          return { statusCode: StatusCodes.BadTooManyMonitoredItems, revisedSamplingInterval: 0 };
        seen.items++;
        itemsOf.set(id, inThis + 1);
        return {
          statusCode: StatusCodes.Good,
          revisedSamplingInterval: Math.max(leastSamplingMs, item?.requestedParameters?.samplingInterval ?? 0),
        };
      });
      return { responseHeader: { serviceResult: StatusCodes.Good, timestamp }, results };
    },
  } as unknown as RawSession;
  return { session, seen };
}

function items(count: number, everyMs = 100) {
  return Array.from({ length: count }, (_, place) => ({
    item: { place, everyMs, targets: [], text: `T${place}` } as unknown as PlannedItem,
    nodeId: new NodeId(NodeId.NodeIdType.NUMERIC, place, 1),
  }));
}

const OPTIONS = {
  keepAliveMs: 1000,
  limits: { translate: 100, read: 100, monitor: 100, history: 100 },
  existing: [],
} satisfies SubscribeOptions;

it.each([false, true])(
  "[F5] [F21] a server with room for 37 items gets 37, and the rest is counted; whole calls refused: %s",
  async (refusesCalls) => {
    const { session, seen } = smallServer({ mostItems: 37, refusesCalls });
    const made = await subscribeItems(session, items(250), OPTIONS);
    expect([seen.items, made.missing.length, made.unmonitored.length]).toEqual([37, 213, 213]);
    expect(made.unmonitored[0]?.reason).toBe("BadTooManyMonitoredItems");
    expect(seen.calls, "asked in halves, and not again once it is full").toBeLessThan(30);
  },
);

it("[F5] [F21] where the server accepts one subscription, tags of several intervals share it", async () => {
  const { session, seen } = smallServer({ mostSubscriptions: 1 });
  const made = await subscribeItems(session, [...items(3, 100), ...items(3, 1000)], OPTIONS);
  expect([seen.subscriptions, made.subscriptions.length, seen.items, made.missing]).toEqual([1, 1, 6, []]);
  expect(made.fewer).toMatch(/BadTooManySubscriptions/);
});

it("[F28] intervals from 200 ms on share a subscription at the shortest, each sampled at its own", async () => {
  const { session, seen } = smallServer({});
  const made = await subscribeItems(
    session,
    [5000, 250, 0, 500, 2000].flatMap((everyMs) => items(2, everyMs)),
    OPTIONS,
  );
  expect(made.subscriptions.map(({ madeForMs, everyMs }) => [madeForMs, everyMs])).toEqual([[250, 5000]]);
  const sampled = seen.requests.flatMap(({ itemsToCreate }) =>
    (itemsToCreate ?? []).map((item) => item?.requestedParameters?.samplingInterval),
  );
  expect(new Set(sampled)).toEqual(new Set([0, 250, 500, 2000, 5000]));
  const later = await subscribeItems(session, items(1, 500), { ...OPTIONS, existing: made.subscriptions });
  expect([later.subscriptions, seen.subscriptions]).toEqual([made.subscriptions, 1]);
});

it("[F28] an interval below 200 ms has a subscription of its own", async () => {
  const { session } = smallServer({});
  const made = await subscribeItems(
    session,
    [100, 50, 250, 500].flatMap((everyMs) => items(2, everyMs)),
    OPTIONS,
  );
  expect(made.subscriptions.map(({ madeForMs, everyMs }) => [madeForMs, everyMs])).toEqual([
    [50, 50],
    [100, 100],
    [250, 500],
  ]);
});

it("[F28] an interval above 10 s has its own subscription: a loss then affects few other tags", async () => {
  const { session, seen } = smallServer({});
  const all = [250, 10_000, 60_000, 3_600_000].flatMap((everyMs) => items(2, everyMs));
  const made = await subscribeItems(session, all, OPTIONS);
  const paces = made.subscriptions.map(({ madeForMs, everyMs }) => [madeForMs, everyMs]);
  expect(paces).toEqual([
    [250, 10_000],
    [60_000, 60_000],
    [3_600_000, 3_600_000],
  ]);
  await subscribeItems(session, all, { ...OPTIONS, existing: made.subscriptions });
  expect(seen.subscriptions).toBe(3);
});

it("[F28] [F21] tags without room in the shared subscription get one of their own, once", async () => {
  const { session, seen } = smallServer({ mostItemsEach: 3 });
  const all = [...items(3, 250), ...items(4, 2000)];
  const made = await subscribeItems(session, all, OPTIONS);
  expect([seen.subscriptions, seen.items, made.missing.length]).toEqual([2, 6, 1]);
  const again = await subscribeItems(session, items(1, 2000), { ...OPTIONS, existing: made.subscriptions });
  expect([seen.subscriptions, again.unmonitored.length]).toEqual([2, 1]);
});

it("[F28] a subscription that an earlier version made for one interval keeps its pace", () => {
  const held = { id: 1, everyMs: 2000, publishingMs: 500, keepAliveMs: 1000, sequence: 4, publishedAt: 10 };
  const { madeForMs, everyMs } = subscriptionAt(held);
  expect([madeForMs, everyMs]).toEqual([2000, 2000]);
  expect(heldOf(subscriptionAt({ ...held, madeForMs: 250 }))).toMatchObject({ everyMs: 2000, madeForMs: 250 });
});

it("[F5] [F21] without any subscription every tag is reported as missing, and nothing is thrown", async () => {
  const { session } = smallServer({ mostSubscriptions: 0 });
  const made = await subscribeItems(session, items(3), OPTIONS);
  expect([made.subscriptions.length, made.missing.length, made.unmonitored.length]).toEqual([0, 3, 3]);
});

it("[F5] a server that samples at least every second is read, and each tag is named", async () => {
  const { session } = smallServer({ leastSamplingMs: 1000 });
  expect((await subscribeItems(session, items(2), OPTIONS)).slower.map(({ grantedMs }) => grantedMs)).toEqual([
    1000, 1000,
  ]);
});

it("[F22] model changes are requested with one event type per item: no filter joins two", async () => {
  const { session, seen } = smallServer({});
  expect(await watchModel(session, 1, modelHandles(5))).toEqual([]);
  const filters = seen.requests
    .flatMap(({ itemsToCreate }) => itemsToCreate ?? [])
    .map(
      (item) => item?.requestedParameters?.filter as { whereClause?: { elements?: readonly unknown[] } } | undefined,
    );
  expect(filters.map((filter) => filter?.whereClause?.elements?.length)).toEqual([1, 1, undefined]);
});

it("[F22] a server without filters sends all events, and model changes are selected", async () => {
  const { session, seen } = smallServer({ takesFilters: false });
  const handles = modelHandles(5);
  expect(await watchModel(session, 1, handles)).toEqual([]);
  expect(seen.requests.at(-1)?.itemsToCreate?.[0]?.requestedParameters?.clientHandle).toBe(handles.unfiltered);
  const event = (id: number, clientHandle: number) =>
    ({ clientHandle, eventFields: [{ value: new NodeId(NodeId.NodeIdType.NUMERIC, id) }] }) as unknown as Parameters<
      typeof watchedEvent
    >[0];
  expect([2133, 2738, 2041].map((id) => watchedEvent(event(id, handles.unfiltered), handles))).toEqual([
    "change",
    "change",
    "other",
  ]);
  expect([watchedEvent(event(2041, handles.events), handles), watchedEvent(event(2041, 6), handles)]).toEqual([
    "change",
    undefined,
  ]);
});
